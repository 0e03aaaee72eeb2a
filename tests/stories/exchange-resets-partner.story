# A partner that stays connected and sends RSET after each of its mails
packs exchange-smtp
at 0s |#Software: Microsoft Exchange Server
at 0s |#Version: 15.0.0.0
at 0s |#Log-type: SMTP Receive Protocol Log
at 0s |#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
at 0s |{time},MX1\Default Frontend MX1,08DC1D1000000001,0,198.51.100.25:25,192.0.2.7:50121,+,,
every 3m x 60 from 30s
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+1},198.51.100.25:25,192.0.2.7:50121,<,MAIL FROM:<x@friend.example>,
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+2},198.51.100.25:25,192.0.2.7:50121,>,250 2.1.5 Recipient OK,
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+3},198.51.100.25:25,192.0.2.7:50121,>,250 2.6.0 <{n}@friend.example> Queued mail for delivery,
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+4},198.51.100.25:25,192.0.2.7:50121,<,RSET,
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+5},198.51.100.25:25,192.0.2.7:50121,>,250 2.0.0 Resetting,
at 181m |{time},MX1\Default Frontend MX1,08DC1D1000000001,999,198.51.100.25:25,192.0.2.7:50121,-,,Remote
expect no ban
expect peak 192.0.2.7 0/0
