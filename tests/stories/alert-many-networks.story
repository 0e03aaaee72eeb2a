# One account logs in from five networks within an hour
packs postfix dovecot
every 10m x 5
  dovecot: imap-login: Login: user=<dave@here.example>, method=PLAIN, rip=198.18.{n}.9, lip=198.51.100.25, mpid=4711, TLS, session=<l{n}>
expect alert account:dave@here.example why many-networks by 40m
