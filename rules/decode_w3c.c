/* The logs of IIS and its SMTP service: W3C Extended (columns by #Fields), the IIS format, and NCSA, which others write too.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/decode_internal.h"

enum { HALF_DAY_HOURS = 12 };

static const char iis_fields[] =
	"c-ip, cs-username, date, time, s-sitename, s-computername, s-ip, time-taken, cs-bytes, sc-bytes, sc-status, "
	"sc-win32-status, cs-method, cs-uri-stem, cs-uri-query";

/* "-" stands for nothing. */
static void
put_cell(struct record *r, int id, struct span cell)
{
	if (cell.n != 1 || *cell.p != '-')
		decode_set(r, id, cell);
}

/* The time of a record that has no date is in the day of #Date, or in the next one if the clock went back. */
static int64_t
undated(struct log_header *h, struct span clock)
{
	struct span t = clock;
	int hms[3] = { 0 };

	for (int i = 0; i < 3; i++, text_skip(&t, ":"))
		for (int n = 0; n < 2 && t.n && *t.p >= '0' && *t.p <= '9'; n++, text_advance(&t, 1))
			hms[i] = hms[i] * 10 + *t.p - '0';
	if (!h->day || t.n || hms[0] > 23 || hms[1] > 59 || hms[2] > 60)
		return 0;
	return h->day + ((int64_t)hms[0] * 3600 + hms[1] * 60 + hms[2]) * 1000000;
}

static int64_t
record_time(struct decoder *d, const struct span *cell)
{
	static const int64_t hour = INT64_C(3600000000);
	struct log_header *h = &d->header;
	int64_t us;

	if (h->time < 0)
		return h->day;
	if (h->date >= 0)
		return w3c_time(d, cell[h->date], cell[h->time]);
	us = undated(h, cell[h->time]);
	if (us && us < h->last - HALF_DAY_HOURS * hour) {
		h->day += 24 * hour;
		us += 24 * hour;
	}
	h->last = us;
	return us;
}

enum decoded
decode_w3c(struct decoder *d, struct span line, struct record *r)
{
	struct span cell[RECORD_COLUMNS_MAX], t = line;
	struct log_header *h = &d->header;
	int count = 0;
	bool web;

	if (!h->w3c)
		return DECODED_NOT;
	while (t.n && count < h->own.count)
		cell[count++] = text_word(&t);
	if (count < h->own.count) {
		d->reason = "fewer columns than #Fields";
		return DECODED_NOT;
	}
	if (h->time >= 0 && (cell[h->time].n < 7 || cell[h->time].p[cell[h->time].n - 3] != ':')) {
		d->reason = "no time where #Fields says";
		return DECODED_NOT;
	}
	r->time = record_time(d, cell);
	for (int i = 0; i < count; i++)
		put_cell(r, h->own.id[i], cell[i]);
	web = h->stem >= 0 && cell[h->stem].n && *cell[h->stem].p == '/';
	decode_set(r, COLUMN_PROGRAM, web ? SPAN_LIT("iis-w3svc") : SPAN_LIT("iis-smtp"));
	return DECODED;
}

/* "10.0.0.1, name, 8/18/06, 13:17:37, SMTPSVC1, MAIL01, ...": the address comes first, nobody can write before it. */
enum decoded
decode_iis(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, ip = text_until(&t, ", "), name = text_until(&t, ", "), site;
	struct layout layout;
	int64_t time;
	size_t n = ip.p && name.p ? stamp_us(&d->stamp, t, &time) : 0;

	site = t;
	text_advance(&site, n);
	if (n == 0 || !text_skip(&site, ", ") || (!text_starts(site, "SMTPSVC") && !text_starts(site, "W3SVC")))
		return DECODED_NOT;
	layout_make(d, &layout, SPAN_LIT(iis_fields), ',');
	t = line;
	for (int i = 0; i < layout.count && t.n; i++) {
		struct span cell = text_until(&t, ", ");

		put_cell(r, layout.id[i], cell.p ? cell : (struct span){ t.p, t.n - (t.p[t.n - 1] == ',') });
		if (!cell.p)
			break;
	}
	r->time = time;
	decode_set(r, COLUMN_PROGRAM, *site.p == 'S' ? SPAN_LIT("iis-smtp") : SPAN_LIT("iis-w3svc"));
	return DECODED;
}

/* ip - user [11/Oct/2006:13:16:40 -0600] "METHOD query PROTOCOL" status bytes */
enum decoded
decode_ncsa(struct decoder *d, struct span line, struct record *r)
{
	struct span t = line, ip = text_until(&t, " "), ident = text_until(&t, " "), user = text_until(&t, " [");
	struct span request, method;
	int64_t time;
	size_t n = ip.n && ident.p && user.p ? stamp_day(&d->stamp, t, &time) : 0;

	if (n == 0 || !memchr("0123456789abcdefABCDEF:", *ip.p, 23))
		return DECODED_NOT;
	text_advance(&t, n);
	if (!text_skip(&t, "] \""))
		return DECODED_NOT;
	request = text_until(&t, "\" ");
	if (!request.p)
		return DECODED_NOT;
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, request);
	decode_put(d, r, "c-ip", ip);
	put_cell(r, decode_column(d, SPAN_LIT("cs-username")), user);
	decode_put(d, r, "sc-status", text_word(&t));
	decode_set(r, COLUMN_PROGRAM, request.n > 5 && text_starts((struct span){ request.p + request.n - 5, 5 }, " SMTP") ?
	           SPAN_LIT("iis-smtp") : SPAN_LIT("http-access"));
	method = text_until(&request, " ");
	decode_put(d, r, "cs-method", method);
	decode_put(d, r, "cs-uri-query", request);
	return DECODED;
}
