# One login sends under three foreign addresses
packs postfix dovecot
every 5m x 3
  postfix/submission/smtpd[{n+1}]: 4C{n+10}dddd: client=pc.isp.example[192.0.2.7], sasl_method=PLAIN, sasl_username=erin@here.example
  postfix/qmgr[77]: 4C{n+10}dddd: from=<{name}@elsewhere.example>, size=1234, nrcpt=1 (queue active)
expect alert account:erin@here.example why many-senders
