# A mailing with tagged return addresses of its own
packs postfix dovecot
every 5m x 9
  postfix/submission/smtpd[{n+1}]: 4C{n+10}eeee: client=pc.isp.example[192.0.2.7], sasl_method=PLAIN, sasl_username=erin@here.example
  postfix/qmgr[77]: 4C{n+10}eeee: from=<erin+{n}@here.example>, size=1234, nrcpt=1 (queue active)
expect no verdict
