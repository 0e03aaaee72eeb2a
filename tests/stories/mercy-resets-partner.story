# A partner with twenty mails and twenty RSETs
packs postfix dovecot
every 1h x 6
  postfix/smtpd[{n+1}]: connect from mail.friend.example[192.0.2.7]
  postfix/smtpd[{n+1}]: disconnect from mail.friend.example[192.0.2.7] ehlo=1 mail=20 rcpt=20 data=20 rset=20 quit=1 commands=82
expect no verdict
expect peak 192.0.2.7 0/0
