"""Holds a TCP session open from SOURCE to DESTINATION PORT and says what happens to it.

usage: talk.py SOURCE DESTINATION PORT FILE: connects, writes "up" to FILE, then sends a byte every 100 ms and waits for its
echo; writes "cut" when none has come back for 2 s. SPDX-License-Identifier: GPL-2.0-or-later
"""
import socket, sys, time

source, destination, port, path = sys.argv[1:5]
family = socket.AF_INET6 if ':' in source else socket.AF_INET
s = socket.socket(family, socket.SOCK_STREAM)
s.bind((source, 0))
s.settimeout(5)
s.connect((destination, int(port)))
s.settimeout(2)


def say(word):
    with open(path, 'w') as f:
        f.write(word + '\n')


s.sendall(b'x')
s.recv(1)
say('up')
try:
    while True:
        s.sendall(b'x')
        if not s.recv(1):
            break
        time.sleep(0.1)
except OSError:
    pass
say('cut')
