/*
 * Memory that lives as long as the run: model, plan and templates. Nothing in it is freed alone; main() makes one arena
 * and frees it at the end. What comes back is zeroed and never NULL: running out of memory dies.
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

/* A copy of the first len bytes of s, with a NUL behind them. */
char *arena_strndup(struct arena *a, const char *s, size_t len);

/* A copy of s. */
char *arena_strdup(struct arena *a, const char *s);

/* Text made as by printf. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Room for one more element behind the n elements of `size` bytes at v; v may be NULL while n is 0. What comes back
 * holds the old elements and zeroes behind them. Grows by doubling, whenever n is a power of two, so a caller keeps no
 * capacity: n is only ever increased by one at a time.
 */
void *arena_grow(struct arena *a, void *v, size_t n, size_t size);

/* n zeroed elements outside of any arena, for who frees them; never NULL, not even for none. */
void *xcalloc(size_t n, size_t size);

/* Free everything at once; the arena is then empty and may be used again. */
void arena_release(struct arena *a);

#endif
