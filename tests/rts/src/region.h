/* The incremental collector's heap is cut into regions of equal size, which are filled, emptied and
 * reused whole. An object is in one region; a large one has one or several neighbouring regions for
 * itself. */
#ifndef RTS_REGION_H
#define RTS_REGION_H

#include <stdbool.h>
#include <stddef.h>

/* Small, so that even the heap of a small test has many. */
#define REGION_WORDS ((size_t)256)
/* An object of more words is large. */
#define REGION_OBJECT_MAX (REGION_WORDS / 2)
#define REGION_NONE ((size_t)-1)

enum region_state {
	REGION_FREE,
	REGION_FILLED, /* with small objects, from its start to used */
	REGION_LARGE,  /* with the beginning of a large object */
	REGION_TAIL,   /* with the rest of the large object before it */
};
struct region {
	enum region_state state;
	bool known;        /* was there when marking began last: live is what it then held */
	bool emptying;     /* its objects are being moved elsewhere */
	size_t used, live; /* words taken; words of objects marked, or made since marking began */
};
struct regions {
	struct region *at;
	size_t count;
	size_t rover; /* all regions before this one are taken */
};
/* Starts empty as (struct regions){0}. regions_release leaves it so again. */
void regions_release(struct regions *r);
/* The first of so many free neighbours, or REGION_NONE. */
size_t regions_find(struct regions *r, size_t count);
/* Adds so many free ones at the end. */
void regions_add(struct regions *r, size_t count);
/* Takes the regions from first on for what has so many words: a large object, or else 0, for small
 * ones to come. */
void regions_take(struct regions *r, size_t first, size_t words);
/* Makes the region free again, and if a large object began there, all of its regions. Returns how
 * many. */
size_t regions_free(struct regions *r, size_t first);

/* How many regions so many words take. */
size_t regions_for(size_t words);

#endif
