"""Compares `mailreeve replay --json` (standard input) with what each subject is.

usage: mailreeve replay --json LOG | verdict.py TRUTH   prints TAP lines for missed and wrongly accused; exit 0: recall and honour kept
TRUTH has a subject a line: subject, kind (source, account), behaviour, label, note. Labels: attack (must be banned); compromised,
under-attack (must raise an alert); benign, innocent (neither); weak (either).
SPDX-License-Identifier: GPL-2.0-or-later
"""
import ipaddress, json, sys

RECALL = 0.98  # of attacks and alerts

rows = [line.rstrip('\n').split('\t') for line in open(sys.argv[1])]
banned, alerts = [], {}
for o in map(json.loads, sys.stdin):
    if o['type'] != 'verdict':
        continue
    if o['kind'] in ('ban', 'throttle'):
        banned.append(ipaddress.ip_network(o['subject'], strict=False))
    elif o['kind'] == 'alert' and o['why'] != 'guess-or-old-password':  # which accuses nobody
        alerts.setdefault(o['subject'].removeprefix('account:').split('@')[0], []).append(o['why'])


def found(subject, kind):
    if kind == 'account':
        return alerts.get(subject.split('@')[0], [])
    address = ipaddress.ip_address(subject)
    return [f'ban of {n}' for n in banned if n.version == address.version and address in n]


due = [r for r in rows if r[3] in ('attack', 'compromised', 'under-attack')]
missed = [r for r in due if not found(*r[:2])]
accused = [r for r in rows if r[3] in ('benign', 'innocent') and found(*r[:2])]
for r in missed:
    print('# missed:', *r[:4])
for r in accused:
    print('# accused wrongly:', *r[:4], *found(*r[:2]))
recall = 1 - len(missed) / len(due)
print(f'# found {len(due) - len(missed)} of {len(due)} (recall {recall:.3f}), {len(accused)} of '
      f'{sum(r[3] in ("benign", "innocent") for r in rows)} accused wrongly')
sys.exit(recall < RECALL or bool(accused))
