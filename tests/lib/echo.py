"""A server that echoes bytes on a port, IPv4 and IPv6, until it is killed. usage: echo.py PORT
SPDX-License-Identifier: GPL-2.0-or-later
"""
import socket, sys, threading


def serve(c):
    try:
        while data := c.recv(100):
            c.sendall(data)
    except OSError:
        pass


s = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('::', int(sys.argv[1])))
s.listen(64)
while True:
    threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
