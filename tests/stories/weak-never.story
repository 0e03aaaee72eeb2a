# Weak signs of all kinds never ban
packs postfix dovecot
every 2m x 700
  postfix/smtpd[{n+1}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+1}]: SSL_accept error from unknown[192.0.2.7]: -1
  postfix/smtpd[{n+1}]: lost connection after STARTTLS from unknown[192.0.2.7]
expect no verdict
