/*
 * What is shown while units run: the state of each unit as the events (events.h) tell it, and from that a line for each
 * that ended, the live last line, and warnings of slow ones. Nothing here reads a clock, a file or a terminal: `now` is
 * microseconds of any clock that only goes forward.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "unit/verdict.h"

struct buf;

/* A unit is slow past so many times what is expected, and past the floor that the caller gives. */
enum { PROGRESS_SLOW = 3 };

enum progress_state { PROGRESS_WAITING, PROGRESS_RUNNING, PROGRESS_ENDED };

struct progress_unit {
	const char *id;
	unsigned long long expected; /* microseconds; 0: unknown */

	int state;               /* enum progress_state */
	long long attempt;       /* the one that runs or ran last; 0: none yet */
	long long since, warn;   /* when that began; when to say that it is slow */
	int verdict;             /* enum verdict_kind, of one that ended; -1: nobody knows */
	long long status;        /* its exit status, or below 0 */
	unsigned long long usec; /* how long the last attempt that ended took */
	bool failed;             /* an attempt before the last did not pass */
};

struct progress {
	struct progress_unit *units; /* in the order in which they start; the caller's */
	size_t count;
	size_t workers;           /* how many run at a time */
	unsigned long long floor; /* of slow ones */
	bool color;               /* of the verdicts */
	bool stopping;            /* no unit is started any more */

	long long begun, first;                       /* when all began; and the first unit, or below 0 */
	size_t running, ended, passed, flaky, failed; /* flaky: among the passed; failed: fail, timeout, crash */
	unsigned long long took, took_expected;       /* of those that ended and had an expectation */
	struct progress_unit **by_name;               /* sorted */
};

/* Make ready; the fields up to `stopping`, and of each unit up to `expected`, are set. */
void progress_begin(struct progress *p, long long now);
void progress_release(struct progress *p);

/* What became of the unit that an event was of. */
enum progress_event {
	PROGRESS_NOTHING, /* no event that means anything here */
	PROGRESS_STARTED,
	PROGRESS_AGAIN, /* its attempt did not pass, and the next one follows */
	PROGRESS_DONE
};

/* Take the line of an event, without its newline. *ret_unit is whose it is, unless it is of nobody. */
int progress_take(struct progress *p, const char *line, long long now, struct progress_unit **ret_unit);

/* The unit ended, as is known from elsewhere: its event was lost with who should have told it. */
void progress_settle(struct progress *p, struct progress_unit *u, int verdict, long long status,
	unsigned long long usec);

/*
 * How long until the last one is done: those that run, as far as expected, then those that wait, each on the worker
 * that is free first, all of it as much slower or faster than expected as those that ended were. Microseconds.
 */
unsigned long long progress_left(const struct progress *p, long long now);

/* Append a unit that ended or is tried again, as a line:
 *     `[ 3/72]     pass      0.312 s  copying-utf8` */
void progress_add_end(const struct progress *p, const struct progress_unit *u, int event, struct buf *out);

/* Append a line for each unit that has become slow: `         slow  > 30.0 s  wide-gc_3 (...)`.
 * Again whenever the time has doubled. */
void progress_add_slow(struct progress *p, long long now, struct buf *out);

/* Append the live line, `[17/72] 3 running, 1 failed, 0:41 left: wide-gc_3 12 s`, of at most `width` columns and
 * without a newline. */
void progress_add_live(const struct progress *p, long long now, size_t width, struct buf *out);

/* Append the name of what became of it, in colour if that is wanted: the verdict's, or flaky. Right-aligned in `width`
 * columns. */
void progress_add_verdict(const struct progress *p, const struct progress_unit *u, int width, struct buf *out);

#endif
