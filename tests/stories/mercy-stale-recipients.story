# A bulk sender: one unknown recipient in twenty, all day
packs postfix dovecot
every 1h x 24
  postfix/smtpd[{n+1}]: 4C{n+100}aaaa: client=lists.friend.example[192.0.2.7]
  postfix/qmgr[77]: 4C{n+100}aaaa: from=<news@friend.example>, size=1234, nrcpt=19 (queue active)
  postfix/qmgr[77]: 4C{n+100}aaaa: removed
  postfix/smtpd[{n+1}]: connect from lists.friend.example[192.0.2.7]
  postfix/smtpd[{n+1}]: NOQUEUE: reject: RCPT from lists.friend.example[192.0.2.7]: 550 5.1.1 <old{n}@here.example>: Recipient address rejected: User unknown in local recipient table; from=<x@y.example> to=<old{n}@here.example> proto=ESMTP helo=<mail.y.example>
expect no verdict
expect peak 192.0.2.7 0/0
