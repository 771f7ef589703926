#include "remembered_set.h"

#include <stdint.h>
#include <stdlib.h>

#include "mem.h"

void
remembered_set_release(struct remembered_set *s)
{
	free(s->slot);
	*s = (struct remembered_set){ 0 };
}

/* The slot that holds at, or the free one where it belongs. There is always a free one. */
static size_t *
find(const struct remembered_set *s, size_t at)
{
	/* Fibonacci hashing (Knuth, TAOCP 3, 6.4): places are near each other, their slots should
	 * not be. */
	size_t i = (size_t)((uint64_t)at * 0x9e3779b97f4a7c15u >> 32) & (s->cap - 1);

	while (s->slot[i] != 0 && s->slot[i] != at + 1)
		i = (i + 1) & (s->cap - 1);
	return &s->slot[i];
}

static void
grow(struct remembered_set *s)
{
	struct remembered_set old = *s;
	size_t cursor = 0, at;

	s->cap = old.cap > 0 ? 2 * old.cap : 64;
	s->slot = mem_clear(s->cap, sizeof *s->slot);
	while (remembered_set_next(&old, &cursor, &at))
		*find(s, at) = at + 1;
	free(old.slot);
}

bool
remembered_set_add(struct remembered_set *s, size_t at)
{
	size_t *slot;

	if (s->len >= s->cap / 4 * 3)
		grow(s);
	slot = find(s, at);
	if (*slot != 0)
		return false;
	*slot = at + 1;
	s->len++;
	return true;
}

bool
remembered_set_has(const struct remembered_set *s, size_t at)
{
	return s->cap > 0 && *find(s, at) != 0;
}

bool
remembered_set_next(const struct remembered_set *s, size_t *cursor, size_t *ret_at)
{
	while (*cursor < s->cap) {
		size_t slot = s->slot[(*cursor)++];

		if (slot != 0) {
			*ret_at = slot - 1;
			return true;
		}
	}
	return false;
}
