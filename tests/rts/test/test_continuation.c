/* The continuation table against an array, with collections between. */
#include <stdlib.h>

#include "cont.h"
#include "modules.h"
#include "test.h"

#define ROUNDS 12
#define STEPS 80000
#define NUMBERS 2000

/* Each object is a box of a number of its own. 0 for an entry that is free. */
static void
check(struct test *t, struct cont_table *c, const sword *model, size_t numbers)
{
	size_t count = 0;

	for (size_t i = 0; i < numbers; i++) {
		value v = cont_peek(c, i);

		if (model[i] == 0) {
			CHECK(t, v == VALUE_NULL, "expected number %zu to be free", i);
			continue;
		}
		CHECK(t,
		      value_is_ref(v) && obj_kind(c->h, v) == KIND_BOX &&
			  obj_get(c->h, v, 0) == value_number(model[i]),
		      "expected number %zu to be kept: a BOX of %lld", i, (long long)model[i]);
		count++;
	}
	CHECK_EQ(t, c->count, count);
}

static void
one_table(struct test *t, size_t limit)
{
	struct heap h;
	struct cont_table c;
	sword *model = mem_clear(NUMBERS, sizeof *model), last = 0;
	size_t top = 0; /* all numbers given away so far are below */

	heap_open(&h);
	cont_open(&c, &h);
	for (int i = 0; i < STEPS; i++) {
		size_t n = (size_t)rng_below(&t->rng, NUMBERS);

		if (rng_below(&t->rng, 2) == 0 && c.count < limit) {
			n = cont_remember(&c, obj_box(&h, value_number(++last)));
			CHECK(t, n < NUMBERS && model[n] == 0, "expected a free number, not %zu", n);
			/* A new number only if each smaller one is taken. */
			CHECK(t, n < top || (n == top && c.count == top + 1),
			      "expected a number below %zu to be used again, not %zu", top, n);
			top = n < top ? top : n + 1;
			model[n] = last;
		} else {
			value v = cont_recall(&c, n);

			CHECK(t, (v != VALUE_NULL) == (model[n] != 0),
			      "expected number %zu to be %s", n, model[n] ? "kept" : "free");
			if (v != VALUE_NULL)
				CHECK(t, obj_get(&h, v, 0) == value_number(model[n]),
				      "expected what was kept under %zu", n);
			model[n] = 0;
			CHECK(t, cont_recall(&c, n) == VALUE_NULL,
			      "expected %zu to be recalled once", n);
		}
		if (rng_below(&t->rng, 40) == 0)
			gc_step(&h, 200);
		if (rng_below(&t->rng, 400) == 0)
			check(t, &c, model, NUMBERS);
	}
	gc_collect(&h);
	check(t, &c, model, NUMBERS);
	CHECK_EQ(t, h.used,
		 kind_words(KIND_ARRAY, obj_length(&h, c.array)) + c.count * kind_words(KIND_BOX, 1));
	cont_close(&c);
	gc_collect(&h);
	CHECK_EQ(t, h.used, 0);
	heap_close(&h);
	free(model);
}

void
test_continuation(struct test *t)
{
	size_t limit = 1;

	for (int i = 0; i < ROUNDS; i++, limit = limit * 2 < NUMBERS ? limit * 2 : NUMBERS)
		one_table(t, limit);
	test_says(t, "%d tables of up to %d, %d steps", ROUNDS, NUMBERS, ROUNDS * STEPS);
}
