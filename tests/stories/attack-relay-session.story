# Four relay tries in one session
packs postfix dovecot
at 0s postfix/smtpd[1]: connect from unknown[192.0.2.7]
every 100s x 4
  postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far.example>: Relay access denied; from=<x@y.example> to=<a{n}@far.example> proto=ESMTP helo=<win7>
expect ban 192.0.2.7 after 5m by 5m why relay
expect peak 192.0.2.7 108/115
