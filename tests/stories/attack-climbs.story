# The same from a stranger: each ban is longer than the one before
packs postfix dovecot
every 1m x 300 from 2h
  postfix/smtpd[{n+100}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+100}]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far.example>: Relay access denied; from=<x@y.example> to=<a{n}@far.example> proto=ESMTP helo=<win7>
  postfix/smtpd[{n+100}]: disconnect from unknown[192.0.2.7] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4
expect ban 192.0.2.7 by 123m rung 1
expect ban 192.0.2.7 after 123m by 140m rung 2
expect ban 192.0.2.7 after 140m by 210m rung 3
