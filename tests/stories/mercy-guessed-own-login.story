# The same failures, then a login from the owner's own network
packs postfix dovecot
every 1h x 3
  dovecot: imap-login: Login: user=<carol@here.example>, method=PLAIN, rip=192.0.2.9, lip=198.51.100.25, mpid=4711, TLS, session=<lc{n}>
every 10m x 3 from 4h
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<carol@here.example>, method=PLAIN, rip=198.18.{n}.9, lip=198.51.100.25, TLS, session=<fx{n}>
at 5h dovecot: imap-login: Login: user=<carol@here.example>, method=PLAIN, rip=192.0.2.10, lip=198.51.100.25, mpid=4711, TLS, session=<l9>
expect no verdict
