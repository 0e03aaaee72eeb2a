# A client with the wrong TLS mode on the submission port
packs postfix dovecot
every 10m x 40
  postfix/submission/smtpd[{n+1}]: connect from pc.isp.example[192.0.2.7]
  postfix/submission/smtpd[{n+1}]: improper command pipelining after CONNECT from pc.isp.example[192.0.2.7]: \026\003\001
  postfix/submission/smtpd[{n+1}]: disconnect from pc.isp.example[192.0.2.7] unknown=0/1 commands=0/1
expect no ban
