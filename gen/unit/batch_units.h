/* The units of a batch, read from their list (batch.h says what a line of it is). */
#ifndef BATCH_UNITS_H
#define BATCH_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "unit/judge.h"

struct arena;
struct batch_request;
struct diag;

struct batch_unit {
	/* As its line says, or the request. */
	const char *name;
	char *ask; /* what its worker is asked, or its shell text */
	unsigned line;
	unsigned count;    /* of devices */
	long long timeout; /* microseconds; 0: none */
	long attempts;
	const char *part; /* or NULL */
	struct judge_rule judge;

	/* What has become of it. */
	bool begun;         /* its folder is ready */
	bool done;          /* its verdict is written */
	bool fresh;         /* it must have a fresh worker */
	bool failed_before; /* an attempt has failed, on any device */
	long tries;         /* attempts that count against `attempts` */

	/* Of the last attempt. */
	int verdict, status; /* status is below 0 if it was not started */
	long long attempt, usec, finished;
	const char *note; /* a line that tells of it, or "" */
};

struct batch_units {
	struct batch_unit *all;
	size_t count;
	struct buf text; /* the list, in which the names stand */
	uint32_t *index; /* a hash table by name: numbers of units, from 1 */
	size_t index_size;
};

/* Read the list that the request names. Reports every mistake, and is false if there was one; so is a list without
 * units. */
bool batch_units_read(struct batch_units *ret_units, struct arena *a, struct diag *d, const struct batch_request *q,
	unsigned devices);

/* Is there a unit of that name? */
bool batch_units_have(const struct batch_units *units, const char *name);

/* Put the path of the unit's folder, or of a file in it unless `file` is NULL, into ret_path. */
void batch_unit_path(const struct batch_request *q, const struct batch_unit *u, const char *file, struct buf *ret_path);

void batch_units_release(struct batch_units *units);

#endif
