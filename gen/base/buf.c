#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

char *
buf_reserve(struct buf *b, size_t more)
{
	if (b->cap - b->len <= more) {
		size_t cap = b->cap ? b->cap : 64;

		if (more > (size_t)-1 / 4)
			die("out of memory");
		while (cap - b->len <= more)
			cap *= 2;
		char *s = realloc(b->s, cap);

		if (!s)
			die("out of memory");
		b->s = s;
		b->cap = cap;
	}
	return b->s + b->len;
}

void
buf_add(struct buf *b, const char *s, size_t len)
{
	char *to = buf_reserve(b, len);

	if (len)
		memcpy(to, s, len);
	to[len] = '\0';
	b->len += len;
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		die("cannot format '%s'", fmt);
	buf_reserve(b, (size_t)len + 1);
	va_start(ap, fmt);
	vsnprintf(b->s + b->len, (size_t)len + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)len;
}

void
buf_add_seconds(struct buf *b, unsigned long long usec)
{
	/* Written digit by digit, from the end: printf would follow the locale, and takes six times as long. */
	char digits[32], *end = digits + sizeof(digits), *p = end;
	unsigned fraction = (unsigned)(usec % 1000000);

	for (int place = 0; place < 6; place++, fraction /= 10)
		if (fraction % 10 || p < end)
			*--p = (char)('0' + fraction % 10);
	if (p < end)
		*--p = '.';
	usec /= 1000000;
	do {
		*--p = (char)('0' + usec % 10);
		usec /= 10;
	} while (usec);
	buf_add(b, p, (size_t)(end - p));
}

void
buf_add_duration(struct buf *b, unsigned long long usec)
{
	unsigned long long s = (usec + 500000) / 1000000;

	if (usec < 100000000ull)
		buf_printf(b, "%llu.%llu s", (usec + 50000) / 1000000, (usec + 50000) / 100000 % 10);
	else if (s < 3600)
		buf_printf(b, "%llu min %02llu s", s / 60, s % 60);
	else
		buf_printf(b, "%llu h %02llu min", s / 3600, s / 60 % 60);
}

const char *
buf_text(const struct buf *b)
{
	return b->s ? b->s : "";
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->s)
		b->s[0] = '\0';
}

void
buf_release(struct buf *b)
{
	free(b->s);
	*b = (struct buf){ 0 };
}
