"""Who comes to the mail server in tests/lab/days.py, when, and what each of them is.

SPDX-License-Identifier: GPL-2.0-or-later
"""
NAMES = 'adam,brian,carol,dora,eddie,fiona,george,helen,irene,julia,kevin,laura'.split(',')
USERS = [f'user{i}' for i in range(24)] + ['alice', 'bob', 'grey', 'news', 'target', 'eve', 'frank', 'webmaster', 'phone', 'walker', 'typist', 'martha']
MINUTE, DAY = 1 / 60, 24


def ours(name):
    return f'{name}@ours.example'


def crowd(w, behaviour, count, label='attack'):
    """So many sources of a kind, each with an hour at which it begins."""
    for _ in range(count):
        yield w.truth(w.network(), behaviour, label), w.random.uniform(2, 60)


def attackers(w, smtp):
    for source, t in crowd(w, 'relay', 2):
        w.at(t, smtp.relay, source, recipients=5)
    for source, t in crowd(w, 'relay', 2):
        for i in range(4):
            w.at(t + i * 15 * MINUTE, smtp.relay, source, recipients=1 + i % 2, helo=f'pc{i}')
    for source, t in crowd(w, 'guess-fast', 4):
        for i, name in enumerate(NAMES):
            w.at(t + i * 0.3 * MINUTE, smtp.guess, source, names=name, port=587)
    for source, t in crowd(w, 'guess-one-account', 4):
        for i in range(15):
            w.at(t + i * 0.5 * MINUTE, smtp.guess, source, names='martha', password=f'season{i}', port=587)
    for source, t in crowd(w, 'guess-slow', 3):
        for i, name in enumerate(NAMES[:9]):
            w.at(t + i * 40 * MINUTE, smtp.guess, source, names=name, port=587)
    for source, t in crowd(w, 'role-login', 4):
        for i, name in enumerate(('postmaster', 'administrator', 'test')):
            w.at(t + i * 4 * MINUTE, smtp.guess, source, names=name, port=587)
    for source, t in crowd(w, 'harvest', 3):
        for i in range(3):
            w.at(t + i * 5 * MINUTE, smtp.harvest, source, count=15)
    for source, t in crowd(w, 'vrfy', 3):
        w.at(t, smtp.verify, source, count=6)
    for source, t in crowd(w, 'fake-domain', 3):
        w.at(t, smtp.fake_domains, source, count=14)


def disturbers(w, smtp):
    for source, t in crowd(w, 'rset-flood', 3):
        w.at(t, smtp.reset_flood, source, count=40)
    for source, t in crowd(w, 'badcmd', 3):
        for i in range(5):
            w.at(t + i * 3 * MINUTE, smtp.garbage, source, count=12)
    for source, t in crowd(w, 'seq503', 3):
        for i in range(4):
            w.at(t + i * 2 * MINUTE, smtp.bad_sequence, source, sessions=1)
    for source, t in crowd(w, 'error-limit', 3):
        w.at(t, smtp.garbage, source, count=40)
    for source, t in crowd(w, 'http', 3):
        w.at(t, smtp.http, source, sessions=3)
    for source, t in crowd(w, 'pipelining', 2):
        for i in range(5):
            w.at(t + i * 2 * MINUTE, smtp.pipelined, source)
    for source, t in crowd(w, 'tls-raw', 3, 'weak'):  # reads like a health check
        for i in range(5):
            w.at(t + i * 3 * MINUTE, smtp.tls_raw, source)
    for source, t in crowd(w, 'auth-not-offered', 3):
        for i, name in enumerate(NAMES):
            w.at(t + i * MINUTE, smtp.guess, source, names=name)


def campaigns(w, smtp):
    for n in range(2):
        helo, t = f'win-{n}k7q', w.random.uniform(5, 50)
        for i, (source, _) in enumerate(crowd(w, 'campaign', 5)):
            # The first is banned by itself; those who follow begin the same way.
            w.at(t + i * 7 * MINUTE, smtp.relay, source, helo=helo, recipients=5 if i == 0 else 2)


