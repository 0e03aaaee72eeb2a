# A new account sends to more than a hundred recipients in an hour
packs postfix dovecot
every 5m x 6
  postfix/submission/smtpd[{n+1}]: 4C{n+10}bbbb: client=pc.isp.example[192.0.2.7], sasl_method=PLAIN, sasl_username=erin@here.example
  postfix/qmgr[77]: 4C{n+10}bbbb: from=<erin@here.example>, size=1234, nrcpt=25 (queue active)
expect alert account:erin@here.example why burst by 20m
expect no ban
