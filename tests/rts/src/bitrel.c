#include "bitrel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

static uint32_t *
row(const struct bitrel *r, size_t a)
{
	assert(a < r->n);
	return r->bit + a * r->cells;
}

/* The cell of the pair, and in *ret_mask its bit there. */
static uint32_t *
cell(const struct bitrel *r, size_t a, size_t b, uint32_t *ret_mask)
{
	assert(b < r->n);
	*ret_mask = (uint32_t)1 << b % 32;
	return row(r, a) + b / 32;
}

void
bitrel_init(struct bitrel *r, size_t n)
{
	*r = (struct bitrel){ .n = n, .cells = (n + 31) / 32 };
	r->bit = mem_clear(n * r->cells, sizeof *r->bit);
}

void
bitrel_release(struct bitrel *r)
{
	free(r->bit);
	*r = (struct bitrel){ 0 };
}

bool
bitrel_add(struct bitrel *r, size_t a, size_t b)
{
	uint32_t mask, *c = cell(r, a, b, &mask);
	bool was = *c & mask;

	*c |= mask;
	return was;
}

bool
bitrel_remove(struct bitrel *r, size_t a, size_t b)
{
	uint32_t mask, *c = cell(r, a, b, &mask);
	bool was = *c & mask;

	*c &= ~mask;
	return was;
}

bool
bitrel_has(const struct bitrel *r, size_t a, size_t b)
{
	uint32_t mask, *c = cell(r, a, b, &mask);

	return *c & mask;
}

size_t
bitrel_count(const struct bitrel *r)
{
	size_t count = 0;

	for (size_t i = 0; i < r->n * r->cells; i++)
		for (uint32_t rest = r->bit[i]; rest != 0; rest &= rest - 1)
			count++;
	return count;
}

bool
bitrel_equal(const struct bitrel *r, const struct bitrel *s)
{
	return r->n == s->n && memcmp(r->bit, s->bit, r->n * r->cells * sizeof *r->bit) == 0;
}

void
bitrel_inverse(struct bitrel *ret, const struct bitrel *r)
{
	bitrel_init(ret, r->n);
	for (size_t a = 0; a < r->n; a++)
		for (size_t b = 0; b < r->n; b++)
			if (bitrel_has(r, a, b))
				bitrel_add(ret, b, a);
}

static void
add_row(uint32_t *to, const uint32_t *from, size_t cells)
{
	for (size_t i = 0; i < cells; i++)
		to[i] |= from[i];
}

void
bitrel_compose(struct bitrel *ret, const struct bitrel *r, const struct bitrel *s)
{
	assert(r->n == s->n);
	bitrel_init(ret, r->n);
	for (size_t a = 0; a < r->n; a++)
		for (size_t b = 0; b < r->n; b++)
			if (bitrel_has(r, a, b))
				add_row(row(ret, a), row(s, b), r->cells);
}

/* S. Warshall, "A theorem on Boolean matrices", 1962: b must be the outer loop. */
void
bitrel_close(struct bitrel *r)
{
	for (size_t b = 0; b < r->n; b++)
		for (size_t a = 0; a < r->n; a++)
			if (bitrel_has(r, a, b))
				add_row(row(r, a), row(r, b), r->cells);
}
