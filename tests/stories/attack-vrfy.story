# Five VRFY
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
every 2s x 5
  postfix/smtpd[1]: NOQUEUE: reject: VRFY from unknown[192.0.2.7]: 550 5.1.1 <user{n}>: Recipient address rejected: User unknown in local recipient table; to=<user{n}> proto=SMTP helo=<x>
expect ban 192.0.2.7 by 8s why verify
