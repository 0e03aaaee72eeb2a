# The next source of a botnet tries the same names in the same order
packs postfix dovecot
every 10s x 5
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{name}@here.example>, method=PLAIN, rip=198.18.1.9, lip=198.51.100.25, TLS, session=<f{n}>
every 20s x 3 from 10m
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{name}@here.example>, method=PLAIN, rip=203.0.113.9, lip=198.51.100.25, TLS, session=<fc{n}>
expect ban 198.18.1.9 by 1m
expect ban 203.0.113.9 by 11m
