# A guesser who hit a name near a real one by chance is no mistyper: he goes on
packs postfix dovecot
at 0s dovecot: imap-login: Login: user=<user2>, method=PLAIN, rip=192.0.2.9, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
at 0s dovecot: imap-login: Login: user=<user10>, method=PLAIN, rip=192.0.2.10, lip=198.51.100.25, mpid=4712, TLS, session=<l2>
every 30s x 15 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<user20>, method=PLAIN, rip=198.51.100.7, lip=198.51.100.25, TLS, session=<g{n}>
expect ban 198.51.100.7
