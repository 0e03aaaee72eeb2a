# An honest mail server without reverse name and with a bad HELO, each minute all day
packs postfix dovecot
every 1m x 1440
  postfix/smtpd[{n+1}]: connect from unknown[192.0.2.7]
  postfix/smtpd[{n+1}]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 504 5.5.2 <EXCHANGE>: Helo command rejected: need fully-qualified hostname; from=<x@friend.example> to=<bob@here.example> proto=ESMTP helo=<EXCHANGE>
expect no verdict
expect peak 192.0.2.7 20/0
