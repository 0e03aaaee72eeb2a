# Thirty unknown recipients
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
every 1s x 30
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 550 5.1.1 <john{n}@here.example>: Recipient address rejected: User unknown in local recipient table; from=<x@y.example> to=<john{n}@here.example> proto=ESMTP helo=<mail.y.example>
expect ban 192.0.2.7 by 15s why harvest
