# Garbage, then too many errors: both count, each within its cap
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
at 1s postfix/smtpd[1]: disconnect from unknown[192.0.2.7] ehlo=1 unknown=0/20 commands=1/21
at 30s postfix/smtpd[2]: connect from unknown[192.0.2.7]
at 40s postfix/smtpd[2]: disconnect from unknown[192.0.2.7] ehlo=1 unknown=0/20 commands=1/21
at 60s postfix/smtpd[3]: connect from unknown[192.0.2.7]
at 70s postfix/smtpd[3]: disconnect from unknown[192.0.2.7] ehlo=1 unknown=0/20 commands=1/21
at 90s postfix/smtpd[4]: connect from unknown[192.0.2.7]
at 100s postfix/smtpd[4]: disconnect from unknown[192.0.2.7] ehlo=1 unknown=0/20 commands=1/21
expect ban 192.0.2.7 after 100s by 100s why bad-command
expect peak 192.0.2.7 125/128
