# A monitoring probe that hangs up, each minute all day
packs postfix dovecot
every 1m x 1440
  postfix/smtpd[{n+1}]: connect from probe.watch.example[192.0.2.7]
  postfix/smtpd[{n+1}]: lost connection after EHLO from probe.watch.example[192.0.2.7]
  postfix/smtpd[{n+1}]: disconnect from probe.watch.example[192.0.2.7] ehlo=1 commands=1
expect no verdict
