# A RSET after a failed login is how some mail programs work
packs postfix dovecot
every 10m x 12
  postfix/smtpd[{n+1}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+1}]: disconnect from unknown[192.0.2.7] ehlo=1 rset=2 quit=1 commands=4
expect no verdict
expect peak 192.0.2.7 0/0
