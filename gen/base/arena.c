#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

enum { BLOCK_SIZE = 64 * 1024 };

struct arena_block {
	struct arena_block *before;
	size_t size;
	max_align_t data[];
};

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t align = sizeof(max_align_t);

	if (size > (size_t)-1 / 2)
		die("out of memory");
	size = (size + align - 1) / align * align;
	if (!a->last || a->last->size - a->used < size) {
		size_t want = size > BLOCK_SIZE ? size : BLOCK_SIZE;
		struct arena_block *b = calloc(1, sizeof(*b) + want);

		if (!b)
			die("out of memory");
		b->before = a->last;
		b->size = want;
		a->last = b;
		a->used = 0;
	}
	void *p = (char *)a->last->data + a->used;

	a->used += size;
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *p = arena_alloc(a, len + 1);

	memcpy(p, s, len);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		die("cannot format '%s'", fmt);

	char *p = arena_alloc(a, (size_t)len + 1);

	va_start(ap, fmt);
	vsnprintf(p, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return p;
}

void *
arena_grow(struct arena *a, void *v, size_t n, size_t size)
{
	if (n & (n - 1)) /* not a power of two: there is room */
		return v;
	void *grown = arena_alloc(a, (n ? 2 * n : 1) * size);

	if (n)
		memcpy(grown, v, n * size);
	return grown;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		die("out of memory");
	return p;
}

void *
xrealloc(void *p, size_t size)
{
	void *grown = realloc(p, size);

	if (!grown)
		die("out of memory");
	return grown;
}

void
arena_release(struct arena *a)
{
	while (a->last) {
		struct arena_block *b = a->last;

		a->last = b->before;
		free(b);
	}
	a->used = 0;
}
