"""A syslog daemon for a root of the lab: reads /dev/log, writes a file, stamps each line with a clock of its own.

usage: collector.py SOCKET FILE      with the machine's clock; tests/lab/days.py gives it a scripted one
SPDX-License-Identifier: GPL-2.0-or-later
"""
import os, re, socket, sys, time

HEADER = re.compile(rb'(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(.*)', re.S)
CONTROL = re.compile(rb'[\x00-\x1f\x7f]')


def escaped(m):
    return b'#%03o' % m[0][0]


class Collector:
    def __init__(self, path, file, clock=time.time):
        self.clock = clock
        self.s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.s.bind(path)
        os.chmod(path, 0o666)
        self.f = open(file, 'ab', 0)

    def one(self, patience=None):
        """Waits for a line, writes and returns it; None if none came in time."""
        self.s.settimeout(patience)
        try:
            text = HEADER.match(self.s.recv(65536))[1].rstrip(b'\n\0')
        except TimeoutError:
            return None
        stamp = time.strftime('%b %e %H:%M:%S', time.localtime(self.clock()))
        self.f.write(b'%s mx %s\n' % (stamp.encode(), CONTROL.sub(escaped, text)))
        return text


if __name__ == '__main__':
    c = Collector(*sys.argv[1:3])
    while True:
        c.one()
