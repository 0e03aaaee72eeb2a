# POP3, one account, five minutes apart: a person is told, nobody is banned
packs postfix dovecot
every 5m x 100
  dovecot: pop3-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alice@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect no ban
expect alert account:alice@here.example why guess-or-old-password
