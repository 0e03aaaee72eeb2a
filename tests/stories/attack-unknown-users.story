# The server says that there is no such user
packs postfix dovecot
every 40m x 6
  dovecot: auth: passwd-file({name}@here.example,192.0.2.7,<u{n}>): unknown user
expect ban 192.0.2.7 by 120m why auth-unknown
