# RSET again and again in a session that stays open: it is not waited for its end
packs exchange-smtp
at 0s |#Software: Microsoft Exchange Server
at 0s |#Version: 15.0.0.0
at 0s |#Log-type: SMTP Receive Protocol Log
at 0s |#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
at 0s |{time},MX1\Default Frontend MX1,08DC1D1000000001,0,198.51.100.25:25,192.0.2.7:50121,+,,
every 30s x 40 from 30s
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+1},198.51.100.25:25,192.0.2.7:50121,<,RSET,
  |{time},MX1\Default Frontend MX1,08DC1D1000000001,{n+2},198.51.100.25:25,192.0.2.7:50121,>,250 2.0.0 Resetting,
# the first three are free, six points for each further one
expect ban 192.0.2.7 after 10m by 10m why reset-flood
expect no ban 192.0.2.7 by 9m
