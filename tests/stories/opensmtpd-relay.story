# OpenSMTPD does not tell relay from unknown: a foreign domain is relay
packs opensmtpd
at 0s smtpd[811]: 433ab502a47e0b00 smtp connected address=192.0.2.50 host=mx.friend.example
at 1s smtpd[811]: 433ab502a47e0b00 smtp message msgid=af6c7e32 size=489 nrcpt=1 proto=ESMTP
at 1s smtpd[811]: 433ab502a47e0b00 smtp envelope evpid=af6c7e32385f8e36 from=<x@friend.example> to=<bob@here.example>
at 2s smtpd[811]: 433ab506ac1923ad mda delivery evpid=af6c7e32385f8e36 from=<x@friend.example> to=<bob@here.example> rcpt=<bob@here.example> user=bob delay=0s result=Ok stat=Delivered
at 60s smtpd[811]: 433ab502a47e0b10 smtp connected address=192.0.2.7 host=<unknown>
every 1s x 4 from 61s
  smtpd[811]: 433ab502a47e0b10 smtp failed-command command="RCPT TO:<a{n}@far.example>" result="550 Invalid recipient: <a{n}@far.example>"
expect ban 192.0.2.7 by 64s why relay
