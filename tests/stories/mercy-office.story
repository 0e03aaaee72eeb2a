# Office: one of twelve people fails, not quite every 15 minutes
packs postfix dovecot
every 1h x 8
  dovecot: imap-login: Login: user=<{name}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l{n}>
every 31m x 20 from 8h
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<boris@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
every 41m x 16 from 8h
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<boris@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<fb{n}>
expect no ban
