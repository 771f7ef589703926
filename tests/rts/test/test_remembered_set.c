/* The remembered set against an array of bool. */
#include <stdlib.h>
#include <string.h>

#include "modules.h"
#include "remembered_set.h"
#include "test.h"

#define ROUNDS 300
#define PLACES 20000

/* Goes through the set, and finds what the model has, once each. */
static void
compare(struct test *t, const struct remembered_set *s, const bool *model)
{
	bool *seen = mem_clear(PLACES, sizeof *seen);
	size_t cursor = 0, at, count = 0;

	while (remembered_set_next(s, &cursor, &at)) {
		CHECK(t, at < PLACES && model[at], "expected place %zu not to be in the set", at);
		CHECK(t, !seen[at], "expected place %zu to come once", at);
		seen[at] = true;
		count++;
	}
	CHECK_EQ(t, count, s->len);
	for (at = 0; at < PLACES; at++) {
		CHECK(t, seen[at] == model[at], "expected place %zu to be in the set", at);
		CHECK(t, remembered_set_has(s, at) == model[at], "expected to find place %zu: %d",
		      at, model[at]);
	}
	free(seen);
}

static size_t
one_set(struct test *t, bool *model)
{
	struct remembered_set s = { 0 };
	/* At every place, or only at every 16th: that hashes badly if anything does. */
	size_t stride = (size_t)1 << rng_below(&t->rng, 5), len;

	memset(model, 0, PLACES * sizeof *model);
	CHECK(t, !remembered_set_has(&s, 0), "expected an empty set to hold nothing");
	for (uint64_t n = rng_below(&t->rng, 12000); n > 0; n--) {
		size_t at = (size_t)rng_below(&t->rng, PLACES / stride) * stride;

		CHECK(t, remembered_set_add(&s, at) != model[at],
		      "expected place %zu to be new: %d", at, !model[at]);
		model[at] = true;
		CHECK(t, remembered_set_has(&s, at), "expected to find place %zu at once", at);
	}
	compare(t, &s, model);
	len = s.len;
	remembered_set_release(&s);
	CHECK(t, !remembered_set_has(&s, 0), "expected a set released to hold nothing");
	return len;
}

void
test_remembered_set(struct test *t)
{
	bool *model = mem_clear(PLACES, sizeof *model);
	size_t places = 0;

	for (int i = 0; i < ROUNDS; i++)
		places += one_set(t, model);
	free(model);
	test_says(t, "%d sets, %zu places", ROUNDS, places);
}
