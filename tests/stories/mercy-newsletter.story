# A newsletter account that sends as much every morning
packs postfix dovecot
every 24h x 20
  postfix/submission/smtpd[{n+1}]: 4C{n+10}cccc: client=pc.isp.example[192.0.2.7], sasl_method=PLAIN, sasl_username=news@here.example
  postfix/qmgr[77]: 4C{n+10}cccc: from=<news@here.example>, size=1234, nrcpt=100 (queue active)
expect no verdict
