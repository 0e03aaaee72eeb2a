# One domain that does not resolve, each hour all day
packs postfix dovecot
every 1h x 24
  postfix/smtpd[{n+1}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+1}]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 450 4.1.8 <robot@gone.example>: Sender address rejected: Domain not found; from=<robot@gone.example> to=<bob@here.example> proto=ESMTP helo=<win7>
  postfix/smtpd[{n+1}]: disconnect from unknown[192.0.2.7] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4
expect no verdict
