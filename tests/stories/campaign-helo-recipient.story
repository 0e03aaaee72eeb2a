# The same HELO and the same recipient: the next one falls on its second line
packs postfix dovecot
every 5s x 4
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[198.18.1.9]: 554 5.7.1 <drop{n}@far.example>: Relay access denied; from=<x@y.example> to=<drop{n}@far.example> proto=ESMTP helo=<botnet-x>
at 5m postfix/smtpd[2]: NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <drop0@far.example>: Relay access denied; from=<q@z.example> to=<drop0@far.example> proto=ESMTP helo=<botnet-x>
at 306s postfix/smtpd[2]: NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <other@far.example>: Relay access denied; from=<q@z.example> to=<other@far.example> proto=ESMTP helo=<botnet-x>
expect ban 203.0.113.9 by 306s
