# One try each 40 minutes, another name each
packs postfix dovecot
every 40m x 8
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{name}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect ban 192.0.2.7 after 160m by 160m why auth-failed
