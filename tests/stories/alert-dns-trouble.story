# Sender domains that do not resolve, from everywhere at once
packs postfix dovecot
every 2s x 25
  postfix/smtpd[{n+1}]: NOQUEUE: reject: RCPT from unknown[198.18.{n}.9]: 450 4.1.8 <x@nowhere{n}.example>: Sender address rejected: Domain not found; from=<x@nowhere{n}.example> to=<bob@here.example> proto=ESMTP helo=<win7>
expect alert server why dns-trouble
expect no ban
