# An infected machine in an office of eight: its bans stay short, however often they come
packs postfix dovecot
every 10m x 140
  dovecot: imap-login: Login: user=<user{n%8}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l{n}>
every 1m x 90 from 2h
  postfix/smtpd[{n+100}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+100}]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far.example>: Relay access denied; from=<x@y.example> to=<a{n}@far.example> proto=ESMTP helo=<win7>
  postfix/smtpd[{n+100}]: disconnect from unknown[192.0.2.7] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4
expect ban 192.0.2.7 after 2h by 130m rung 1
expect ban 192.0.2.7 after 140m rung 1
expect no ban 192.0.2.7 rung 2
