# A source fails with three names and then logs in
packs postfix dovecot
every 10s x 3
  dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{name}@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f{n}>
at 60s dovecot: imap-login: Login: user=<norbert@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l9>
expect alert account:norbert@here.example why login-after-guessing
