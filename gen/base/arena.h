/*
 * Memory that lives as long as the run: model, plan and templates. Nothing in an arena is freed alone; main() makes one
 * arena and frees it at the end. Memory comes zeroed and is never NULL: if there is none left, the program dies.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

#include "base/base.h"

struct arena {
	struct arena_block *last; /* newest first */
	size_t used;              /* bytes of the newest block that are given away */
};

/* size zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);

/* A copy of the first len bytes of s, closed by a NUL. */
char *arena_strndup(struct arena *a, const char *s, size_t len);

/* A copy of s; NULL for NULL. */
char *arena_strdup(struct arena *a, const char *s);

/* Text made as by printf. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Room for one more element after the n elements of `size` bytes at v; v may be NULL while n is 0. The array that comes
 * back holds the old elements, followed by zeroes. It doubles whenever n is a power of two, so the caller keeps no
 * capacity, but must increase n by one at a time.
 */
void *arena_grow(struct arena *a, void *v, size_t n, size_t size);

/*
 * Append a zeroed element to a list in the arena and give its place. `list` and `count` are a pointer and a number of
 * the caller's, which both change; they must have no side effects, since the macro uses each several times.
 */
#define ARENA_APPEND(a, list, count) \
	((list) = arena_grow((a), (list), (count), sizeof(*(list))), (count)++, &(list)[(count)-1])

/* n zeroed elements outside of any arena, which the caller frees. Never NULL, not even for n = 0. */
void *xcalloc(size_t n, size_t size);

/* realloc() of memory outside of any arena; it dies instead of returning NULL. */
void *xrealloc(void *p, size_t size);

/* Free everything at once; the arena is then empty and may be used again. */
void arena_release(struct arena *a);

#endif
