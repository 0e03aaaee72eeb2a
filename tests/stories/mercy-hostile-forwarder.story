# A forwarder that delivers properly hands on what others typed
packs stub postfix
at 0s postfix/smtpd[9]: 4C1hhhh: client=mail.friend.example[192.0.2.7]
at 1s postfix/qmgr[77]: 4C1hhhh: from=<x@friend.example>, size=1234, nrcpt=1 (queue active)
every 1m x 9
  stub[{n+1}]: connect from 192.0.2.7
  stub[{n+1}]: refused <a> of [198.18.1.9]: no relaying> of [192.0.2.7]: no relaying
expect no ban
