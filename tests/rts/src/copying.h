/* The copying collector (C. J. Cheney, "A nonrecursive list compacting algorithm", 1970): what the
 * roots reach is copied into a second space, which is its own queue of work; the first space is
 * then given back whole. */
#ifndef RTS_COPYING_H
#define RTS_COPYING_H

#include "words.h"

struct heap;

/* What outlives a collection. */
struct gc {
	size_t collections, copied; /* so far: collections, and the words they copied */
};

/* A collection under way. Below scan, the objects in to refer into to; from scan to top, still into
 * the old space, h->mem. */
struct cheney {
	struct heap *h;
	word *to;
	size_t scan, top;
	struct words weak; /* places in to of the weak references found so far */
};

/* Where v is in the new space, copied there if this is the first to ask. What is no reference is
 * itself. */
value cheney_forward(struct cheney *c, value v);

/* Begin with an empty new space, copy all that is reachable from what was forwarded, make the new
 * space the heap. */
void cheney_begin(struct cheney *c, struct heap *h);
void cheney_scan(struct cheney *c);
void cheney_end(struct cheney *c);

#endif
