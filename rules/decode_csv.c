/* Exchange's CSV logs: columns by #Fields, or by the documented lists where the header was lost on the way (syslog, agents).
 * Formats: Microsoft Learn, "Protocol logging", "Message tracking", "Protocol logging for POP3 and IMAP4".
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

static const char smtp_fields[] =
	"date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context";
static const char tracking_fields[] =
	"date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,"
	"internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,"
	"related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,"
	"tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version";
static const char mailbox_fields[] =
	"datetime,sessionid,seqnumber,sip,cip,user,duration,rqsize,rpsize,command,parameters,context,puid";
static const char http_fields[] =
	"datetime,requestid,majorversion,minorversion,buildversion,revisionversion,clientrequestid,protocol,urlhost,urlstem,"
	"protocolaction,authenticationtype,isauthenticated,authenticateduser,organization,anchormailbox,useragent,"
	"clientipaddress,serverhostname,httpstatus,backendstatus,errorcode,method,proxyaction,targetserver,targetserverversion";

/* least: a record with fewer columns was cut on its way. */
static const struct csv_log { const char *program, *fields; int least; } logs[LOG_KINDS] = {
	[LOG_RECEIVE] = { "exchange-smtp-receive", smtp_fields, 8 },
	[LOG_SEND] = { "exchange-smtp-send", smtp_fields, 8 },
	[LOG_TRACKING] = { "exchange-tracking", tracking_fields, 9 },
	[LOG_IMAP] = { "exchange-imap", mailbox_fields, 10 },
	[LOG_POP] = { "exchange-pop", mailbox_fields, 10 },
	[LOG_HTTP] = { "exchange-httpproxy", http_fields, 20 },
	[LOG_OTHER] = { "exchange", "date-time", 2 },
};

/* A cell in quotes: doubled quotes become one, in scratch. An open quote takes the rest: the line was cut. */
static bool
quoted_cell(struct decoder *d, struct span *t, struct span *cell)
{
	bool doubled = false;
	size_t n = 1, out = 0;
	char *p;

	for (; n < t->n; n++) {
		if (t->p[n] != '"')
			continue;
		if (n + 1 >= t->n || t->p[n + 1] != '"')
			break;
		doubled = true;
		n++;
	}
	n = n < t->n ? n : t->n;
	*cell = (struct span){ t->p + 1, n - 1 };
	text_advance(t, n < t->n ? n + 1 : n);
	if (!doubled)
		return true;
	p = decode_scratch(d, cell->n);
	if (!p)
		return false;
	for (size_t i = 0; i < cell->n; i++) {
		p[out++] = cell->p[i];
		i += cell->p[i] == '"' && i + 1 < cell->n && cell->p[i + 1] == '"';
	}
	*cell = (struct span){ p, out };
	return true;
}

/* Cells of the line, at most RECORD_COLUMNS_MAX; further ones are passed over. -1: too much to unescape. */
static int
split(struct decoder *d, struct span t, struct span cell[RECORD_COLUMNS_MAX])
{
	int count = 0;
	const char *end;

	for (bool more = true; more && count < RECORD_COLUMNS_MAX; count++) {
		if (t.n && *t.p == '"') {
			if (!quoted_cell(d, &t, &cell[count]))
				return -1;
			end = t.n ? memchr(t.p, ',', t.n) : NULL; /* text after the quote is nobody's */
		} else {
			end = t.n ? memchr(t.p, ',', t.n) : NULL;
			cell[count] = (struct span){ t.p, end ? (size_t)(end - t.p) : t.n };
		}
		more = end != NULL;
		text_advance(&t, end ? (size_t)(end - t.p) + 1 : t.n);
	}
	return count;
}

static int
port_of(struct span endpoint)
{
	int port = 0;
	size_t n = endpoint.n;

	while (n && endpoint.p[n - 1] != ':')
		n--;
	for (; n && n < endpoint.n && endpoint.p[n] >= '0' && endpoint.p[n] <= '9' && port < 65536; n++)
		port = port * 10 + endpoint.p[n] - '0';
	return port;
}

