# An HTTP GET each minute
packs postfix dovecot
every 1m x 4
  postfix/smtpd[{n+1}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+1}]: warning: non-SMTP command from unknown[192.0.2.7]: GET / HTTP/1.1
  postfix/smtpd[{n+1}]: disconnect from unknown[192.0.2.7] unknown=0/1 commands=0/1
expect ban 192.0.2.7 by 2m why probe
