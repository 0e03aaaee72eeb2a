# Lines typed to accuse somebody else accuse who typed them, as the connect line tells
packs stub
every 1m x 3
  stub[{n+1}]: connect from 192.0.2.7
  stub[{n+1}]: refused <a> of [198.18.1.9]: no relaying> of [192.0.2.7]: no relaying
  stub[{n+1}]: refused <b> of [198.18.1.9]: no relaying> of [192.0.2.7]: no relaying
  stub[{n+1}]: refused <c> of [198.18.1.9]: no relaying> of [192.0.2.7]: no relaying
  stub[{n+1}]: refused <d> of [198.18.1.9]: no relaying> of [192.0.2.7]: no relaying
  stub[{n+1}]: refused <e> of [198.18.1.9]: no relaying> of [192.0.2.7]: no relaying
expect ban 192.0.2.7 after 1m by 1m why hostile
expect no ban 198.18.1.9
# a session's cap: sixty
expect peak 192.0.2.7 118/119
