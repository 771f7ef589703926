#include "mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void
die(const char *format, ...)
{
	va_list args;

	fputs("rts: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(3);
}

void *
mem_resize(void *old, size_t count, size_t size)
{
	void *p;

	if (count > SIZE_MAX / size)
		die("%zu things of %zu bytes are more than memory can hold", count, size);
	/* realloc to nothing may free or not: ask for a byte instead. */
	p = realloc(old, count > 0 ? count * size : 1);
	if (!p)
		die("no memory for %zu things of %zu bytes", count, size);
	return p;
}

void *
mem_clear(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size);

	if (!p)
		die("no memory for %zu things of %zu bytes", count, size);
	return p;
}

size_t
mem_more(size_t cap, size_t need)
{
	cap += cap / 2 + 16;
	return cap < need ? need : cap;
}
