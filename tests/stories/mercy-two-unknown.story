# The first two unknown recipients of a day are free
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
every 1h x 2
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 550 5.1.1 <john{n}@here.example>: Recipient address rejected: User unknown in local recipient table; from=<x@y.example> to=<john{n}@here.example> proto=ESMTP helo=<mail.y.example>
expect no verdict
expect peak 192.0.2.7 0/0
