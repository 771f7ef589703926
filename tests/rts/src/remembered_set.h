/* The objects that hold a reference into a region that is being emptied: those, and no others, must
 * be looked into when the objects there have moved. A hash table that only grows, until it is
 * released whole. */
#ifndef RTS_REMEMBERED_SET_H
#define RTS_REMEMBERED_SET_H

#include <stdbool.h>
#include <stddef.h>

struct remembered_set {
	size_t *slot; /* a place plus 1, or 0 */
	size_t cap;   /* a power of two, or 0 */
	size_t len;
};
/* Starts empty as (struct remembered_set){0}. remembered_set_release leaves it so again. */
void remembered_set_release(struct remembered_set *s);
/* Was it new? */
bool remembered_set_add(struct remembered_set *s, size_t at);
bool remembered_set_has(const struct remembered_set *s, size_t at);
/* Goes through all of the set: *cursor is 0 at first; false at the end. Nothing may be added on the
 * way. */
bool remembered_set_next(const struct remembered_set *s, size_t *cursor, size_t *ret_at);

#endif
