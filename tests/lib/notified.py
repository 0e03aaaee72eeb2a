"""Stands in for systemd: writes down what arrives at a notify socket. usage: notified.py SOCKET FILE"""
# SPDX-License-Identifier: GPL-2.0-or-later
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s, open(sys.argv[2], "a", buffering=1, encoding="utf-8") as f:
    s.bind(sys.argv[1])
    while True:
        print(s.recv(4096).decode(), file=f)
