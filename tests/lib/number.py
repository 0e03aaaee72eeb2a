"""Writes numbered attacks into a log at a steady rate: source N is 2001:db8:N::7, and its four relay attempts, which are just
enough for a ban, have nothing in common with those of others. Eight sources at a time take turns.
usage: number.py LOG LINES_A_SECOND   SIGHUP: the log was renamed, so open it anew. SIGTERM: finishes the sources that it has
begun, prints how many there were, and leaves."""
# SPDX-License-Identifier: GPL-2.0-or-later
import os
import signal
import sys
import time

TURNS, ATTEMPTS = 8, 4

path, rate = sys.argv[1], float(sys.argv[2])
log, going = -1, True


def reopen(*_):
    global log
    new = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    if log >= 0:
        os.close(log)
    log = new


def finish(*_):
    global going
    going = False


def line(n, k):
    stamp = time.strftime("%b %e %H:%M:%S")
    return (f"{stamp} mx postfix/smtpd[{n + 1000}]: NOQUEUE: reject: RCPT from unknown[2001:db8:{n:x}::7]: 554 5.7.1 "
            f"<r{k}@x{n}.example>: Relay access denied; from=<s{n}@y{n}.example> to=<r{k}@x{n}.example> proto=ESMTP helo=<h{n}>\n")


def order():
    first = 1
    while going:
        for k in range(ATTEMPTS):
            for n in range(first, first + TURNS):
                yield n, k
        first += TURNS


signal.signal(signal.SIGHUP, reopen)
signal.signal(signal.SIGTERM, finish)
reopen()
n = 0
begin = time.monotonic()
for i, (n, k) in enumerate(order()):
    time.sleep(max(0, begin + i / rate - time.monotonic()))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    os.write(log, line(n, k).encode())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
print(n)
