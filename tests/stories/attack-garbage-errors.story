# Garbage until the server hangs up, counted once
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
at 20s postfix/smtpd[1]: too many errors after UNKNOWN from unknown[192.0.2.7]
at 20s postfix/smtpd[1]: disconnect from unknown[192.0.2.7] ehlo=1 unknown=0/20 commands=1/21
expect ban 192.0.2.7 by 20s
expect peak 192.0.2.7 100/100
