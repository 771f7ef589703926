/* The two spaces of the copying collector: what is copied lies without gaps, breadth first; and a
 * second collection with nothing changed finds it so, and changes nothing. */
#include <stdlib.h>
#include <string.h>

#include "modules.h"
#include "object.h"
#include "shadow.h"

#define ROUNDS 120

/* Walks the space from its start to its end, as a row of objects. Returns how many there are. */
static size_t
check_row(struct test *t, const struct heap *h)
{
	size_t at = 0, count = 0;

	while (at < h->used) {
		CHECK(t, !value_is_ref(h->mem[at]),
		      "expected a header at word %zu, not a reference", at);
		at += header_words(h->mem[at]);
		count++;
	}
	CHECK_EQ(t, at, h->used);
	return count;
}

/* The first reference to each object, in the order of roots and then of the space, must lead to the
 * next object: the space is its own queue. */
static void
check_order(struct test *t, const struct heap *h)
{
	size_t next = 0, at;

	for (size_t i = 0; i < h->roots; i++)
		if (value_is_ref(*h->root[i]) && ref_at(*h->root[i]) == next)
			next += header_words(h->mem[next]);
	for (at = 0; at < h->used; at += header_words(h->mem[at])) {
		word header = h->mem[at];

		CHECK(t, at < next, "expected the object at word %zu to be referred to before it",
		      at);
		if (header_kind(header) == KIND_WEAK)
			continue;
		for (size_t i = HEADER_WORDS + header_values(header); i < header_words(header); i++) {
			value v = h->mem[at + i];

			if (!value_is_ref(v))
				continue;
			CHECK(t, ref_at(v) <= next,
			      "expected word %zu to refer to nothing after word %zu, but it does "
			      "to %zu",
			      at + i, next, ref_at(v));
			if (ref_at(v) == next)
				next += header_words(h->mem[next]);
		}
	}
	CHECK_EQ(t, next, h->used);
}

static void
check_again(struct test *t, struct heap *h)
{
	size_t used = h->used;
	word *before = mem_resize(NULL, used, sizeof *before);

	memcpy(before, h->mem, used * sizeof *before);
	gc_collect(h);
	CHECK_BYTES(t, h->mem, h->used * WORD_BYTES, before, used * WORD_BYTES);
	free(before);
}

void
test_semispace(struct test *t)
{
	struct heap h;
	struct shadow s;
	size_t objects = 0;

	heap_open(&h);
	gc_collect(&h);
	CHECK_EQ(t, h.used, 0);
	shadow_open(&s, t, &h);
	for (int round = 0; round < ROUNDS; round++) {
		shadow_grow(&s, 1 + (size_t)rng_below(&t->rng, 1500));
		shadow_collect(&s);
		CHECK_EQ(t, check_row(t, &h), s.live);
		check_order(t, &h);
		check_again(t, &h);
		shadow_check(&s);
		objects += s.live;
		if (round % 8 == 7)
			shadow_drop(&s);
	}
	shadow_close(&s);
	heap_close(&h);
	test_says(t, "%d spaces, %zu objects in order", ROUNDS, objects);
}
