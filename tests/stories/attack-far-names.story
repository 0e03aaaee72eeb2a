# Names unlike any known account, after a week of seen logins
packs postfix dovecot
every 1h x 170
  dovecot: imap-login: Login: user=<alexandra@here.example>, method=PLAIN, rip=192.0.2.9, lip=198.51.100.25, mpid=4711, TLS, session=<la{n}>
every 10m x 5 from 171h
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{name}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<fg{n}>
expect ban 192.0.2.7 by 10290m why auth-failed
