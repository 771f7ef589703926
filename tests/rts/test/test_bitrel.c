/* Relations as bits against relations as arrays of bool. */
#include <stdlib.h>

#include "bitrel.h"
#include "modules.h"
#include "test.h"

#define ROUNDS 900
#define N_MAX 75 /* three cells in a row */

typedef bool matrix[N_MAX][N_MAX];

static void
compare(struct test *t, const struct bitrel *r, matrix m, const char *what)
{
	size_t count = 0;

	for (size_t a = 0; a < r->n; a++) {
		for (size_t b = 0; b < r->n; b++) {
			CHECK(t, bitrel_has(r, a, b) == m[a][b],
			      "expected %s of %zu to have (%zu, %zu): %d", what, r->n, a, b, m[a][b]);
			count += m[a][b];
		}
	}
	CHECK_EQ(t, bitrel_count(r), count);
}

/* Adds and removes pairs at random. */
static void
fill(struct test *t, struct bitrel *r, matrix m, uint64_t pairs)
{
	for (; pairs > 0; pairs--) {
		size_t a = (size_t)rng_below(&t->rng, r->n), b = (size_t)rng_below(&t->rng, r->n);
		bool add = rng_below(&t->rng, 4) > 0;
		bool was = add ? bitrel_add(r, a, b) : bitrel_remove(r, a, b);

		CHECK(t, was == m[a][b], "expected (%zu, %zu) to have been there: %d", a, b, m[a][b]);
		m[a][b] = add;
	}
	compare(t, r, m, "a relation");
}

/* What can be reached from each a: a walk from each, where bitrel_close goes by rows. */
static void
reach(size_t n, matrix m, matrix ret)
{
	for (size_t a = 0; a < n; a++) {
		size_t todo[N_MAX], len = 0;

		for (size_t b = 0; b < n; b++)
			if ((ret[a][b] = m[a][b]))
				todo[len++] = b;
		while (len > 0) {
			size_t b = todo[--len];

			for (size_t c = 0; c < n; c++) {
				if (m[b][c] && !ret[a][c]) {
					ret[a][c] = true;
					todo[len++] = c;
				}
			}
		}
	}
}

static void
one_pair(struct test *t)
{
	matrix m = { { false } }, k = { { false } }, want = { { false } };
	size_t n = 1 + (size_t)rng_below(&t->rng, N_MAX);
	struct bitrel r, s, q;

	bitrel_init(&r, n);
	bitrel_init(&s, n);
	compare(t, &r, m, "an empty relation");
	fill(t, &r, m, rng_below(&t->rng, 3 * n));
	fill(t, &s, k, rng_below(&t->rng, 3 * n));

	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < n; b++)
			want[b][a] = m[a][b];
	bitrel_inverse(&q, &r);
	compare(t, &q, want, "an inverse");
	bitrel_release(&q);

	for (size_t a = 0; a < n; a++) {
		for (size_t c = 0; c < n; c++) {
			want[a][c] = false;
			for (size_t b = 0; b < n; b++)
				want[a][c] |= m[a][b] && k[b][c];
		}
	}
	bitrel_compose(&q, &r, &s);
	compare(t, &q, want, "a composition");
	bitrel_release(&q);

	reach(n, m, want);
	bitrel_close(&r);
	compare(t, &r, want, "a closure");
	bitrel_inverse(&q, &r);
	bitrel_close(&q);
	bitrel_release(&s);
	bitrel_inverse(&s, &q);
	CHECK(t, bitrel_equal(&r, &s),
	      "expected the closure of an inverse to be the inverse of a closure");
	bitrel_release(&q);
	bitrel_release(&r);
	bitrel_release(&s);
}

void
test_bitrel(struct test *t)
{
	for (int i = 0; i < ROUNDS; i++)
		one_pair(t);
	test_says(t, "%d pairs of relations", ROUNDS);
}
