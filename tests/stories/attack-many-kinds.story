# Weak signs first do not hide what comes after them in the session
packs postfix
at 1s postfix/smtpd[812]: connect from unknown[192.0.2.7]
at 2s postfix/smtpd[812]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.7]; from=<x@y.example> to=<bob@here.example> proto=ESMTP helo=<pc>
at 3s postfix/smtpd[812]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 504 5.5.2 <pc>: Helo command rejected: need fully-qualified hostname; from=<x@y.example> to=<bob@here.example> proto=ESMTP helo=<pc>
at 9s postfix/smtpd[812]: disconnect from unknown[192.0.2.7] helo=1 mail=0/6 unknown=0/6 auth=0/4 quit=1 commands=2/18
expect ban 192.0.2.7 by 1m
