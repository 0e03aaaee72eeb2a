# Who has logged in as alice may fail often as alice
packs postfix dovecot
at 0s dovecot: imap-login: Login: user=<alice@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
every 53s x 25 from 1h
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alice@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
expect no ban
