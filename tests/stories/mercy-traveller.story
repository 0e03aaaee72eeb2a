# A traveller: five networks in a day
packs postfix dovecot
every 4h x 5
  dovecot: imap-login: Login: user=<hank@here.example>, method=PLAIN, rip=198.18.{n}.9, lip=198.51.100.25, mpid=4711, TLS, session=<l{n}>
expect no verdict
