# Common values are no sign: a HELO and a sender domain that proper traffic shows
packs postfix dovecot
at 0s postfix/smtpd[9]: 4C1jjjj: client=mail.big.example[192.0.2.50]
at 1s postfix/qmgr[77]: 4C1jjjj: from=<x@big.example>, size=1234, nrcpt=1 (queue active)
every 5s x 4 from 1m
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[198.18.1.9]: 554 5.7.1 <drop{n}@far.example>: Relay access denied; from=<x@big.example> to=<drop{n}@far.example> proto=ESMTP helo=<localhost>
every 1s x 2 from 5m
  postfix/smtpd[2]: NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <other{n}@far.example>: Relay access denied; from=<y@big.example> to=<other{n}@far.example> proto=ESMTP helo=<localhost>
expect ban 198.18.1.9
expect no ban 203.0.113.9
