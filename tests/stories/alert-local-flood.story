# A local script sends
packs postfix dovecot
every 20s x 70
  postfix/pickup[55]: D2{n+10}AE20: uid=33 from=<www-data>
expect alert server why local-flood
expect no ban
