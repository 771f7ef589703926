#include "region.h"

#include <assert.h>
#include <stdlib.h>

#include "mem.h"

void
regions_release(struct regions *r)
{
	free(r->at);
	*r = (struct regions){ 0 };
}

size_t
regions_find(struct regions *r, size_t count)
{
	size_t run = 0;

	while (r->rover < r->count && r->at[r->rover].state != REGION_FREE)
		r->rover++;
	for (size_t i = r->rover; i < r->count; i++) {
		run = r->at[i].state == REGION_FREE ? run + 1 : 0;
		if (run == count)
			return i + 1 - count;
	}
	return REGION_NONE;
}

void
regions_add(struct regions *r, size_t count)
{
	r->at = mem_resize(r->at, r->count + count, sizeof *r->at);
	for (size_t i = 0; i < count; i++)
		r->at[r->count++] = (struct region){ .state = REGION_FREE };
}

void
regions_take(struct regions *r, size_t first, size_t words)
{
	size_t count = regions_for(words);

	assert(first + count <= r->count && r->at[first].state == REGION_FREE);
	r->at[first] = (struct region){ .state = words > 0 ? REGION_LARGE : REGION_FILLED,
					.used = words };
	for (size_t i = 1; i < count; i++) {
		assert(r->at[first + i].state == REGION_FREE);
		r->at[first + i] = (struct region){ .state = REGION_TAIL };
	}
}

size_t
regions_free(struct regions *r, size_t first)
{
	size_t count = regions_for(r->at[first].used);

	for (size_t i = 0; i < count; i++)
		r->at[first + i] = (struct region){ .state = REGION_FREE };
	if (r->rover > first)
		r->rover = first;
	return count;
}

size_t
regions_for(size_t words)
{
	return words > 0 ? (words + REGION_WORDS - 1) / REGION_WORDS : 1;
}
