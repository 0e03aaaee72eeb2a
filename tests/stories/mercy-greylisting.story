# A pipelining client that is greylisted
packs postfix dovecot
every 5m x 12
  postfix/smtpd[{n+1}]: connect from mail.friend.example[192.0.2.7]
  postfix/smtpd[{n+1}]: NOQUEUE: reject: RCPT from mail.friend.example[192.0.2.7]: 450 4.2.0 <bob@here.example>: Recipient address rejected: Greylisted, see http://postgrey.example; from=<x@friend.example> to=<bob@here.example> proto=ESMTP helo=<mail.friend.example>
  postfix/smtpd[{n+1}]: disconnect from mail.friend.example[192.0.2.7] ehlo=1 mail=1 rcpt=0/1 data=0/1 rset=1 quit=1 commands=4/6
expect no verdict
expect peak 192.0.2.7 0/0
