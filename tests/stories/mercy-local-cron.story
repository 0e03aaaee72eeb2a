# Daily reports of local users
packs postfix dovecot
every 1h x 48
  postfix/pickup[55]: D2{n+10}AE20: uid=0 from=<root>
expect no verdict
