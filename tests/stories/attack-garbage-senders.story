# Random sender domains in a session
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
every 5s x 9
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 450 4.1.8 <x@nowhere{n}.example>: Sender address rejected: Domain not found; from=<x@nowhere{n}.example> to=<bob@here.example> proto=ESMTP helo=<win7>
expect ban 192.0.2.7 by 40s why garbage-sender
