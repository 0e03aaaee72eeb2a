# POP3 guessing of one account, 61 seconds apart
packs postfix dovecot
every 61s x 14
  dovecot: pop3-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alice@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect ban 192.0.2.7 after 11m by 12m why auth-failed
