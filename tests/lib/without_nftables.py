"""Runs a program as on a kernel without nf_tables: a netlink socket to the packet filter is refused, by seccomp.
usage: without_nftables.py PROGRAM ARGUMENT...   exit status 77: not on this machine"""
# SPDX-License-Identifier: GPL-2.0-or-later
import ctypes
import errno
import os
import struct
import sys

SET_SECCOMP, FILTER, SET_NO_NEW_PRIVS = 22, 2, 38
SOCKET_CALL = {"x86_64": 41, "aarch64": 198}.get(os.uname().machine)
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06  # classic BPF: ld [k]; jeq k, skip if so, skip if not; ret k
NUMBER, FAMILY, PROTOCOL = 0, 16, 32  # struct seccomp_data: nr, args[0], args[2]
AF_NETLINK, NETLINK_NETFILTER = 16, 12
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPROTONOSUPPORT

if SOCKET_CALL is None:
    sys.exit(77)
steps = [(LOAD, 0, 0, NUMBER), (EQUAL, 0, 5, SOCKET_CALL), (LOAD, 0, 0, FAMILY), (EQUAL, 0, 3, AF_NETLINK),
         (LOAD, 0, 0, PROTOCOL), (EQUAL, 0, 1, NETLINK_NETFILTER), (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
prctl = ctypes.CDLL(None, use_errno=True).prctl
if prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(SET_SECCOMP, FILTER, program, 0, 0):
    sys.exit(os.strerror(ctypes.get_errno()))
os.execv(sys.argv[1], sys.argv[1:])
