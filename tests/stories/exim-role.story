# Exim: a role account, three times
packs exim
every 1m x 3
  exim[99]: login authenticator failed for (x) [192.0.2.7]: 535 Incorrect authentication data (set_id=administrator)
expect ban 192.0.2.7 by 1m why role-login
