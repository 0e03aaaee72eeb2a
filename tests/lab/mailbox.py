"""IMAP, POP3 and ManageSieve logins from any source address.

usage: mailbox.py BEHAVIOUR SOURCE SERVER [KEY=VALUE...]   exit 0 if the dialogue went as that behaviour expects.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import base64, random
from smtp import Session, main, served, tls_raw

PORTS = {'imap': 143, 'pop3': 110, 'sieve': 4190}


class Mailbox(Session):
    """One session of PROTOCOL; login() says whether it succeeded."""

    def __init__(self, source, server, protocol):
        self.protocol = protocol
        super().__init__(source, server, PORTS[protocol])

    def reply(self):
        while True:
            line = self.f.readline().decode('latin1')
            if not line:
                raise EOFError
            # IMAP's and ManageSieve's other lines are not the answer.
            if line.startswith(('+OK', '-ERR', '* OK', '* BYE', 'a ', 'OK', 'NO', 'BYE')):
                return line.strip()

    def login(self, name, password):
        if self.protocol == 'imap':
            return self.say(f'a LOGIN "{name}" "{password}"').startswith('a OK')
        if self.protocol == 'sieve':
            blob = base64.b64encode(f'\0{name}\0{password}'.encode()).decode()
            return self.say(f'AUTHENTICATE "PLAIN" "{blob}"').startswith('OK')
        self.say(f'USER {name}')
        return self.say(f'PASS {password}').startswith('+OK')

    def bye(self):
        try:
            self.say('a LOGOUT' if self.protocol == 'imap' else 'LOGOUT' if self.protocol == 'sieve' else 'QUIT')
        except (EOFError, OSError):
            pass
        self.s.close()


def check(source, server, o):
    """A user looks for mail."""
    s = Mailbox(source, server, o.get('protocol', 'imap'))
    assert s.login(o.get('name', 'alice'), o.get('password', 'secret'))
    s.bye()


def guess(source, server, o):
    for name in o.get('names', 'bob,carol,dave,erin,frank,grace,heidi,ivan').split(','):
        s = Mailbox(source, server, o.get('protocol', 'imap'))
        assert not s.login(name, 'wrong' + name)
        s.bye()


def guess_in_one(source, server, o):
    """Many tries in one session."""
    for _ in range(int(o.get('sessions', 1))):
        s = Mailbox(source, server, o.get('protocol', 'imap'))
        for name in o.get('names', 'bob,carol,dave,erin,frank,grace,heidi,ivan').split(','):
            s.login(name, 'wrong' + name)
        s.bye()


def mistyper(source, server, o):
    for password in ('secrte', 'secert'):
        s = Mailbox(source, server, o.get('protocol', 'imap'))
        assert not s.login('alice', password)
        s.bye()
    check(source, server, o)


def phone(source, server, o):
    """It keeps the old password."""
    for _ in range(int(o.get('times', 3))):
        s = Mailbox(source, server, 'imap')
        assert not s.login('alice', 'last-year')
        s.bye()


def garbage(source, server, o):
    for _ in range(int(o.get('sessions', 11))):
        s = Mailbox(source, server, o.get('protocol', 'imap'))
        try:
            for i in range(30):
                s.say(f'a XQ{i}')
        except (EOFError, OSError):
            pass
        s.s.close()


def probe(source, server, o):
    for _ in range(int(o.get('times', 20))):
        s = Mailbox(source, server, o.get('protocol', 'imap'))
        if random.random() < 0.5:
            s.bye()
        else:
            s.s.close()


if __name__ == '__main__':
    main(globals())
