# A domain that the configuration names is ours from the first line
packs opensmtpd
config local_domains: [here.example]
at 0s smtpd[811]: 433ab502a47e0b00 smtp connected address=192.0.2.50 host=mx.friend.example
at 1s smtpd[811]: 433ab502a47e0b00 smtp message msgid=af6c7e32 size=489 nrcpt=1 proto=ESMTP
at 60s smtpd[811]: 433ab502a47e0b10 smtp connected address=192.0.2.7 host=<unknown>
every 1s x 4 from 61s
  smtpd[811]: 433ab502a47e0b10 smtp failed-command command="RCPT TO:<a{n}@here.example>" result="550 Invalid recipient: <a{n}@here.example>"
expect no verdict
