# Three relay tries of a badly set client of our own do not ban it
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
every 1s x 3
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far.example>: Relay access denied; from=<x@y.example> to=<a{n}@far.example> proto=ESMTP helo=<win7>
expect no verdict
expect peak 192.0.2.7 90/90
