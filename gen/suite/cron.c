#include "suite/cron.h"

#include <string.h>

#include "base/esc.h"
#include "base/text.h"
#include "base/words.h"

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
	"dec", NULL };
static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL };

enum { MINUTE, HOUR, DAY, MONTH, WEEKDAY, FIELDS };

static const struct {
	const char *name;
	int low, high;
	const char *const *words; /* for low and what follows, or NULL */
} fields[FIELDS] = {
	{ "minute", 0, 59, NULL },
	{ "hour", 0, 23, NULL },
	{ "day", 1, 31, NULL },
	{ "month", 1, 12, months },
	{ "day of the week", 0, 6, weekdays },
};

/* Read a number or a name of the field at *p and move *p after it; -1 if there is none. */
static int
read_value(const char **p, const char *end, int field)
{
	const char *s = *p;
	long long n;

	for (int i = 0; fields[field].words && fields[field].words[i] && end - s >= 3; i++) {
		const char *w = fields[field].words[i];

		if (esc_lower(s[0]) != w[0] || esc_lower(s[1]) != w[1] || esc_lower(s[2]) != w[2])
			continue;
		*p = s + 3;
		return fields[field].low + i;
	}
	n = text_leading_number(s, p);
	return n < 1000 ? (int)n : -1;
}

/* Read "5", "1-5", "*", each with an optional step, into the set of the field. */
static bool
read_item(const char *s, const char *end, int field, bool *set)
{
	int low = fields[field].low, high = fields[field].high, step = 1;
	bool open = false;

	if (s < end && *s == '*') {
		s++;
	} else {
		low = read_value(&s, end, field);
		if (low < fields[field].low || low > fields[field].high)
			return false;
		if (s < end && *s == '-') {
			s++;
			high = read_value(&s, end, field);
			if (high < low || high > fields[field].high)
				return false;
		} else {
			open = true; /* "5" alone, but "5/10" goes to the end */
		}
	}
	if (s < end && *s == '/') {
		s++;
		step = read_value(&s, end, MINUTE);
		if (step < 1 || step > fields[field].high)
			return false;
	} else if (open) {
		high = low;
	}
	for (int n = low; n <= high; n += step)
		set[n] = true;
	return s == end;
}

bool
cron_check(const char *text, struct diag *d, struct loc at)
{
	static const int days[] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool sets[FIELDS][64] = { 0 }, any_weekday = false, comes = false;
	const char *p = text;
	int errors = d->errors, n = 0;

	for (; *(p += strspn(p, " \t")); n++)
		p += strcspn(p, " \t");
	if (n != FIELDS) {
		diag_error(d, at,
			"'cron' is '%s', which has %d field%s, but a schedule has 5: minute, hour, day, month, day of the week",
			text, n, words_plural((size_t)n));
		return false;
	}
	p = text;
	for (n = 0; *(p += strspn(p, " \t")); n++) {
		const char *end = p + strcspn(p, " \t");

		for (const char *item = p; item <= end;) {
			const char *comma = memchr(item, ',', (size_t)(end - item));
			const char *stop = comma ? comma : end;

			if (!read_item(item, stop, n, sets[n])) {
				diag_error(d, at,
					"'cron' is '%s', where '%.*s' is not a valid %s: from %d to %d, a range like 1-5, a step like */2, or several of these separated by commas",
					text, (int)(stop - item), item, fields[n].name, fields[n].low, fields[n].high);
				break;
			}
			item = stop + 1;
		}
		any_weekday |= n == WEEKDAY && *p == '*';
		p = end;
	}
	if (d->errors > errors)
		return false;
	for (int month = 1; month <= 12; month++)
		for (int day = 1; sets[MONTH][month] && day <= days[month]; day++)
			comes |= sets[DAY][day];
	if (!comes && any_weekday)
		diag_error(d, at, "'cron' is '%s', a day that never comes", text);
	return d->errors == errors;
}
