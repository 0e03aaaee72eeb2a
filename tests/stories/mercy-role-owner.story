# The postmaster who logs in daily mistypes twice
packs postfix dovecot
every 6h x 4
  dovecot: imap-login: Login: user=<postmaster@here.example>, method=PLAIN, rip=192.0.2.9, lip=198.51.100.25, mpid=4711, TLS, session=<lp{n}>
every 1m x 3 from 25h
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<postmaster@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect no ban
