"""A name server for tests on 127.0.0.1:53 (UDP): answers from a table, NXDOMAIN for everything else.

usage: dns.py NAME=TYPE:VALUE...   TYPE A, AAAA, MX, PTR (VALUE a name; NAME an address, turned round here)
SPDX-License-Identifier: GPL-2.0-or-later
"""
import ipaddress, socket, struct, sys

TYPES = {'A': 1, 'PTR': 12, 'MX': 15, 'AAAA': 28}


def wire(name):
    return b''.join(bytes([len(p)]) + p.encode() for p in name.strip('.').split('.')) + b'\0'


table, names = {}, set()
for entry in sys.argv[1:]:
    name, rest = entry.split('=', 1)
    kind, value = rest.split(':', 1)
    if kind == 'PTR':
        name = ipaddress.ip_address(name).reverse_pointer
    data = {'A': lambda: socket.inet_pton(socket.AF_INET, value), 'AAAA': lambda: socket.inet_pton(socket.AF_INET6, value),
            'PTR': lambda: wire(value), 'MX': lambda: struct.pack('!H', 10) + wire(value)}[kind]()
    table.setdefault((name.lower(), TYPES[kind]), []).append(data)
    names.add(name.lower())


def read_name(packet, at):
    labels = []
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode('latin1'))
        at += 1 + packet[at]
    return '.'.join(labels).lower(), at + 1


s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 53))
while True:
    packet, peer = s.recvfrom(1500)
    try:
        name, at = read_name(packet, 12)
        kind = struct.unpack('!H', packet[at:at + 2])[0]
    except (IndexError, struct.error):
        continue
    answers = table.get((name, kind), [])
    flags = 0x8580 | (0 if name in names else 3)
    reply = packet[:2] + struct.pack('!5H', flags, 1, len(answers), 0, 0) + packet[12:at + 4]
    for data in answers:
        reply += b'\xc0\x0c' + struct.pack('!HHIH', kind, 1, 60, len(data)) + data
    s.sendto(reply, peer)
