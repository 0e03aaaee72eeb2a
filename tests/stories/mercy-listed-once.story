# One operator alone refuses us, without naming an address, or for now
packs postfix dovecot
every 10m x 5
  postfix/smtp[9]: 4C{n+10}gggg: to=<bob@far.example>, relay=mx.far.example[198.51.100.9]:25, delay=1, delays=0/0/1/0, dsn=5.7.1, status=bounced (host mx.far.example[198.51.100.9] said: 550 5.7.1 Service unavailable; your host is blocked using Spamhaus (in reply to RCPT TO command))
every 10m x 5 from 5m
  postfix/smtp[9]: 4C{n+10}hhhh: to=<bob@far.example>, relay=mx.far.example[198.51.100.9]:25, delay=1, delays=0/0/1/0, dsn=4.7.0, status=deferred (host mx.far.example[198.51.100.9] said: 421 4.7.0 [203.0.113.25] Our system has detected an unusual rate of unsolicited mail (in reply to end of DATA command))
expect no alert server