def typists(w, smtp):
    """Attackers who type the addresses of innocents."""
    def innocent(n):
        return w.truth(f'203.0.113.{n}', 'typed', 'innocent')
    for source, t in crowd(w, 'typed-helo', 2):
        w.at(t, smtp.relay, source, helo=f'[{innocent(int(t))}]', recipients=5)
    for source, t in crowd(w, 'typed-user', 2):
        victim = innocent(70 + int(t))
        for i in range(12):
            w.at(t + i * 0.3 * MINUTE, smtp.guess, source, port=587, names=f'unknown[{victim}]: SASL LOGIN authentication failed{i}')
    for source, t in crowd(w, 'typed-recipient', 2):
        victim = innocent(140 + int(t))
        w.at(t, smtp.relay_to, source, to=f'"]: x[{victim}]: 554 5.7.1 <a@b>: Relay access denied"@far1.example', count=5)


def stolen(w, smtp):
    # One account guessed from everywhere, one or two tries each.
    w.truth(ours('target'), 'distributed-guess', 'under-attack', 'account')
    for i, (source, _) in enumerate(crowd(w, 'distributed', 24, 'weak')):
        w.at(20 + i * 2 * MINUTE, smtp.guess, source, names='target', port=587)
    # Guessed, then used for spam.
    w.truth(ours('eve'), 'guessed-then-spam', 'compromised', 'account')
    home = w.truth('192.0.2.60', 'home-user', 'benign')
    for day in range(2):
        w.at(day * DAY + 9, smtp.send, home, name='eve', to='friend@far1.example')
    for source, _ in crowd(w, 'guess-then-success', 1, 'weak'):
        for i in range(4):
            w.at(33 + i * 6 * MINUTE, smtp.guess, source, names='eve', password=f'try{i}', port=587)
        for i in range(20):
            w.at(34 + i * MINUTE, smtp.send, source, name='eve', subject='WINNER',
                 to=','.join(f'{("v", "gone")[n % 3 == 0]}{i}x{n}@far{n % 6}.example' for n in range(8)))
    # In many places at once.
    w.truth(ours('frank'), 'many-networks', 'compromised', 'account')
    for i, (source, _) in enumerate(crowd(w, 'many-networks', 8, 'weak')):
        w.at(40 + i * 5 * MINUTE, smtp.send, source, name='frank', to=ours('bob'))
    # A role account that nobody uses, used.
    w.truth(ours('webmaster'), 'role-login-spam', 'compromised', 'account')
    for source, _ in crowd(w, 'role-success', 1, 'weak'):
        for i in range(15):
            w.at(45 + i * MINUTE, smtp.send, source, name='webmaster', subject='WINNER', to=f'w{i}@far{i % 6}.example')


