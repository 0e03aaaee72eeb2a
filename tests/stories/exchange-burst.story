# A stolen account mails two hundred people through one open session
packs exchange-smtp
at 0s |#Software: Microsoft Exchange Server
at 0s |#Version: 15.0.0.0
at 0s |#Log-type: SMTP Receive Protocol Log
at 0s |#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
at 0s |{time},MX1\Client Frontend MX1,08DC1D1000000001,0,198.51.100.25:587,192.0.2.7:50121,+,,
at 1s |{time},MX1\Client Frontend MX1,08DC1D1000000001,12,198.51.100.25:587,192.0.2.7:50121,*,OURS\bob,authenticated
every 1m x 30 from 1m
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+20},198.51.100.25:587,192.0.2.7:50121,<,MAIL FROM:<bob@here.example>,
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+21},198.51.100.25:587,192.0.2.7:50121,>,250 2.1.5 Recipient OK,
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+22},198.51.100.25:587,192.0.2.7:50121,>,250 2.1.5 Recipient OK,
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+23},198.51.100.25:587,192.0.2.7:50121,>,250 2.1.5 Recipient OK,
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+24},198.51.100.25:587,192.0.2.7:50121,>,250 2.1.5 Recipient OK,
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+25},198.51.100.25:587,192.0.2.7:50121,>,250 2.1.5 Recipient OK,
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+26},198.51.100.25:587,192.0.2.7:50121,>,250 2.1.5 Recipient OK,
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+27},198.51.100.25:587,192.0.2.7:50121,>,250 2.1.5 Recipient OK,
  |{time},MX1\Client Frontend MX1,08DC1D1000000001,{n+28},198.51.100.25:587,192.0.2.7:50121,>,250 2.6.0 <{n}@pc.example> Queued mail for delivery,
# the hundredth recipient is passed with the fifteenth message
expect alert account:ours\\bob after 15m by 15m
expect no alert account:ours\\bob why many-senders
