/*
 * A test case of a foreign report, on its way from a reader (junit.c, tapdoc.c, record/read_costs.c) to the record
 * (record/reports.c) or a verdict (judge.h): one at a time, however many a file holds.
 *
 * All text is UTF-8 without control characters, except tab and newline. Names are cut after CASE_NAME_MAX bytes, messages
 * after CASE_MESSAGE_MAX and texts after CASE_TEXT_MAX, since a log may have gigabytes.
 */
#ifndef TESTCASE_H
#define TESTCASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"

enum { CASE_NAME_MAX = 2000, CASE_MESSAGE_MAX = 1000, CASE_TEXT_MAX = 4096, CASE_TRIES_MAX = 1000 };

/* The worst last, except CASE_NONE. */
enum case_verdict {
	CASE_PASS,
	CASE_SKIPPED,
	CASE_FAIL,
	CASE_ERROR,
	CASE_TIMEOUT,
	CASE_CRASH,
	CASE_NONE, /* it has seconds only */
	CASE_VERDICT_COUNT
};

extern const char *const case_verdict_names[]; /* by enum case_verdict, NULL at the end */

/* Does it count as a failure? */
bool case_is_failing(int verdict);

/* One try of a case: some programs try a failed case again by themselves. */
struct case_try {
	int verdict;        /* enum case_verdict */
	long long usec;     /* below 0: unknown */
	struct buf message; /* one line; may be empty */
	struct buf text;    /* may be empty */
};

struct testcase {
	const char *suite;            /* the names of the suites around it, '/' between; may be "" */
	const char *classname, *name; /* likewise */
	const struct case_try *tries;
	size_t try_count;
	unsigned long line; /* where it begins */
};

/* Where a reader gives its cases. `add` returns false if it shall stop: a mistake was reported. */
struct case_sink {
	bool (*add)(void *ctx, const struct testcase *c);
	void *ctx;
};

/* How a report ended. */
struct case_end {
	bool stopped;       /* by the sink */
	struct loc at;      /* of the fault; line 0 if it is about all of the file */
	char fault[256];    /* why the report is not whole, or "" */
	long long finished; /* the latest time that it tells, microseconds since 1970; below 0 if it tells none */
};

/* Make the buffer the whole name of a case: suite/classname/name, without those that are empty. */
void case_whole_name(struct buf *out, const char *suite, const char *classname, const char *name);

/* Append a name in quotes to a list of that size, which ends in "..." when it is full. */
void case_note_name(char *names, size_t size, const char *name);

/* Note why a report is not whole, as by printf. Only the first reason stays. */
void case_fault(struct case_end *end, struct loc at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Die if the stream could not be read. */
void case_check_read(FILE *in, const char *file);

/*
 * The microseconds of seconds as producers write them: 1.5, .5, 1e-05. Below 0 for anything else, also for an empty or
 * negative text.
 *
 * A comma is one between groups where it can be: in 1,234.5 and 1,234, as Surefire writes them. Elsewhere it is a decimal
 * comma, as TestNG writes it in the locale of Germany: 0,160 and 12,5 and 1.234,5, since no group of three follows it, or
 * since a number that has groups does not begin with a zero.
 */
long long case_usec(const char *s);

/* The same for one of several numbers by the same producer: *comma says whether one before had a decimal comma, and is set if
 * this one has. Then 1,234 is 1.234. */
long long case_usec_by(const char *s, bool *comma);

/* The microseconds since 1970 of a time as in ISO 8601: 2026-01-31T12:00:00, with or without a fraction, then Z, +01:00 or
 * +0100. Below 0 if it has no zone, since then it is not known, or if it is no time. */
long long case_time(const char *s);

/* Room for a try, which is a pass of unknown time. NULL when there are CASE_TRIES_MAX. */
struct case_try *case_tries_add(struct case_try **tries, size_t *count, size_t *cap);

void case_tries_release(struct case_try *tries, size_t cap);

#endif
