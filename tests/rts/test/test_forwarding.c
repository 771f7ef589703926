/* The forwarding references of the copying collector: an object is copied when it is first met, and
 * whoever comes later finds the copy. */
#include <stdlib.h>

#include "copying.h"
#include "modules.h"
#include "object.h"
#include "test.h"

#define ROUNDS 400

/* Which two others an object refers to. */
struct edges {
	size_t to[2];
};

/* An object that knows its number and refers to two others, so that cycles are common. */
static value
numbered(struct heap *h, size_t number)
{
	value v = heap_alloc(h, KIND_CLOSURE, 3);

	obj_set_raw(h, v, 0, (word)number);
	return v;
}

/* Forwards objects at random, each several times. */
static void
one_heap(struct test *t, size_t count)
{
	struct heap h;
	struct cheney c;
	value *old = mem_resize(NULL, count, sizeof *old), *new = mem_clear(count, sizeof *new);
	struct edges *edge = mem_resize(NULL, count, sizeof *edge);
	size_t copies = 0, words;

	heap_open(&h);
	for (size_t i = 0; i < count; i++)
		old[i] = numbered(&h, i);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < 2; j++) {
			edge[i].to[j] = (size_t)rng_below(&t->rng, count);
			obj_set(&h, old[i], 1 + j, old[edge[i].to[j]]);
		}
	}
	words = h.used / count;

	cheney_begin(&c, &h);
	CHECK(t, cheney_forward(&c, VALUE_NULL) == VALUE_NULL, "expected null to forward to itself");
	CHECK(t, cheney_forward(&c, value_number(-7)) == value_number(-7),
	      "expected a number to forward to itself");
	for (size_t n = 0; n < count; n++) {
		size_t i = (size_t)rng_below(&t->rng, count);
		value v = cheney_forward(&c, old[i]);

		if (new[i] != 0) {
			CHECK(t, v == new[i],
			      "expected object %zu to forward to the same copy each time", i);
		} else {
			CHECK(t, ref_at(v) == copies * words,
			      "expected copy %zu at word %zu, but it is at %zu", copies,
			      copies * words, ref_at(v));
			copies++;
		}
		new[i] = v;
		CHECK_EQ(t, c.top, copies * words);
	}

	/* What is copied by the scan, and not by us, is found by asking again. */
	cheney_scan(&c);
	for (size_t i = 0; i < count; i++) {
		if (new[i] == 0)
			continue;
		for (size_t j = 0; j < 2; j++) {
			size_t to = edge[i].to[j];
			value v = cheney_forward(&c, old[to]);

			CHECK(t, new[to] == 0 || v == new[to], "expected one copy of object %zu", to);
			CHECK(t, c.to[ref_at(new[i]) + HEADER_WORDS + 1 + j] == v,
			      "expected the copy of object %zu to refer to the copy of object %zu",
			      i, to);
		}
	}
	cheney_end(&c);
	for (size_t i = 0; i < count; i++)
		if (new[i] != 0)
			CHECK_EQ(t, obj_raw(&h, new[i], 0), i);
	free(old);
	free(new);
	free(edge);
	heap_close(&h);
}

void
test_forwarding(struct test *t)
{
	size_t objects = 0;

	for (int i = 0; i < ROUNDS; i++) {
		size_t count = 1 + (size_t)rng_below(&t->rng, 8000);

		one_heap(t, count);
		objects += count;
	}
	test_says(t, "%d heaps, %zu objects forwarded", ROUNDS, objects);
}
