# A stranger that runs into our own connection limit
packs postfix dovecot
every 1m x 60 from 1m
  postfix/smtpd[{n+10}]: warning: Connection concurrency limit exceeded: 51 from unknown[192.0.2.7] for service smtp
expect ban 192.0.2.7 by 10m why flood
