# A role account with its domain, in capitals
packs postfix dovecot
every 5m x 3
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<Administrator@Here.Example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect ban 192.0.2.7 by 5m why role-login
