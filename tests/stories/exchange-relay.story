# Exchange refuses a relay four times in one session
packs exchange-smtp
at 0s |#Software: Microsoft Exchange Server
at 0s |#Version: 15.0.0.0
at 0s |#Log-type: SMTP Receive Protocol Log
at 0s |#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
at 1m |{time},MX1\Default Frontend MX1,08DC1D1000000001,0,198.51.100.1:25,192.0.2.7:50121,+,,
every 5s x 4 from 61s
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+3},198.51.100.1:25,192.0.2.7:50121,<,RCPT TO:<a{n}@far.example>,
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+3},198.51.100.1:25,192.0.2.7:50121,>,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
expect ban 192.0.2.7 by 80s why relay