static bool
is_service(int port)
{
	return port == 25 || port == 465 || port == 475 || port == 587 || port == 717 || port == 2525;
}

static bool
is_session(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr("0123456789ABCDEFabcdef", s.p[i], 22))
			return false;
	return s.n >= 4 && s.n <= 16;
}

static bool
is_smtp(const struct span *cell, int count)
{
	return count >= 8 && count <= 10 && is_session(cell[2]) && text_is_digits(cell[3]) && cell[6].n == 1 &&
	       memchr("+-<>*", *cell[6].p, 5);
}

/* Without a header the shape tells: where the hex digits of a session stand, and how many cells there are. A send log is
 * known by its ports: we have none yet, or an ephemeral one and the other side a service's. */
static enum log_kind
guess(const struct span *cell, int count)
{
	int local = count > 5 ? port_of(cell[4]) : 0;

	if (is_smtp(cell, count))
		return cell[4].n == 0 || (is_service(port_of(cell[5])) && !is_service(local)) ? LOG_SEND : LOG_RECEIVE;
	if (count >= 10 && count <= 14 && is_session(cell[1]) && text_is_digits(cell[2])) {
		local = port_of(cell[3]);
		return local == 110 || local == 995 || local == 1995 ? LOG_POP : LOG_IMAP;
	}
	if (count >= 20 && cell[1].n == 36 && cell[1].p[8] == '-' && cell[1].p[23] == '-')
		return LOG_HTTP;
	return count >= 26 && count <= 34 ? LOG_TRACKING : LOG_OTHER;
}

static enum log_kind
kind_of_fields(const struct log_header *h)
{
	struct span fields = { h->text, h->n };

	if (text_find(fields, "internal-message-id").p)
		return LOG_TRACKING;
	if (text_find(fields, "ClientIpAddress").p)
		return LOG_HTTP;
	return text_find(fields, "seqNumber").p ? LOG_IMAP : LOG_OTHER;
}

/* Which log this record is of, and its columns. */
static const struct layout *
layout_of(struct decoder *d, const struct span *cell, int count, enum log_kind *kind)
{
	struct log_header *h = &d->header;
	struct layout *l;

	*kind = guess(cell, count);
	if (h->csv && (d->depth == 0 || *kind == LOG_OTHER)) { /* several logs may come through one wrapper */
		*kind = h->kind != LOG_OTHER ? h->kind : kind_of_fields(h) != LOG_OTHER ? kind_of_fields(h) : *kind;
		return &h->own;
	}
	l = &h->known[*kind];
	if (l->count == 0)
		layout_make(d, l, span_of(logs[*kind].fields), ',');
	return l;
}

enum decoded
decode_exchange(struct decoder *d, struct span line, struct record *r)
{
	struct span cell[RECORD_COLUMNS_MAX];
	const struct layout *layout;
	enum log_kind kind;
	int64_t time;
	size_t n = line.n > 20 && line.p[10] == 'T' ? stamp_iso(&d->stamp, line, &time) : 0;
	int count;

	if (n == 0 || n >= line.n || line.p[n] != ',')
		return DECODED_NOT;
	count = split(d, line, cell);
	if (count < 0)
		return DECODED_NOT;
	layout = layout_of(d, cell, count, &kind);
	if (kind == LOG_OTHER && !d->header.csv) {
		d->reason = "no #Fields yet, and no log of Exchange with so many columns";
		return DECODED_NOT;
	}
	if (count < logs[kind].least) {
		d->reason = "fewer columns than #Fields";
		return DECODED_NOT;
	}
	r->time = time;
	for (int i = 0; i < count && i < layout->count; i++)
		decode_set(r, layout->id[i], cell[i]);
	decode_set(r, COLUMN_PROGRAM, span_of(logs[kind].program));
	return DECODED;
}
