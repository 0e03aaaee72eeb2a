# One session of thirty useless RSETs
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
at 10s postfix/smtpd[1]: disconnect from unknown[192.0.2.7] ehlo=1 rset=33 quit=1 commands=35
expect ban 192.0.2.7 by 10s why reset-flood
expect peak 192.0.2.7 120/120
