# A name that is declared never to log in bans at once
packs postfix dovecot
config unused_accounts: [trap]
at 0s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<trap@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f1>
expect ban 192.0.2.7 by 0s why role-login
