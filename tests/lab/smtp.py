"""Raw SMTP dialogues from any source address: the attackers and the innocents of the tests.

usage: smtp.py BEHAVIOUR SOURCE SERVER [KEY=VALUE...]   exit 0 if the dialogue went as that behaviour expects.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import base64, os, random, socket, string, sys, time

PATIENCE = os.environ.get('PATIENCE', 15)  # seconds for a reply; attackers who were banned wait no longer


class Session:
    def __init__(self, source, server, port=25, greeting=True):
        self.s = socket.socket(socket.AF_INET6 if ':' in source else socket.AF_INET)
        self.s.bind((source, 0))
        self.s.settimeout(float(PATIENCE))
        self.s.connect((server, port))
        self.f = self.s.makefile('rb')
        if greeting:
            self.reply()

    def reply(self):
        while True:
            line = self.f.readline().decode('latin1')
            if not line:
                raise EOFError
            if line[3:4] != '-':
                return line.strip()

    def say(self, text):
        self.s.sendall(text.encode('latin1') + b'\r\n')
        return self.reply()

    def bye(self):
        try:
            self.say('QUIT')
        except (EOFError, OSError):
            pass
        self.s.close()


def b64(text):
    return base64.b64encode(text.encode()).decode()


def login(s, name, password):
    reply = s.say('AUTH LOGIN')
    if not reply.startswith('334'):
        return reply
    s.say(b64(name))
    return s.say(b64(password))


def relay(source, server, o):
    for i in range(int(o.get('sessions', 1))):
        s = Session(source, server, int(o.get('port', 25)))
        s.say('EHLO ' + o.get('helo', 'win-x'))
        s.say('MAIL FROM:<spam@partner.example>')
        for n in range(int(o.get('recipients', 4))):
            s.say(f'RCPT TO:<victim{n}@far.example>')
        s.bye()


def relay_to(source, server, o):
    s = Session(source, server)
    s.say('EHLO win-y')
    s.say('MAIL FROM:<spam@partner.example>')
    for _ in range(int(o['count'])):
        s.say(f"RCPT TO:<{o['to']}>")
    s.bye()


def guess(source, server, o):
    for name in o.get('names', 'bob,carol,dave,erin,frank,grace,heidi,ivan').split(','):
        s = Session(source, server, int(o.get('port', 25)))
        s.say('EHLO guess')
        login(s, name, o.get('password', 'wrong' + name))
        s.bye()


def send(source, server, o):
    """A user logs in and writes to some; exit 0 only if the server took all of it."""
    s = Session(source, server, int(o.get('port', 587)))
    s.say('EHLO ' + o.get('helo', 'pc'))
    reply = login(s, o['name'], o.get('password', 'secret'))
    assert reply.startswith('235'), reply
    s.say(f"MAIL FROM:<{o.get('sender', o['name'] + '@ours.example')}>")
    for to in o['to'].split(','):
        assert s.say(f'RCPT TO:<{to}>').startswith('25')
    s.say('DATA')
    assert s.say(f"Subject: {o.get('subject', 'hello')}\r\n\r\nhello\r\n.").startswith('250')
    s.bye()


def pipelined(source, server, o):
    s = Session(source, server, int(o.get('port', 25)))
    s.s.sendall(b'EHLO pipe\r\nMAIL FROM:<x@partner.example>\r\nRCPT TO:<alice@ours.example>\r\nDATA\r\n')
    try:
        for _ in range(4):
            s.reply()
    except (EOFError, OSError):
        pass
    s.s.close()


def tls_raw(source, server, o):
    """TLS where plain text is spoken: a scanner, or a client in the wrong mode."""
    s = Session(source, server, int(o.get('port', 25)), greeting=False)
    s.s.settimeout(0.5)
    s.s.sendall(bytes.fromhex('16030100a5010000a10303') + random.randbytes(32) + b'\0\0\x04\x13\x01\x13\x02\x01\0' + bytes(64))
    try:
        for _ in range(3):
            s.reply()
    except (EOFError, OSError):
        pass
    s.s.close()


def reset_flood(source, server, o):
    s = Session(source, server)
    s.say('EHLO rset')
    for _ in range(int(o.get('count', 40))):
        s.say('RSET')
    s.bye()


def bad_sequence(source, server, o):
    for _ in range(int(o.get('sessions', 3))):
        s = Session(source, server)
        for command in ('RCPT TO:<a@ours.example>', 'DATA', 'EHLO x', 'RCPT TO:<a@ours.example>', 'DATA', 'RCPT TO:<b@ours.example>'):
            s.say(command)
        s.bye()


def garbage(source, server, o):
    s = Session(source, server)
    try:
        for i in range(int(o.get('count', 40))):
            s.say('XQ' + ''.join(random.choices(string.ascii_uppercase, k=6)) + f' {i}')
    except (EOFError, OSError):
        pass


def pregreet(source, server, o):
    for _ in range(int(o.get('sessions', 4))):
        s = Session(source, server, int(o.get('port', 26)), greeting=False)
        s.s.sendall(b'EHLO ylmf-pc\r\n')
        try:
            s.reply()
            s.reply()
        except (EOFError, OSError):
            pass
        s.s.close()


def http(source, server, o):
    for _ in range(int(o.get('sessions', 4))):
        s = Session(source, server)
        try:
            s.say('GET / HTTP/1.1')
        except (EOFError, OSError):
            pass
        s.s.close()


def fake_domains(source, server, o):
    s = Session(source, server)
    s.say('EHLO fake')
    for _ in range(int(o.get('count', 12))):
        s.say('MAIL FROM:<x@' + ''.join(random.choices(string.ascii_lowercase, k=9)) + '.example>')
        s.say('RCPT TO:<alice@ours.example>')
        s.say('RSET')
    s.bye()


def harvest(source, server, o):
    s = Session(source, server)
    s.say('EHLO harvest')
    s.say('MAIL FROM:<x@partner.example>')
    try:
        for i in range(int(o.get('count', 19))):
            s.say(f'RCPT TO:<nobody{i}@ours.example>')
    except EOFError:
        pass
    s.bye()


def verify(source, server, o):
    s = Session(source, server)
    s.say('EHLO verify')
    for i in range(int(o.get('count', 5))):
        s.say(f'VRFY nobody{i}@ours.example')
    s.bye()


def partner(source, server, o):
    s = Session(source, server)
    s.say('EHLO mx.partner.example')
    for i in range(int(o.get('mails', 5))):
        s.say('RSET')
        s.say('MAIL FROM:<news@partner.example>')
        assert s.say('RCPT TO:<alice@ours.example>').startswith('250')
        s.say('DATA')
        assert s.say('Subject: hello\r\n\r\nhello\r\n.').startswith('250')
    s.bye()


def deliver(source, server, o):
    """Mail from elsewhere to some of ours, of whom the first is known."""
    s = Session(source, server)
    s.say('EHLO ' + o.get('helo', 'lists.partner.example'))
    s.say(f"MAIL FROM:<{o.get('sender', 'list@partner.example')}>")
    taken = [s.say(f'RCPT TO:<{to}>').startswith('250') for to in o['to'].split(',')]
    if any(taken):
        s.say('DATA')
        s.say('Subject: hello\r\n\r\nhello\r\n.')
    s.bye()


def greylisted(source, server, o):
    for _ in range(int(o.get('tries', 4))):
        s = Session(source, server)
        s.say('EHLO mx.partner.example')
        s.s.sendall(b'MAIL FROM:<news@partner.example>\r\nRCPT TO:<grey@ours.example>\r\nDATA\r\n')
        assert s.reply().startswith('250')
        assert s.reply().startswith('45')
        s.reply()
        s.bye()


def mistyper(source, server, o):
    port = int(o.get('port', 25))
    for password in ('secrte', 'secert', 'secret '):
        s = Session(source, server, port)
        s.say('EHLO laptop')
        assert login(s, 'alice', password).startswith('535')
        s.bye()
    s = Session(source, server, port)
    s.say('EHLO laptop')
    reply = login(s, 'alice', 'secret')
    assert reply.startswith('235'), reply
    s.say('MAIL FROM:<alice@ours.example>')
    assert s.say('RCPT TO:<bob@ours.example>').startswith('250')
    s.say('DATA')
    assert s.say('Subject: hi\r\n\r\nhi\r\n.').startswith('250')
    s.bye()


def served(source, server, o):
    """Waits until somebody greets."""
    for _ in range(200):
        try:
            Session(source, server, int(o.get('port', 25))).bye()
            return
        except (OSError, EOFError):
            time.sleep(0.1)
    raise EOFError


def probe(source, server, o):
    for _ in range(int(o.get('times', 20))):
        s = Session(source, server)
        if random.random() < 0.5:
            s.say('EHLO monitor')
            s.bye()
        else:
            s.s.close()


def main(behaviours):
    """Behaves as the command line says; behaviours: the functions by their names."""
    behaviour, source, server = sys.argv[1:4]
    random.seed(source)
    try:
        behaviours[behaviour.replace('-', '_')](source, server, dict(a.split('=', 1) for a in sys.argv[4:]))
    except (OSError, EOFError) as e:
        sys.exit(f'{behaviour} from {source}: {e!r}')


if __name__ == '__main__':
    main(globals())
