# Many fail, but logins go on as usual: that is an attack, and the worst are banned
packs postfix dovecot
every 10s x 400
  dovecot: imap-login: Login: user=<user{n%50}@here.example>, method=PLAIN, rip=203.0.113.{n%50}, lip=198.51.100.25, mpid=4711, TLS, session=<l{n}>
every 1s x 240 from 3000s
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<guess{n}@here.example>, method=PLAIN, rip=198.18.{n}.9, lip=198.51.100.25, TLS, session=<fg{n}>
every 2s x 20 from 3300s
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{name}@here.example>, method=PLAIN, rip=198.18.7.9, lip=198.51.100.25, TLS, session=<fz{n}>
expect ban 198.18.7.9
expect no alert server
