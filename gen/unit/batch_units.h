/* The units of a batch, read from their list (batch.h says what a line of it is). */
#ifndef BATCH_UNITS_H
#define BATCH_UNITS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct arena;
struct batch_request;
struct diag;
struct engine_crew;
struct engine_unit;

struct batch_units {
	struct engine_unit *all; /* in the arena */
	size_t count;
	struct buf text; /* the list, in which their texts stand */
};

/* Read the list that the request names; all units are of that crew. `devices` is how many there are. Reports every mistake, and
 * is false if there was one; so is a list without units. */
bool batch_units_read(struct batch_units *ret_units, struct arena *a, struct diag *d, const struct batch_request *q,
	const struct engine_crew *crew, unsigned devices);

void batch_units_release(struct batch_units *units);

#endif
