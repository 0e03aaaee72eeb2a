# Three banned /64 of a /48 take the network
packs postfix dovecot
every 1s x 4 from 0m
  postfix/smtpd[100]: NOQUEUE: reject: RCPT from unknown[2001:db8:7:1::5]: 554 5.7.1 <a{n}@far0.example>: Relay access denied; from=<x@y.example> to=<a{n}@far0.example> proto=ESMTP helo=<win7>
every 1s x 4 from 10m
  postfix/smtpd[101]: NOQUEUE: reject: RCPT from unknown[2001:db8:7:2::5]: 554 5.7.1 <a{n}@far1.example>: Relay access denied; from=<x@y.example> to=<a{n}@far1.example> proto=ESMTP helo=<win7>
every 1s x 4 from 20m
  postfix/smtpd[102]: NOQUEUE: reject: RCPT from unknown[2001:db8:7:3::5]: 554 5.7.1 <a{n}@far2.example>: Relay access denied; from=<x@y.example> to=<a{n}@far2.example> proto=ESMTP helo=<win7>
expect ban 2001:db8:7::/48 why network
