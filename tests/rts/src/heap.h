/* The managed heap: objects, the roots that keep them, and the collector that serves both.
 *
 * Making an object never moves another one, and never collects. A collection happens where the
 * program asks for one, by gc_collect or gc_step: a safe point, as between two messages of an
 * actor. So a value in a C variable lives until the next safe point; what must live longer is a
 * root. */
#ifndef RTS_HEAP_H
#define RTS_HEAP_H

#include "gc.h"
#include "kind.h"
#include "word.h"

struct heap {
	word *mem;
	size_t cap;  /* words in mem */
	size_t used; /* words that objects take, the unreachable ones that are not yet reclaimed
			included */
	value **root;
	size_t roots, root_cap;
	struct gc gc;
};

/* An empty heap; heap_close ends it. It holds no pointer into itself. */
void heap_open(struct heap *h);
void heap_close(struct heap *h);

/* What *slot holds, and all it leads to, is kept, and *slot is changed when the object moves, until
 * heap_unroot. The slot must hold a value. */
void heap_root(struct heap *h, value *slot);
void heap_unroot(struct heap *h, value *slot);

/* A new object; its bytes and raw words are zero, its values null. */
value heap_alloc(struct heap *h, enum kind kind, size_t length);

/* Where the object is now that was at this place when the reference to it was read. */
static inline size_t
heap_place(const struct heap *h, size_t at)
{
	assert(at + HEADER_WORDS <= h->cap);
	return RTS_INCREMENTAL ? ref_at(h->mem[at + 1]) : at;
}

/* Makes room for words in all; dies if no reference could reach the last of them. */
void heap_grow(struct heap *h, size_t words);

#endif
