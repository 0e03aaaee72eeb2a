# A phone with one old password each ten minutes, all day
packs postfix dovecot
every 10m x 144
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alice@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect no ban
expect peak 192.0.2.7 24/10
