/* What the heap asks of a collector. copying.c and incremental.c each answer all of it, and each is
 * empty where the other was chosen. */
#ifndef RTS_GC_H
#define RTS_GC_H

#include "word.h"

struct heap;

#if RTS_COPYING
#include "copying.h"
#else
#include "incremental.h"
#endif

void gc_init(struct heap *h);
void gc_release(struct heap *h);

/* The place of a new object of so many words. The caller writes header and body at once. */
size_t gc_reserve(struct heap *h, size_t words);

/* Stores a value in word number slot, of the object at this place. */
void gc_write(struct heap *h, size_t at, size_t slot, value v);

/* Every value read from a weak reference comes through here. */
value gc_read_weak(struct heap *h, value v);

/* A safe point. Afterwards the heap holds what the roots reach and nothing else. */
void gc_collect(struct heap *h);

/* A safe point. Works for about budget words and returns true as long as the collection is not
 * complete; the copying collector knows one step only, all of it. */
bool gc_step(struct heap *h, size_t budget);

#endif
