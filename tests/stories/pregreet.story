# postscreen sees who talks before the greeting
packs postfix dovecot
every 10m x 6
  postfix/postscreen[9]: CONNECT from [192.0.2.7]:4{n+1000} to [198.51.100.25]:25
  postfix/postscreen[9]: PREGREET 11 after 0.1 from [192.0.2.7]:4{n+1000}: EHLO User\r\n
expect ban 192.0.2.7 by 40m why pregreet
