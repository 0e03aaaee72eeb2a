# The same wrong password as last time, at any rhythm
packs postfix dovecot
every 37s x 60 from 0s dovecot: auth: sql(alice@here.example,192.0.2.7,<h{n}>): Password mismatch (SHA1 of given password: f638ff)
expect no ban
