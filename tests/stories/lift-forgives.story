# A lifted source starts anew
packs postfix dovecot
every 1s x 4
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far.example>: Relay access denied; from=<x@y.example> to=<a{n}@far.example> proto=ESMTP helo=<win7>
at 1m lift 192.0.2.7
every 1s x 2 from 2m
  postfix/smtpd[2]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <b{n}@far.example>: Relay access denied; from=<x@y.example> to=<b{n}@far.example> proto=ESMTP helo=<win7>
expect no ban 192.0.2.7 after 10s
