"""Days of log in minutes: attackers and ordinary users at a real mail server, by a schedule with a clock of its own.

usage: days.py DEV_LOG LOG TRUTH SERVER4 SERVER6 PROTOCOLS [ACTIONS]   run among the attackers, in the server's mount namespace
PROTOCOLS: smtp, or smtp,imap.  ACTIONS: only so many, from the start.
What the server tells DEV_LOG is stamped with the clock of the schedule; TRUTH says what each subject is (see verdict.py).
SPDX-License-Identifier: GPL-2.0-or-later
"""
import os, random, re, socketserver, sys, threading, time
import actors, mailbox, smtp
from collector import Collector

DAYS = 3
smtp.PATIENCE = 3
QUIET, AT_MOST = 0.03, 2.0  # seconds: after so long without a line, and so long in all, the clock moves on
OPENED, CLOSED = re.compile(rb'smtpd\[\d+\]: connect from '), re.compile(rb'smtpd\[\d+\]: disconnect from ')


class Sink(socketserver.StreamRequestHandler):
    """All other mail servers: they know nobody called gone..., and have enough of spam after a while."""
    spam = {}

    def answer(self, command, state):
        if command.startswith('RCPT TO:<gone'):
            return '550 5.1.1 User unknown'
        if command == '.':
            here = self.request.getsockname()[0]
            self.spam[here] = self.spam.get(here, 0) + ('WINNER' in state['text'])
            if 'WINNER' in state['text'] and self.spam[here] > 8:
                return '550 5.7.1 Service unavailable; client host blocked using Spamhaus'
        return '354 go on' if command == 'DATA' else '221 bye' if command == 'QUIT' else '250 ok'

    def handle(self):
        state = {'text': '', 'data': False}
        self.wfile.write(b'220 far.example\r\n')
        for line in self.rfile:
            command = line.decode('latin1').rstrip('\r\n')
            if state['data'] and command != '.':
                state['text'] += command
                continue
            reply = self.answer(command, state)
            state['data'] = reply.startswith('354')
            self.wfile.write(reply.encode() + b'\r\n')
            if command == 'QUIT':
                return


class World:
    def __init__(self, dev_log, log, truth, server4, server6, protocols):
        self.servers = (server4, server6)
        self.protocols = protocols.split(',')
        self.start = time.mktime(time.strptime(time.strftime('%Y-%m-%d'), '%Y-%m-%d')) - (DAYS + 1) * 86400
        self.now = self.start
        self.collector = Collector(dev_log, log, lambda: self.now)
        self.truth_file = open(truth, 'w')
        self.random = random.Random(15)
        self.schedule, self.networks, self.benign = [], 0, set()
        self.open = 0

    # ---- for the actors
    def network(self):
        """A network of its own for each: IPv4, every third time IPv6."""
        self.networks += 1
        n = self.networks
        return f'2001:db8:{n + 256:x}:5::7' if n % 3 == 0 else f'198.19.{n}.7'

    def truth(self, subject, behaviour, label, kind='source', note=''):
        print(subject, kind, behaviour, label, note, sep='\t', file=self.truth_file, flush=True)
        if label == 'benign':
            self.benign.add(subject)
        return subject

    def at(self, hour, dialogue, source, **options):
        """hour: of the first day, with fractions; later days go on counting."""
        self.schedule.append((hour, len(self.schedule), dialogue, source, options))

    # ---- the run
    def settle(self):
        """Takes what the server says, until it has closed the sessions and is quiet."""
        begin = time.monotonic()
        while time.monotonic() - begin < AT_MOST:
            line = self.collector.one(QUIET)
            if line is None and self.open <= 0:
                return
            if line is not None:
                self.open += bool(OPENED.search(line)) - bool(CLOSED.search(line))
        self.open = 0

    def run(self, most):
        failed = 0
        for hour, _, dialogue, source, options in sorted(self.schedule)[:most]:
            self.now = self.start + hour * 3600
            # The socket must be read while the dialogue goes on, or the server waits for its syslog.
            done = threading.Event()
            error = []
            worker = threading.Thread(target=self.act, args=(dialogue, source, options, done, error))
            worker.start()
            while not done.is_set():
                line = self.collector.one(0.005)
                if line is not None:
                    self.open += bool(OPENED.search(line)) - bool(CLOSED.search(line))
            self.settle()
            for e in error if source in self.benign else ():  # attackers are often cut off
                failed += 1
                print(f'# {dialogue.__name__} from {source} at {hour:.2f}: {e!r}', flush=True)
        return failed

    def act(self, dialogue, source, options, done, error):
        try:
            dialogue(source, self.servers[':' in source], options)
        except Exception as e:
            error.append(e)
        done.set()


def main():
    world = World(*sys.argv[1:7])
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    socketserver.ThreadingTCPServer.daemon_threads = True
    sink = socketserver.ThreadingTCPServer(('0.0.0.0', 25), Sink)
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    actors.cast(world, smtp, mailbox)
    most = int(sys.argv[7]) if len(sys.argv) > 7 else len(world.schedule)
    begin = time.monotonic()
    failed = world.run(most)
    print(f'# {min(most, len(world.schedule))} acts of {DAYS} days in {time.monotonic() - begin:.0f} s, {failed} ordinary ones went wrong', flush=True)
    os._exit(0)


if __name__ == '__main__':
    main()
