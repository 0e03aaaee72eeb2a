# A user misspells his own name in many ways
packs postfix dovecot
at 0s dovecot: imap-login: Login: user=<alexandra@here.example>, method=PLAIN, rip=192.0.2.9, lip=198.51.100.25, mpid=4711, TLS, session=<l1>
at 60s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexandr@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f0>
at 80s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexndra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f1>
at 100s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexanrda@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f2>
at 120s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<aexandra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f3>
at 140s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexandrra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f4>
at 160s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexandta@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f5>
at 180s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexamdra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f6>
at 200s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<slexandra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f7>
at 220s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexandre@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f8>
at 240s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexadra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f9>
at 260s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alesandra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f10>
at 280s dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alexamndra@here.example>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.25, TLS, session=<f11>
expect no ban
