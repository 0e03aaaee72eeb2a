# Our own bounces flood out
packs postfix dovecot
every 1m x 40
  postfix/bounce[57]: 4C{n+10}hhhh: sender non-delivery notification: 4C{n+10}iiii
expect alert server why bounce-flood
