# The authentication backend is gone: everybody fails, nobody is banned
packs postfix dovecot
every 1s x 240
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<user{n}@here.example>, method=PLAIN, rip=198.18.{n}.9, lip=198.51.100.25, TLS, session=<f{n}>
every 1s x 30 from 241s
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<user7@here.example>, method=PLAIN, rip=198.18.7.9, lip=198.51.100.25, TLS, session=<fz{n}>
expect alert server why circuit-breaker
expect no ban
