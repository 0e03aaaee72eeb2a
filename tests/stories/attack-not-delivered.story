# The same errors without a delivery
packs postfix dovecot
every 10m x 9 from 1m
  postfix/smtpd[{n+10}]: connect from mail.friend.example[192.0.2.7]
  postfix/smtpd[{n+10}]: disconnect from mail.friend.example[192.0.2.7] ehlo=1 unknown=0/2 quit=1 commands=2/4
expect ban 192.0.2.7
