# A login as a role account is a critical alert and no ban
packs postfix dovecot
at 0s dovecot: imap-login: Login: user=<postmaster@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
expect alert account:postmaster@here.example why role-login
expect no ban
