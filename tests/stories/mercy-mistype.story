# Three mistypes, then right
packs postfix dovecot
every 20s x 3
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alice@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
at 80s dovecot: imap-login: Login: user=<alice@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l9>
expect no verdict
expect peak 192.0.2.7 30/10
