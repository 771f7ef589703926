/* The mark bitmap against an array of bool. */
#include <stdlib.h>
#include <string.h>

#include "mark_bitmap.h"
#include "modules.h"
#include "test.h"

#define ROUNDS 4000
#define LEN_FIRST 300
#define GROWN 4 /* times, by up to so many bits: */
#define GROWN_BY 1000
#define LEN_MAX (LEN_FIRST + GROWN * GROWN_BY)

/* All bits, one by one and by looking for the next one. */
static void
compare(struct test *t, const struct mark_bitmap *m, const bool *model)
{
	size_t next = mark_bitmap_next(m, 0, m->len);

	for (size_t i = 0; i < m->len; i++) {
		CHECK(t, mark_bitmap_has(m, i) == model[i], "expected bit %zu of %zu to be %d", i,
		      m->len, model[i]);
		if (!model[i])
			continue;
		CHECK_EQ(t, next, i);
		next = mark_bitmap_next(m, i + 1, m->len);
	}
	CHECK_EQ(t, next, m->len);
}

/* The next bit between any two places. */
static void
compare_ranges(struct test *t, const struct mark_bitmap *m, const bool *model)
{
	for (int n = 0; n < 50; n++) {
		size_t end = (size_t)rng_below(&t->rng, m->len + 1);
		size_t start = (size_t)rng_below(&t->rng, end + 1), want = start;

		while (want < end && !model[want])
			want++;
		CHECK_EQ(t, mark_bitmap_next(m, start, end), want);
	}
}

static void
one_bitmap(struct test *t, bool *model)
{
	struct mark_bitmap m = { 0 };
	uint64_t density = 1 + rng_below(&t->rng, 200);

	memset(model, 0, LEN_MAX * sizeof *model);
	mark_bitmap_grow(&m, 1 + (size_t)rng_below(&t->rng, LEN_FIRST));
	for (int grown = 0; grown < GROWN; grown++) {
		for (size_t n = m.len / density + 1; n > 0; n--) {
			size_t i = (size_t)rng_below(&t->rng, m.len);

			CHECK(t, mark_bitmap_set(&m, i) == model[i],
			      "expected bit %zu to have been %d", i, model[i]);
			model[i] = true;
		}
		compare(t, &m, model);
		compare_ranges(t, &m, model);
		mark_bitmap_grow(&m, m.len + (size_t)rng_below(&t->rng, GROWN_BY));
		compare(t, &m, model);
	}
	mark_bitmap_clear(&m);
	CHECK_EQ(t, mark_bitmap_next(&m, 0, m.len), m.len);
	mark_bitmap_release(&m);
}

void
test_mark_bitmap(struct test *t)
{
	bool *model = mem_clear(LEN_MAX, sizeof *model);

	for (int i = 0; i < ROUNDS; i++)
		one_bitmap(t, model);
	free(model);
	test_says(t, "%d bitmaps", ROUNDS);
}
