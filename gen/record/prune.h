/*
 * Prune: old results are dropped, and what they came to is kept.
 *
 * A run is old when all its results are, an occasion when it began before; both by whole months, so that a month is
 * counted in one go. Of an old run its row stays, what did not pass and what passed only later than the first attempt,
 * and what an occasion that is not old delivers. Everything else, the passes of first attempts, goes into the table
 * `month`; logs and test cases go. The newest green night of each suite stays whole, however old.
 *
 * The row of an old run says that it was pruned. Who imports its results once more, from its folder or from an export,
 * brings back nothing of what was dropped (attempt_sweep), and no count grows.
 */
#ifndef PRUNE_H
#define PRUNE_H

#include <stddef.h>

struct record;

struct prune_count {
	size_t runs, results; /* that are pruned, and were dropped */
	const char *shrink;   /* why the file could not be made smaller, or NULL */
};

/* Drop what is older than that many microseconds since 1970, rounded down to the beginning of a month. It may be
 * killed, and run again: it goes on then. */
void prune(struct record *r, long long until, struct prune_count *ret_count);

#endif
