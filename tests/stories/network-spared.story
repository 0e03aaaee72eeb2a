# A network in which somebody logged in is spared
packs postfix dovecot
at 0s dovecot: imap-login: Login: user=<alice@here.example>, method=PLAIN, rip=192.0.2.200, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
every 1s x 4 from 1m
  postfix/smtpd[100]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far0.example>: Relay access denied; from=<x@y.example> to=<a{n}@far0.example> proto=ESMTP helo=<win7>
every 1s x 4 from 11m
  postfix/smtpd[101]: NOQUEUE: reject: RCPT from unknown[192.0.2.8]: 554 5.7.1 <a{n}@far1.example>: Relay access denied; from=<x@y.example> to=<a{n}@far1.example> proto=ESMTP helo=<win7>
every 1s x 4 from 21m
  postfix/smtpd[102]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 554 5.7.1 <a{n}@far2.example>: Relay access denied; from=<x@y.example> to=<a{n}@far2.example> proto=ESMTP helo=<win7>
every 1s x 4 from 31m
  postfix/smtpd[103]: NOQUEUE: reject: RCPT from unknown[192.0.2.10]: 554 5.7.1 <a{n}@far3.example>: Relay access denied; from=<x@y.example> to=<a{n}@far3.example> proto=ESMTP helo=<win7>
every 1s x 4 from 41m
  postfix/smtpd[104]: NOQUEUE: reject: RCPT from unknown[192.0.2.11]: 554 5.7.1 <a{n}@far4.example>: Relay access denied; from=<x@y.example> to=<a{n}@far4.example> proto=ESMTP helo=<win7>
expect no ban 192.0.2.0/24
expect ban 192.0.2.11
