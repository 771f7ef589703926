#include "test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void
stop(struct test *t)
{
	fprintf(stderr, " (%s, RTS_TEST_SEED=%llu", t->module, (unsigned long long)t->seed);
	if (t->part >= 0)
		fprintf(stderr, ", seed %ld", t->part);
	fputs(")\n", stderr);
	exit(1);
}

void
test_fail(struct test *t, const char *file, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	stop(t);
}

void
test_equal(struct test *t, const char *file, int line, const char *what, uint64_t got, uint64_t want)
{
	t->checks++;
	if (got == want)
		return;
	fprintf(stderr, "%s:%d: expected %s to be %llu, but it is %llu", file, line, what,
		(unsigned long long)want, (unsigned long long)got);
	stop(t);
}

static void
print_bytes(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len && i < 40; i++)
		fprintf(stderr, "%02x", p[i]);
	fprintf(stderr, "%s (%zu bytes)", len > 40 ? "..." : "", len);
}

void
test_bytes(struct test *t, const char *file, int line, const char *what, const void *got,
	   size_t got_len, const void *want, size_t want_len)
{
	t->checks++;
	if (got_len == want_len && (got_len == 0 || memcmp(got, want, got_len) == 0))
		return;
	fprintf(stderr, "%s:%d: expected %s to be ", file, line, what);
	print_bytes(want, want_len);
	fputs(", but it is ", stderr);
	print_bytes(got, got_len);
	stop(t);
}

void
test_says(struct test *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(t->summary, sizeof t->summary, format, args);
	va_end(args);
}
