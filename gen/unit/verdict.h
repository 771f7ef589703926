/*
 * A verdict: what became of one attempt of a unit, as it lies in a folder for each unit,
 *
 *     DIR/<unit>/verdict                 one `key value` for a line, closed by a line `end`
 *     DIR/<unit>/log                     what the unit printed
 *     DIR/<unit>/attempt-<n>/verdict     the same of an attempt that another one followed
 *     DIR/<unit>/attempt-<n>/log
 *
 * tests.mk writes them by itself, exec and batch through this file; results.c reads them. A verdict appears whole or
 * not at all; while a unit runs there is none, or an empty one.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdbool.h>

struct buf;

enum verdict_kind {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_TIMEOUT,
	VERDICT_CRASH,
	VERDICT_CANCELLED,
	VERDICT_QUARANTINED,
	VERDICT_SKIPPED,
	VERDICT_COUNT
};

extern const char *const verdict_names[]; /* by enum verdict_kind, NULL at the end */

/* Text may be NULL, and numbers below 0, where nothing is known; not so suite, plan, run and unit. */
struct verdict {
	const char *suite, *plan, *run, *unit;
	const char *platform, *lane, *commit, *tree;
	int verdict;      /* enum verdict_kind */
	long long status; /* the exit status, 128 and more for a signal; below 0: it was not started */
	long long seed;
	long long usec;     /* how long it took */
	long long attempt;  /* from 1 */
	long long finished; /* microseconds since 1970 */
};

/* Append the file's text. */
void verdict_text(const struct verdict *v, struct buf *out);

/*
 * Write it as `verdict` into the folder, by rename. False, with errno set, if that cannot be done; then there is none.
 */
bool verdict_save(const struct verdict *v, const char *folder);

#endif
