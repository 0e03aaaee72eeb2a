# One operator alone refuses us
packs postfix dovecot
every 10m x 5
  postfix/smtp[9]: 4C{n+10}gggg: to=<bob@far.example>, relay=mx.far.example[198.51.100.9]:25, delay=1, delays=0/0/1/0, dsn=5.7.1, status=bounced (host mx.far.example[198.51.100.9] said: 550 5.7.1 Service unavailable; Client host [203.0.113.25] blocked using Spamhaus (in reply to RCPT TO command))
expect no alert server
