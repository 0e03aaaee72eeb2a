# One failed login told by two services is counted once
packs postfix dovecot
every 3m x 9
  postfix/smtpd[{n+1}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+1}]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=alice@here.example
  postfix/smtpd[{n+1}]: disconnect from unknown[192.0.2.7] ehlo=1 auth=0/1 quit=1 commands=2/3
expect no verdict
