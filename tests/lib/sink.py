"""Takes one thing after the other on loopback and writes it down. usage: sink.py smtp|http PORT FILE [FAILURES]
The first FAILURES of them are refused (451, 503), so that a sender has to try again."""
# SPDX-License-Identifier: GPL-2.0-or-later
import http.server
import socketserver
import sys

kind, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
failures = int(sys.argv[4]) if len(sys.argv) > 4 else 0


def note(text):
    with open(path, "a", encoding="utf-8") as f:
        f.write(text + "\n")


def refuse():
    global failures
    failures -= 1
    return failures >= 0


class Smtp(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def data(self):
        self.say("354 go on")
        while (line := self.rfile.readline().rstrip(b"\r\n")) != b".":
            note(line.decode())
        self.say("250 thanks")

    def handle(self):
        self.say("220 sink.example")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == "DATA":
                self.data()
            elif verb == "QUIT":
                return self.say("221 bye")
            elif verb == "MAIL" and refuse():
                self.say("451 later")
            else:
                note(line)
                self.say("250 yes")


class Http(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        refused = refuse()
        if not refused:
            note(f"POST {self.path}\n{self.headers}{body}")
        self.send_response(503 if refused else 204)
        self.end_headers()

    def log_message(self, *args):
        pass


socketserver.TCPServer.allow_reuse_address = True
with socketserver.TCPServer(("127.0.0.1", port), {"smtp": Smtp, "http": Http}[kind]) as server:
    server.serve_forever()