def people(w, smtp, mailbox):
    imap = 'imap' in w.protocols
    for n in range(6):
        source, name = w.truth(f'192.0.2.{70 + n}', 'home-user', 'benign'), f'user{n}'
        w.truth(ours(name), 'normal', 'benign', 'account')
        for day in range(3):
            for hour in (7, 12, 19):
                w.at(day * DAY + hour + n * 0.1, smtp.send, source, name=name, to=f'friend{n}@far{n % 6}.example')
                if imap:
                    w.at(day * DAY + hour + n * 0.1 + 0.5, mailbox.check, source, name=name)
    # An office behind one address: twelve people, and one phone that fails each quarter of an hour.
    office = w.truth('192.0.2.80', 'office-nat', 'benign')
    for day in range(3):
        for n in range(12):
            w.at(day * DAY + 8 + n * 0.05, smtp.send, office, name=f'user{n + 6}', to=ours('bob'))
        for quarter in range(32):
            w.at(day * DAY + 8.5 + quarter / 4, smtp.guess, office, names='user17', port=587)
    phone = w.truth('192.0.2.81', 'phone-old-password', 'benign')
    w.truth(ours('phone'), 'old-password', 'benign', 'account')
    for i in range(6 * 24 * 2):
        w.at(6 + i * 10 * MINUTE, *((mailbox.guess, phone) if imap and i % 2 else (smtp.guess, phone)), names='phone',
             **({} if imap and i % 2 else {'port': 587}))
    for n, (source, _) in enumerate((w.truth(f'192.0.2.{82 + n}', 'mistype', 'benign'), 0) for n in range(2)):
        for i in range(3):
            w.at(10 + n + i * 0.5 * MINUTE, smtp.guess, source, names='typist', password=f'secr{i}t', port=587)
        w.at(10 + n + 2 * MINUTE, smtp.send, source, name='typist', to=ours('bob'))
    w.truth(ours('typist'), 'mistype', 'benign', 'account')
    w.truth(ours('walker'), 'traveller', 'benign', 'account')
    for i in range(4):
        source = w.truth(f'198.51.100.{90 + i}', 'traveller', 'benign')
        w.at(8 + i * 14, smtp.send, source, name='walker', to=ours('alice'))
    host = w.truth('192.0.2.90', 'newsletter-host', 'benign')
    w.truth(ours('news'), 'newsletter', 'benign', 'account')
    for day in range(3):
        for part in range(8):
            w.at(day * DAY + 10 + part * MINUTE, smtp.send, host, name='news', to=','.join(f'r{part}x{n}@far{n % 6}.example' for n in range(9)))
    # Their clients speak TLS where STARTTLS is wanted.
    for n in range(2):
        source = w.truth(f'192.0.2.{91 + n}', 'wrong-tls', 'benign')
        for i in range(12):
            w.at(9 + n + i * 10 * MINUTE, smtp.tls_raw, source, port=587)


def servers(w, smtp):
    for n in range(4):
        source = w.truth(f'192.0.2.{10 + n}', 'partner', 'benign')
        for i in range(18):
            w.at(1 + n * 0.3 + i * 3.7, smtp.partner, source, mails=1 + (i * 7 + n) % 20)
    grey = w.truth('192.0.2.20', 'greylisted', 'benign')
    for i in range(10):
        w.at(3 + i * 5, smtp.greylisted, grey, tries=3)
    lists = w.truth('192.0.2.21', 'mailing-list', 'benign')
    for i in range(12):
        w.at(2 + i * 5.3, smtp.deliver, lists, to=','.join(ours(n) for n in (['alice', 'bob', 'user1'] * 5 + [f'stale{i}', 'left', 'moved'])))
    for i in range(12):
        w.at(4 + i * 5.1, smtp.deliver, w.truth('192.0.2.22', 'forwarder', 'benign') if i == 0 else '192.0.2.22',
             to=','.join([ours('alice'), ours('left')]))
    monitor = w.truth('192.0.2.30', 'monitor', 'benign')
    for i in range(6 * 60):
        w.at(i * 12 * MINUTE, smtp.probe, monitor, times=1)
    # Honest, and all wrong: no reverse name, a bad HELO, it repeats itself.
    bad = w.truth('198.51.100.40', 'bad-mta', 'benign')
    for i in range(60):
        w.at(1 + i, smtp.deliver, bad, helo='localhost', to=ours('alice'), sender='root@localhost.badly.example')


def mailboxes(w, mailbox):
    for source, t in crowd(w, 'imap-guess', 3):
        for i, name in enumerate(NAMES):
            w.at(t + i * 0.3 * MINUTE, mailbox.guess, source, names=name)
    for source, t in crowd(w, 'imap-guess-in-one', 2):
        for i in range(4):
            w.at(t + i * MINUTE, mailbox.guess_in_one, source, names=','.join(NAMES[i * 3:i * 3 + 3]))
    for source, t in crowd(w, 'imap-role-login', 2):
        for i in range(3):
            w.at(t + i * MINUTE, mailbox.guess, source, names='postmaster')


def cast(w, smtp, mailbox):
    attackers(w, smtp)
    disturbers(w, smtp)
    campaigns(w, smtp)
    typists(w, smtp)
    stolen(w, smtp)
    people(w, smtp, mailbox)
    servers(w, smtp)
    if 'imap' in w.protocols:
        mailboxes(w, mailbox)
