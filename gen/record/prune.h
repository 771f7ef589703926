/*
 * Prune: old results are dropped, and what they came to is kept.
 *
 * A run is old when all its results are, an occasion when it began before the given time. Both count by whole months, so
 * that a month is summed up at once. Of an old run these stay: its row; results that are no pass of a first attempt; and
 * results that answer on an occasion that is not old. All others, the passes of first attempts, are summed up in the table
 * `month`; logs and test cases are dropped. The newest green night of each suite stays whole, however old it is.
 *
 * The row of an old run says that it was pruned. When its results are imported again, from its folder or from an export,
 * what was dropped does not come back (attempt_sweep), and no count grows.
 */
#ifndef PRUNE_H
#define PRUNE_H

#include <stddef.h>

struct record;

struct prune_count {
	size_t runs, results; /* the runs that were pruned, and the results that were dropped */
	const char *shrink;   /* why the file could not be made smaller, or NULL */
};

/* Drop what is older than `until`, microseconds since 1970, rounded down to the beginning of a month. A prune that was
 * killed goes on when it is run again. */
void prune(struct record *r, long long until, struct prune_count *ret_count);

#endif
