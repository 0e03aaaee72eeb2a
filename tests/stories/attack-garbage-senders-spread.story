# Eight sender domains that do not exist, a session each
packs postfix dovecot
every 5m x 9
  postfix/smtpd[{n+1}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+1}]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 450 4.1.8 <x@nowhere{n}.example>: Sender address rejected: Domain not found; from=<x@nowhere{n}.example> to=<bob@here.example> proto=ESMTP helo=<win7>
  postfix/smtpd[{n+1}]: disconnect from unknown[192.0.2.7] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4
expect ban 192.0.2.7 after 35m by 35m why garbage-sender
