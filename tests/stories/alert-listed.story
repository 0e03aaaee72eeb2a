# Two operators refuse our mail as spam
packs postfix dovecot
every 10m x 2
  postfix/smtp[9]: 4C{n+10}gggg: to=<bob@far{n}.example>, relay=mx.far{n}.example[198.51.100.9]:25, delay=1, delays=0/0/1/0, dsn=5.7.1, status=bounced (host mx.far{n}.example[198.51.100.9] said: 550 5.7.1 Service unavailable; your host is blocked using Spamhaus (in reply to RCPT TO command))
expect alert server why listed
expect no ban
