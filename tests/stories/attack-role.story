# Three postmaster tries in ten minutes
packs postfix dovecot
every 5m x 3
  postfix/smtpd[{n+1}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+1}]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=postmaster
  postfix/smtpd[{n+1}]: disconnect from unknown[192.0.2.7] ehlo=1 auth=0/1 quit=1 commands=2/3
expect ban 192.0.2.7 after 5m by 5m why role-login
expect no alert
