/* The mark stack against an array, across the edges of its blocks. */
#include <stdlib.h>

#include "mark_stack.h"
#include "modules.h"
#include "test.h"

#define ROUNDS 1500
#define DEEPEST (40 * MARK_STACK_BLOCK)

/* Fills and empties it once, up and down by turns. */
static size_t
one_stack(struct test *t, size_t deepest, size_t *model)
{
	struct mark_stack s = { 0 };
	size_t len = 0, steps = 0, at = 4711;

	CHECK(t, !mark_stack_pop(&s, &at) && at == 4711, "expected nothing from an empty stack");
	while (steps < 4 * deepest) {
		size_t run = 1 + (size_t)rng_below(&t->rng, 2 * MARK_STACK_BLOCK);
		/* Runs of one, too: to and fro over the edge of a block. */
		bool up = rng_below(&t->rng, 2) == 0;

		if (rng_below(&t->rng, 4) == 0)
			run = 1;
		for (; run > 0 && (up ? len < deepest : len > 0); run--, steps++) {
			if (up) {
				model[len] = (size_t)rng_next(&t->rng);
				mark_stack_push(&s, model[len++]);
			} else {
				CHECK(t, mark_stack_pop(&s, &at), "expected %zu entries more", len);
				CHECK_EQ(t, at, model[--len]);
			}
			CHECK_EQ(t, s.len, len);
		}
		steps++;
	}
	while (mark_stack_pop(&s, &at))
		CHECK_EQ(t, at, model[--len]);
	CHECK_EQ(t, len, 0);
	mark_stack_push(&s, 1);
	mark_stack_release(&s);
	CHECK(t, !mark_stack_pop(&s, &at), "expected nothing from a stack released");
	return steps;
}

void
test_mark_stack(struct test *t)
{
	size_t *model = mem_resize(NULL, DEEPEST, sizeof *model), steps = 0;

	/* Each depth near the edges of the first blocks, then any. */
	for (size_t deepest = 1; deepest < 3 * MARK_STACK_BLOCK; deepest++)
		steps += one_stack(t, deepest, model);
	for (int i = 0; i < ROUNDS; i++)
		steps += one_stack(t, 1 + (size_t)rng_below(&t->rng, DEEPEST), model);
	free(model);
	test_says(t, "%zu pushes and pops", steps);
}
