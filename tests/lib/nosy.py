#!/usr/bin/python3
"""Stands in for the watcher and asks mailreeved for the files that STATE/wishes names, one a line. What came of it stands in
STATE/answers: a path, then the errno or what could be read."""
# SPDX-License-Identifier: GPL-2.0-or-later
import os
import socket
import struct
import sys

REEVE = struct.Struct("=IIi4096s")  # struct reeve, cmd/base/reeve.h
LOG, OPEN, READY = 4, 5, 6

state = sys.argv[sys.argv.index("--state") + 1]
reeve = socket.socket(fileno=3)


def ask(path):
    reeve.send(REEVE.pack(OPEN, 0, 0, path.encode()))
    while True:
        message, descriptors, _, _ = socket.recv_fds(reeve, REEVE.size, 4)
        word, _, error, _ = REEVE.unpack(message)
        if word == LOG:
            return os.read(descriptors[0], 100).decode().strip() if descriptors else error
        for fd in descriptors:  # a link
            os.close(fd)


with open(f"{state}/wishes", encoding="utf-8") as wishes, open(f"{state}/answers.part", "w", encoding="utf-8") as answers:
    for wish in wishes.read().splitlines():
        print(wish, ask(wish), file=answers)
os.rename(f"{state}/answers.part", f"{state}/answers")
reeve.send(REEVE.pack(READY, 0, 0, b""))
while reeve.recv(REEVE.size):
    pass
