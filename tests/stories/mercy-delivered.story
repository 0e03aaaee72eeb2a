# A server that delivers properly has half of its protocol errors forgiven
packs postfix dovecot
at 0s postfix/smtpd[1]: 4C1aaaa: client=mail.friend.example[192.0.2.7]
at 1s postfix/qmgr[77]: 4C1aaaa: from=<x@friend.example>, size=1234, nrcpt=1 (queue active)
every 10m x 9 from 1m
  postfix/smtpd[{n+10}]: connect from mail.friend.example[192.0.2.7]
  postfix/smtpd[{n+10}]: disconnect from mail.friend.example[192.0.2.7] ehlo=1 unknown=0/2 quit=1 commands=2/4
expect no ban
