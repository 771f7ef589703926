/* A bit for each word of the heap: set if a reachable object starts there. */
#ifndef RTS_MARK_BITMAP_H
#define RTS_MARK_BITMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mark_bitmap {
	uint64_t *bits;
	size_t len; /* how many bits there are */
};
/* Starts empty as (struct mark_bitmap){0}. mark_bitmap_release leaves it so again. */
void mark_bitmap_release(struct mark_bitmap *m);
/* Never fewer bits than before; the new ones are clear. */
void mark_bitmap_grow(struct mark_bitmap *m, size_t len);
void mark_bitmap_clear(struct mark_bitmap *m);
/* Sets the bit; was it set before? */
bool mark_bitmap_set(struct mark_bitmap *m, size_t at);
bool mark_bitmap_has(const struct mark_bitmap *m, size_t at);
/* The first set bit from at on and before end; end if there is none. */
size_t mark_bitmap_next(const struct mark_bitmap *m, size_t at, size_t end);

#endif
