#include "heap.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

void
heap_open(struct heap *h)
{
	*h = (struct heap){ 0 };
	gc_init(h);
}

void
heap_close(struct heap *h)
{
	gc_release(h);
	free(h->mem);
	free(h->root);
	*h = (struct heap){ 0 };
}

void
heap_root(struct heap *h, value *slot)
{
	if (h->roots == h->root_cap) {
		h->root_cap = mem_more(h->root_cap, h->roots + 1);
		h->root = mem_resize(h->root, h->root_cap, sizeof *h->root);
	}
	h->root[h->roots++] = slot;
}

void
heap_unroot(struct heap *h, value *slot)
{
	size_t i = h->roots;

	/* Backwards: roots come and go like C's variables, the youngest first. */
	while (i > 0 && h->root[i - 1] != slot)
		i--;
	assert(i > 0);
	memmove(&h->root[i - 1], &h->root[i], (h->roots - i) * sizeof *h->root);
	h->roots--;
}

value
heap_alloc(struct heap *h, enum kind kind, size_t length)
{
	size_t words = kind_words(kind, length), at, i;

	if (!kind_allows(kind, length))
		die("no object of kind %d has the length %zu", (int)kind, length);
	at = gc_reserve(h, words);
	h->mem[at] = header_make(kind, length);
	memset(&h->mem[at + HEADER_WORDS], 0, (words - HEADER_WORDS) * WORD_BYTES);
	for (i = HEADER_WORDS + header_values(h->mem[at]); i < words; i++)
		h->mem[at + i] = VALUE_NULL;
	return value_ref(at);
}

void
heap_grow(struct heap *h, size_t words)
{
	if (words > WORD_MAX / WORD_BYTES)
		die("a heap of %d-bit words cannot hold %zu of them", RTS_WORD, words);
	h->mem = mem_resize(h->mem, words, sizeof *h->mem);
	h->cap = words;
}
