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
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, ap);

	if (len < 0)
		die("cannot format '%s'", fmt);
	vsnprintf(buf_reserve(b, (size_t)len + 1), (size_t)len + 1, fmt, again);
	va_end(again);
	b->len += (size_t)len;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
buf_add_utf8(struct buf *b, unsigned long c)
{
	if (c < 0x80) {
		buf_addc(b, (char)c);
	} else if (c < 0x800) {
		buf_addc(b, (char)(0xc0 | c >> 6));
		buf_addc(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_addc(b, (char)(0xe0 | c >> 12));
		buf_addc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_addc(b, (char)(0xf0 | c >> 18));
		buf_addc(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_addc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(b, (char)(0x80 | (c & 0x3f)));
	}
}

void
buf_add_number(struct buf *b, unsigned long long n)
{
	/* Digit by digit, from the end: printf takes six times as long. */
	char digits[20], *end = digits + sizeof(digits), *p = end;

	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	buf_add(b, p, (size_t)(end - p));
}

void
buf_add_seconds(struct buf *b, unsigned long long usec)
{
	unsigned fraction = (unsigned)(usec % 1000000);

	buf_add_number(b, usec / 1000000);
	if (fraction)
		buf_addc(b, '.');
	for (unsigned place = 100000; fraction; fraction %= place, place /= 10)
		buf_addc(b, (char)('0' + fraction / place));
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
