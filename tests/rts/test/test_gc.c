/* Random heaps, changed and collected in turn, and compared with their shadows after each step. */
#include "modules.h"
#include "shadow.h"

#define ROUNDS 500

/* Everything about the heap comes from the two seeds, so a chunk of seeds can be run apart. */
static void
one_heap(struct test *t, unsigned long seed, size_t *objects, size_t *collections)
{
	struct heap h;
	struct shadow s;

	rng_seed(&t->rng, t->seed, seed);
	heap_open(&h);
	shadow_open(&s, t, &h);
	shadow_grow(&s, 100 + (size_t)rng_below(&t->rng, 900));
	shadow_check(&s);
	for (int round = 0; round < ROUNDS; round++) {
		for (uint64_t n = rng_below(&t->rng, 60); n > 0; n--)
			shadow_mutate(&s);
		if (rng_below(&t->rng, 12) == 0) {
			shadow_collect(&s);
		} else {
			gc_step(&h, 1 + (size_t)rng_below(&t->rng, 2000));
			shadow_check(&s);
		}
	}
	shadow_collect(&s);
	*objects += s.compared;
	*collections += h.gc.collections;
	shadow_close(&s);
	gc_collect(&h);
	CHECK_EQ(t, h.used, 0);
	heap_close(&h);
}

void
test_gc(struct test *t)
{
	size_t objects = 0, collections = 0;

	for (unsigned long seed = t->from; seed <= t->to; seed++) {
		t->part = (long)seed;
		one_heap(t, seed, &objects, &collections);
	}
	test_says(t, "%lu heaps, %zu objects, %zu collections checked", t->to - t->from + 1,
		  objects, collections);
}
