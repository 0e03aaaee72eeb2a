# Points fade: a relay try each 26 hours, to another recipient each time
packs postfix dovecot
every 26h x 12
  postfix/smtpd[{n+1}]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a{n}@far.example>: Relay access denied; from=<x@y.example> to=<a{n}@far.example> proto=ESMTP helo=<win7>
expect no verdict
