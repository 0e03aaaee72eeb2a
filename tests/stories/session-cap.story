# Fifty bad commands in one session are one offence
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
at 60s postfix/smtpd[1]: disconnect from unknown[192.0.2.7] ehlo=1 unknown=0/50 commands=1/51
expect no verdict
expect peak 192.0.2.7 32/32
