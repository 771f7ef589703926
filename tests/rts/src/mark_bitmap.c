#include "mark_bitmap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

static size_t
cells(size_t len)
{
	return (len + 63) / 64;
}

void
mark_bitmap_release(struct mark_bitmap *m)
{
	free(m->bits);
	*m = (struct mark_bitmap){ 0 };
}

void
mark_bitmap_grow(struct mark_bitmap *m, size_t len)
{
	size_t old = cells(m->len);

	assert(len >= m->len);
	m->bits = mem_resize(m->bits, cells(len), sizeof *m->bits);
	memset(m->bits + old, 0, (cells(len) - old) * sizeof *m->bits);
	m->len = len;
}

void
mark_bitmap_clear(struct mark_bitmap *m)
{
	if (m->bits)
		memset(m->bits, 0, cells(m->len) * sizeof *m->bits);
}

bool
mark_bitmap_set(struct mark_bitmap *m, size_t at)
{
	uint64_t bit = (uint64_t)1 << at % 64;
	bool was = mark_bitmap_has(m, at);

	m->bits[at / 64] |= bit;
	return was;
}

bool
mark_bitmap_has(const struct mark_bitmap *m, size_t at)
{
	assert(at < m->len);
	return m->bits[at / 64] >> at % 64 & 1;
}

size_t
mark_bitmap_next(const struct mark_bitmap *m, size_t at, size_t end)
{
	assert(end <= m->len);
	while (at < end) {
		uint64_t rest = m->bits[at / 64] >> at % 64;

		if (rest == 0) {
			at += 64 - at % 64; /* nothing more in this cell */
			continue;
		}
		while ((rest & 0xff) == 0) {
			rest >>= 8;
			at += 8;
		}
		while ((rest & 1) == 0) {
			rest >>= 1;
			at++;
		}
		return at < end ? at : end;
	}
	return end;
}
