# A login from within releases the network
packs postfix dovecot
every 1s x 4 from 0m
  postfix/smtpd[100]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far0.example>: Relay access denied; from=<x@y.example> to=<a{n}@far0.example> proto=ESMTP helo=<win7>
every 1s x 4 from 2m
  postfix/smtpd[101]: NOQUEUE: reject: RCPT from unknown[192.0.2.8]: 554 5.7.1 <a{n}@far1.example>: Relay access denied; from=<x@y.example> to=<a{n}@far1.example> proto=ESMTP helo=<win7>
every 1s x 4 from 4m
  postfix/smtpd[102]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 554 5.7.1 <a{n}@far2.example>: Relay access denied; from=<x@y.example> to=<a{n}@far2.example> proto=ESMTP helo=<win7>
every 1s x 4 from 6m
  postfix/smtpd[103]: NOQUEUE: reject: RCPT from unknown[192.0.2.10]: 554 5.7.1 <a{n}@far3.example>: Relay access denied; from=<x@y.example> to=<a{n}@far3.example> proto=ESMTP helo=<win7>
at 9m dovecot: imap-login: Login: user=<alice@here.example>, method=PLAIN, rip=192.0.2.200, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
expect release 192.0.2.0/24 by 9m
