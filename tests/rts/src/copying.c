#include "heap.h"

#if RTS_COPYING

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* A heap begins with room for so many words, and is never given less. */
#define SPACE_MIN ((size_t)256)

void
gc_init(struct heap *h)
{
	heap_grow(h, SPACE_MIN);
}

void
gc_release(struct heap *h)
{
	(void)h;
}

size_t
gc_reserve(struct heap *h, size_t words)
{
	size_t at = h->used;

	if (h->cap - h->used < words)
		heap_grow(h, mem_more(h->cap, h->used + words));
	h->used += words;
	return at;
}

void
gc_write(struct heap *h, size_t at, size_t slot, value v)
{
	(void)at;
	h->mem[slot] = v;
}

value
gc_read_weak(struct heap *h, value v)
{
	(void)h;
	return v;
}

/* A header is even and a reference is odd, so the reference to the copy takes the header's place:
 * whoever comes later finds it there. */
static bool
is_forwarded(word header)
{
	return value_is_ref(header);
}

value
cheney_forward(struct cheney *c, value v)
{
	word *old;
	size_t words;

	if (!value_is_ref(v))
		return v;
	old = &c->h->mem[ref_at(v)];
	if (is_forwarded(*old))
		return *old;
	words = header_words(*old);
	memcpy(&c->to[c->top], old, words * WORD_BYTES);
	*old = value_ref(c->top);
	c->top += words;
	return *old;
}

void
cheney_begin(struct cheney *c, struct heap *h)
{
	/* More than all there is cannot survive. */
	*c = (struct cheney){ .h = h, .to = mem_resize(NULL, h->used, sizeof *c->to) };
}

void
cheney_scan(struct cheney *c)
{
	while (c->scan < c->top) {
		word header = c->to[c->scan];
		size_t i = c->scan + HEADER_WORDS + header_values(header);
		size_t end = c->scan + header_words(header);

		if (header_kind(header) == KIND_WEAK)
			words_push(&c->weak, (word)i);
		else
			for (; i < end; i++)
				c->to[i] = cheney_forward(c, c->to[i]);
		c->scan = end;
	}
}

/* Now that everything reachable has its copy, a weak reference to what has none is null. */
static void
settle_weak(struct cheney *c)
{
	while (c->weak.len > 0) {
		value *slot = &c->to[words_pop(&c->weak)];

		if (value_is_ref(*slot)) {
			word header = c->h->mem[ref_at(*slot)];

			*slot = is_forwarded(header) ? header : VALUE_NULL;
		}
	}
	words_release(&c->weak);
}

void
cheney_end(struct cheney *c)
{
	struct heap *h = c->h;

	assert(c->scan == c->top);
	settle_weak(c);
	free(h->mem);
	h->mem = c->to;
	h->used = c->top;
	heap_grow(h, c->top + c->top / 2 + SPACE_MIN);
	h->gc.collections++;
	h->gc.copied += c->top;
}

void
gc_collect(struct heap *h)
{
	struct cheney c;

	cheney_begin(&c, h);
	for (size_t i = 0; i < h->roots; i++)
		*h->root[i] = cheney_forward(&c, *h->root[i]);
	cheney_scan(&c);
	cheney_end(&c);
}

bool
gc_step(struct heap *h, size_t budget)
{
	(void)budget;
	gc_collect(h);
	return false;
}

#endif
