/*
 * What is shown while units run: a line for each unit that ended, the live line, and warnings of slow units. The caller tells
 * what happens. Nothing here reads a clock, a file or a terminal: `now`
 * is microseconds of any clock that only goes forward.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "unit/verdict.h"

struct buf;

/* A unit is slow when it takes more than so many times its expected time, and more than the floor. */
enum { PROGRESS_SLOW = 3 };

enum progress_state { PROGRESS_WAITING, PROGRESS_RUNNING, PROGRESS_ENDED };

struct progress_unit {
	const char *id;
	const char *shown;           /* its name for people; NULL: its id */
	unsigned long long expected; /* microseconds; 0: unknown */

	int state;               /* enum progress_state */
	long long attempt;       /* the one that runs or ran last; 0: none yet */
	long long since, warn;   /* when that attempt began; when to say that it is slow */
	int verdict;             /* enum verdict_kind, if it ended; or -1 */
	long long status;        /* its exit status, or below 0 */
	unsigned long long usec; /* how long the last attempt that ended took */
	bool failed;             /* an attempt before the last one did not pass */
};

struct progress {
	struct progress_unit *units; /* in the order in which they start; the caller's */
	size_t count;
	size_t workers;           /* how many run at a time */
	unsigned long long floor; /* microseconds: no unit is slow before */
	size_t columns;           /* into which the line of a unit is cut; 0: it is not */
	bool color;               /* of the verdicts */
	bool stopping;            /* no unit is started any more */

	long long begun, first;                       /* when all began, and when the first unit did; or below 0 */
	size_t running, ended, passed, flaky, failed; /* flaky: among the passed; failed: fail, timeout, crash */
	unsigned long long took, took_expected;       /* of those that ended and had an expectation, */
	size_t took_count;                            /* so many */
};

/* Begin. The caller has set the members up to `stopping`, and those of each unit up to `expected`. */
void progress_begin(struct progress *p, long long now);

/* An attempt of the unit begins; it ended after so many microseconds, did not pass, and another one follows. */
void progress_start(struct progress *p, struct progress_unit *u, long long attempt, long long now);
void progress_again(struct progress *p, struct progress_unit *u, unsigned long long usec);

/* The unit ended. This may be said twice, and what is said last counts. */
void progress_settle(struct progress *p, struct progress_unit *u, int verdict, long long status,
	unsigned long long usec);

/*
 * The microseconds until the last unit is expected to end. Each waiting unit starts on the worker that is free first.
 * If the units that ended were slower or faster than expected, the others will be as well.
 */
unsigned long long progress_left(const struct progress *p, long long now);

/* Append a line for a unit that ended or is tried again:
 *     `[ 3/72]     pass      0.312 s  copying-utf8` */
void progress_add_end(const struct progress *p, const struct progress_unit *u, bool again, struct buf *out);

/* Append a line for each unit that has become slow: ` slow > 30.0 s wide-gc_3 (...)`. It comes again whenever the
 * time has doubled. */
void progress_add_slow(struct progress *p, long long now, struct buf *out);

/* Append the live line, `[17/72] 3 running, 1 failed, 0:41 left: wide-gc_3 12 s`, of at most `width` columns and
 * without a newline. Where that is narrow, names are cut in the middle, and then left out. */
void progress_add_live(const struct progress *p, long long now, size_t width, struct buf *out);

#endif
