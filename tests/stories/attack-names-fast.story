# Five different names in ten minutes
packs postfix dovecot
every 2m x 6
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{name}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect ban 192.0.2.7 by 8m why auth-failed
