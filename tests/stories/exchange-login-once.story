# Exchange writes four records for each failed login: one offence
packs exchange-smtp
at 0s |#Software: Microsoft Exchange Server
at 0s |#Version: 15.0.0.0
at 0s |#Log-type: SMTP Receive Protocol Log
at 0s |#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
every 10m x 9 from 1m
  |{time},MX1\Default Frontend MX1,08DC1D10000001{n},0,198.51.100.1:25,192.0.2.7:50121,+,,
  |{time},MX1\Default Frontend MX1,08DC1D10000001{n},1,198.51.100.1:25,192.0.2.7:50121,<,EHLO pc7,
  |{time},MX1\Default Frontend MX1,08DC1D10000001{n},2,198.51.100.1:25,192.0.2.7:50121,<,AUTH LOGIN,
  |{time},MX1\Default Frontend MX1,08DC1D10000001{n},3,198.51.100.1:25,192.0.2.7:50121,>,334 &lt;authentication response&gt;,
  |{time},MX1\Default Frontend MX1,08DC1D10000001{n},4,198.51.100.1:25,192.0.2.7:50121,*,,User Name: alice
  |{time},MX1\Default Frontend MX1,08DC1D10000001{n},5,198.51.100.1:25,192.0.2.7:50121,>,535 5.7.3 Authentication unsuccessful,
  |{time},MX1\Default Frontend MX1,08DC1D10000001{n},6,198.51.100.1:25,192.0.2.7:50121,-,,Local
expect no ban
expect peak 192.0.2.7 24/10
