# One stolen account does not wash an attacker clean
packs postfix dovecot
at 0s dovecot: imap-login: Login: user=<mallory@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
every 2m x 8 from 10m
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{name}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect ban 192.0.2.7 by 25m
