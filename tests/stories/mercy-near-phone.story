# A phone that was set up with a misspelled name polls every five minutes, all day
packs postfix dovecot
at 0s dovecot: imap-login: Login: user=<alexandra@here.example>, method=PLAIN, rip=192.0.2.9, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
every 5m x 200 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexndra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<p{n}>
expect no ban
