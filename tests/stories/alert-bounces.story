# A third of what an account sends is refused
packs postfix dovecot
every 2m x 10
  postfix/submission/smtpd[{n+1}]: 4C{n+10}ffff: client=pc.isp.example[192.0.2.7], sasl_method=PLAIN, sasl_username=erin@here.example
  postfix/qmgr[77]: 4C{n+10}ffff: from=<erin@here.example>, size=1234, nrcpt=3 (queue active)
  postfix/smtp[9]: 4C{n+10}ffff: to=<u{n}@far.example>, relay=mx.far.example[198.51.100.9]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host mx.far.example[198.51.100.9] said: 550 5.1.1 <u{n}@far.example>: User unknown (in reply to RCPT TO command))
expect alert account:erin@here.example why bounces
