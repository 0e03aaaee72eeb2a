# One account guessed from many sources, one try each
packs postfix dovecot
every 2m x 12
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<julia@here.example>, method=PLAIN, rip=198.18.{n}.9, lip=198.51.100.25, TLS, session=<f{n}>
expect alert account:julia@here.example why account-under-attack by 10m
expect no ban
