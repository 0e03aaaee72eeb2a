"""Does a TCP packet from SOURCE reach PORT at HOST? A refusal counts: it was answered. usage: knock.py SOURCE HOST PORT"""
# SPDX-License-Identifier: GPL-2.0-or-later
import socket
import sys

source, host, port = sys.argv[1:4]
with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as s:
    s.bind((source, 0))
    s.settimeout(0.5)
    try:
        s.connect((host, int(port)))
    except ConnectionRefusedError:
        pass
    except OSError as e:
        sys.exit(f"{source}: {e}")
