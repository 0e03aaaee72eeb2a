# Each that names an account under attack weighs double
packs postfix dovecot
every 1m x 10
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<julia@here.example>, method=PLAIN, rip=198.18.{n}.9, lip=198.51.100.25, TLS, session=<f{n}>
every 2m x 7 from 12m
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<julia@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<fx{n}>
expect ban 192.0.2.7 by 24m
