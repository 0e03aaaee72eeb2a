# One who writes under her own name and for two departments
packs postfix dovecot
every 10m x 4
  postfix/submission/smtpd[{n+1}]: 4C{n+10}eeee: client=pc.isp.example[192.0.2.7], sasl_method=PLAIN, sasl_username=erin@here.example
  postfix/qmgr[77]: 4C{n+10}eeee: from=<erin@here.example>, size=1234, nrcpt=1 (queue active)
  postfix/submission/smtpd[{n+1}]: 4C{n+10}ffff: client=pc.isp.example[192.0.2.7], sasl_method=PLAIN, sasl_username=erin@here.example
  postfix/qmgr[77]: 4C{n+10}ffff: from=<info@here.example>, size=1234, nrcpt=1 (queue active)
  postfix/submission/smtpd[{n+1}]: 4C{n+10}gggg: client=pc.isp.example[192.0.2.7], sasl_method=PLAIN, sasl_username=erin@here.example
  postfix/qmgr[77]: 4C{n+10}gggg: from=<sales@here.example>, size=1234, nrcpt=1 (queue active)
expect no verdict
