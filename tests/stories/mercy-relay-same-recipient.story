# The same forbidden recipient each hour reaches the slow score once
packs postfix dovecot
every 1h x 20
  postfix/smtpd[{n+100}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+100}]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a@far.example>: Relay access denied; from=<x@y.example> to=<a@far.example> proto=ESMTP helo=<win7>
  postfix/smtpd[{n+100}]: disconnect from unknown[192.0.2.7] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4
expect no verdict
