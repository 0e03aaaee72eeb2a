# A rule that only observes bans nobody, forgives nobody and hides no other rule
packs stub
every 1m x 60
  stub[1]: odd {name} of [192.0.2.7]
  stub[1]: welcome {name} of [192.0.2.9]
# the logins that were only observed are no credit, and the names are not known to log in
every 10s x 12 from 2h
  stub[2]: failed {name} of [192.0.2.9]
every 10s x 4 from 3h
  stub[3]: refused <a{n}@far.example> of [192.0.2.8]: no relaying
expect no ban 192.0.2.7
expect peak 192.0.2.7 0/0
expect ban 192.0.2.9 why auth-failed by 121m
expect ban 192.0.2.8 why relay after 10830s by 10830s
