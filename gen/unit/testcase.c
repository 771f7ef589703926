#include "unit/testcase.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/foreign.h"
#include "base/arena.h"
#include "base/esc.h"
#include "base/text.h"

const char *const case_verdict_names[] = { "pass", "skipped", "fail", "error", "timeout", "crash", "none", NULL };

void
case_fault(struct case_end *end, struct loc at, const char *fmt, ...)
{
	va_list args;

	if (*end->fault)
		return;
	va_start(args, fmt);
	vsnprintf(end->fault, sizeof(end->fault), fmt, args);
	va_end(args);
	end->at = at;
}

void
case_check_read(FILE *in, const char *file)
{
	if (ferror(in))
		die("cannot read '%s':", file);
}

bool
case_is_failing(int verdict)
{
	return verdict > CASE_SKIPPED && verdict != CASE_NONE;
}

/* --- names ------------------------------------------------------------------------------------ */

void
case_whole_name(struct buf *out, const char *suite, const char *classname, const char *name)
{
	const char *parts[] = { suite, classname, name };

	buf_reset(out);
	for (size_t i = 0; i < countof(parts); i++) {
		if (!*parts[i])
			continue;
		if (out->len)
			buf_addc(out, '/');
		buf_adds(out, parts[i]);
	}
}

void
case_note_name(char *names, size_t size, const char *name)
{
	size_t used = strlen(names);
	struct buf shown = { 0 };

	if (used >= 3 && !strcmp(names + used - 3, "..."))
		return;
	foreign_clean(&shown, name, size, false);
	if (used + shown.len + 9 > size)
		strcpy(names + used, used ? " ..." : "...");
	else
		sprintf(names + used, "%s'%s'", used ? " " : "", buf_text(&shown));
	buf_release(&shown);
}

/* --- times ------------------------------------------------------------------------------------ */

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* Copy the digits of a number with `sign` between groups of three: 1,234. Its length comes back, or 0 if it is none. No
 * group begins with a zero that stands for nothing. */
static size_t
grouped(const char *s, char sign, char *out)
{
	size_t n = digits(s), len = n, at = n;

	if (n < 1 || n > 3 || s[n] != sign || *s == '0')
		return 0;
	memcpy(out, s, n);
	while (s[at] == sign && digits(s + at + 1) == 3) {
		memcpy(out + len, s + at + 1, 3);
		len += 3;
		at += 4;
	}
	out[len] = '\0';
	return at > n && s[at] != sign ? at : 0;
}

/* Write a number that has commas with a decimal point and without groups. False if it is none. */
static bool
without_commas(const char *s, bool *comma, char *out)
{
	const char *first = strchr(s, ',');
	size_t len = grouped(s, ',', out);
	bool fits = len && s[len] != ',';

	/* 1,234 may be both. */
	if (fits && !(*comma && !strchr(first + 1, ',') && s[len] != '.')) {
		strcat(out, s + len);
		return true;
	}
	/* A decimal comma, behind 1.234 or any digits. */
	len = grouped(s, '.', out);
	if (!len || s + len != first) {
		len = digits(s);
		memcpy(out, s, len);
		out[len] = '\0';
	}
	if (s + len != first || !digits(first + 1) || strpbrk(first + 1, ",."))
		return false;
	*comma = true;
	strcat(out, ".");
	strcat(out, first + 1);
	return true;
}

long long
case_usec_by(const char *s, bool *comma)
{
	char plain[64];
	size_t len, more;

	while (*s == ' ' || *s == '\t' || *s == '\n')
		s++;
	if (strlen(s) >= sizeof(plain))
		return -1;
	if (strchr(s, ',')) {
		if (!without_commas(s, comma, plain))
			return -1;
		s = plain;
	}
	len = digits(s);
	more = s[len] == '.' ? digits(s + len + 1) : 0;
	if (!len && !more)
		return -1;
	len += s[len] == '.' ? 1 + more : 0;
	if (s[len] == 'e' || s[len] == 'E') {
		size_t sign = s[len + 1] == '-' || s[len + 1] == '+', n = digits(s + len + 1 + sign);

		if (!n || n > 4)
			return -1;
		len += 1 + sign + n;
	}
	if (strspn(s + len, " \t\n") != strlen(s + len))
		return -1;
	/* The program never sets a locale, so the decimal sign is a point. */
	double usec = strtod(s, NULL) * 1e6;

	return usec < 1e15 ? (long long)(usec + 0.5) : -1;
}

long long
case_usec(const char *s)
{
	bool comma = false;

	return case_usec_by(s, &comma);
}

/* n digits at s as a number; below 0 if there are fewer. */
static int
take(const char **s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		value = value * 10 + (**s - '0');
	}
	return value;
}

static bool
take_sign(const char **s, const char *any_of)
{
	if (!**s || !strchr(any_of, **s))
		return false;
	(*s)++;
	return true;
}

long long
case_time(const char *s)
{
	char date[] = "yyyy-mm-dd";
	int hour, minute, second, zone_hour = 0, zone_minute = 0;
	long long days, usec = 0, unit = 100000, sign;

	if (strlen(s) < strlen(date))
		return -1;
	memcpy(date, s, strlen(date));
	s += strlen(date);
	if (!text_is_date(date, &days) || !take_sign(&s, "T ") || (hour = take(&s, 2)) < 0 || hour > 23 ||
		!take_sign(&s, ":") || (minute = take(&s, 2)) < 0 || minute > 59 || !take_sign(&s, ":") ||
		(second = take(&s, 2)) < 0 || second > 60)
		return -1;
	if (take_sign(&s, ".,"))
		for (; *s >= '0' && *s <= '9'; s++, unit /= 10)
			usec += unit * (*s - '0');
	if (!strcmp(s, "Z") || !strcmp(s, "z")) {
		sign = 0;
	} else if (*s == '+' || *s == '-') {
		sign = *s++ == '+' ? 1 : -1;
		zone_hour = take(&s, 2);
		if (*s == ':')
			s++;
		if (*s)
			zone_minute = take(&s, 2);
		if (zone_hour < 0 || zone_hour > 23 || zone_minute < 0 || zone_minute > 59 || *s)
			return -1;
	} else {
		return -1; /* whose noon it was is not known */
	}
	long long seconds = days * 86400 + hour * 3600 + minute * 60 + second -
		sign * (zone_hour * 3600 + zone_minute * 60);

	return seconds < 0 ? -1 : seconds * 1000000 + usec;
}

/* --- tries ------------------------------------------------------------------------------------ */

struct case_try *
case_tries_add(struct case_try **tries, size_t *count, size_t *cap)
{
	if (*count == CASE_TRIES_MAX)
		return NULL;
	if (*count == *cap) {
		size_t more = *cap ? *cap * 2 : 4;

		*tries = xrealloc(*tries, more * sizeof(**tries));
		memset(*tries + *cap, 0, (more - *cap) * sizeof(**tries));
		*cap = more;
	}
	struct case_try *t = &(*tries)[(*count)++];

	buf_reset(&t->message);
	buf_reset(&t->text);
	t->verdict = CASE_PASS;
	t->usec = -1;
	return t;
}

void
case_tries_release(struct case_try *tries, size_t cap)
{
	for (size_t i = 0; i < cap; i++) {
		buf_release(&tries[i].message);
		buf_release(&tries[i].text);
	}
	free(tries);
}
