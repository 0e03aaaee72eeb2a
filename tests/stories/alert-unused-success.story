# A login under a name that never logs in
packs postfix dovecot
config unused_accounts: [trap]
at 0s dovecot: imap-login: Login: user=<trap>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
expect alert account:trap why role-login
