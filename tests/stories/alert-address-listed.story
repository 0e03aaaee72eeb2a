# One operator refuses our mail for good and names our address
packs postfix dovecot
at 0s postfix/smtp[9]: 4C1gggg: to=<bob@far.example>, relay=mx.far.example[198.51.100.9]:25, delay=1, delays=0/0/1/0, dsn=5.7.1, status=bounced (host mx.far.example[198.51.100.9] said: 550 5.7.1 Service unavailable; Client host [203.0.113.25] blocked using Spamhaus (in reply to RCPT TO command))
expect alert server why address-listed by 0s
expect no ban
