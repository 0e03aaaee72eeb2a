# Behind one address eight people work and three mistype at once
packs postfix dovecot
every 5m x 8
  dovecot: imap-login: Login: user=<{name}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l{n}>
every 20s x 12 from 2h
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<user{n%3}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect no ban
