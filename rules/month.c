/* The names of the months, as syslog daemons and servers write them in several languages.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <strings.h>

#include "rules/moment.h"

/* The first bytes of month names in the locales that mail servers were seen in, UTF-8 and Latin-1, dots left out.
 * Longer spellings come first where one begins another. */
static const struct month_name { const char *name; int month; } month_names[] = {
	{ "Mär", 3 }, { "M\xe4r", 3 }, { "Mrz", 3 }, { "Mai", 5 }, { "Okt", 10 }, { "Dez", 12 }, /* German */
	{ "janv", 1 }, { "févr", 2 }, { "f\xe9vr", 2 }, { "mars", 3 }, { "avr", 4 }, { "juin", 6 }, /* French */
	{ "juil", 7 }, { "août", 8 }, { "ao\xfbt", 8 }, { "sept", 9 }, { "déc", 12 }, { "d\xe9" "c", 12 },
	{ "ene", 1 }, { "abr", 4 }, { "ago", 8 }, { "dic", 12 },                                  /* Spanish */
	{ "gen", 1 }, { "mag", 5 }, { "giu", 6 }, { "lug", 7 }, { "set", 9 }, { "ott", 10 },      /* Italian */
	{ "mrt", 3 }, { "mei", 5 }, { "maj", 5 }, { "des", 12 },                                  /* Dutch, Nordic */
	{ "fev", 2 }, { "out", 10 },                                                              /* Portuguese */
	{ "sty", 1 }, { "lut", 2 }, { "kwi", 4 }, { "cze", 6 }, { "lip", 7 }, { "sie", 8 },       /* Polish */
	{ "wrz", 9 }, { "paź", 10 }, { "lis", 11 }, { "gru", 12 },
	{ "янв", 1 }, { "фев", 2 }, { "мар", 3 }, { "апр", 4 }, { "май", 5 }, { "мая", 5 },       /* Russian */
	{ "июн", 6 }, { "июл", 7 }, { "авг", 8 }, { "сен", 9 }, { "окт", 10 }, { "ноя", 11 }, { "дек", 12 },
};

static int
english_month(const char *p)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncasecmp(p, names + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

int
month_name(struct span *t)
{
	size_t n = 3;
	int month = t->n > 3 ? english_month(t->p) : 0;

	/* "mars" and "sept" begin like English names */
	for (size_t i = 0; (!month || !strchr(" -/", t->p[3])) && i < sizeof month_names / sizeof *month_names; i++) {
		size_t length = strlen(month_names[i].name);

		if (t->n > length && (!month || length > 3) && strncasecmp(t->p, month_names[i].name, length) == 0) {
			month = month_names[i].month;
			n = length;
			break;
		}
	}
	if (!month)
		return 0;
	t->p += n;
	t->n -= n;
	if (t->n && *t->p == '.') { /* "févr." */
		t->p++;
		t->n--;
	}
	return month;
}
