# While banned nothing is asked again; afterwards the next offence is
packs postfix dovecot
every 1s x 4
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far.example>: Relay access denied; from=<x@y.example> to=<a{n}@far.example> proto=ESMTP helo=<win7>
every 20s x 20 from 10s
  postfix/smtpd[2]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <b{n}@far.example>: Relay access denied; from=<x@y.example> to=<b{n}@far.example> proto=ESMTP helo=<win7>
every 1s x 5 from 13m
  postfix/smtpd[3]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <c{n}@far.example>: Relay access denied; from=<x@y.example> to=<c{n}@far.example> proto=ESMTP helo=<win7>
expect ban 192.0.2.7 by 4s
expect no ban 192.0.2.7 after 5s by 12m
expect ban 192.0.2.7 after 13m
