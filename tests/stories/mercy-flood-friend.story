# A big sender that runs into our own connection limit
packs postfix dovecot
at 0s postfix/smtpd[1]: 4C1kkkk: client=mail.big.example[192.0.2.7]
at 1s postfix/qmgr[77]: 4C1kkkk: from=<x@big.example>, size=1234, nrcpt=5 (queue active)
every 1m x 60 from 1m
  postfix/smtpd[{n+10}]: warning: Connection concurrency limit exceeded: 51 from mail.big.example[192.0.2.7] for service smtp
expect no verdict
