/*
 * Collects the test cases of an attempt while it runs, as the unit's protocol tells them, writes them beside its verdict
 * (casefile.h), and counts them for the judge. With PROTOCOL_EXIT there are none, and only the last line is kept.
 *
 *     collect_begin(&c, rule, folder);
 *     ... collect_output(&c, s, len), as it comes on the unit's standard output; with exit and junit, of both streams
 *     collect_end(&c);
 *     judge_attempt(rule, &end, &c.cases, &reason);
 *     collect_release(&c);
 */
#ifndef COLLECT_H
#define COLLECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "unit/judge.h"
#include "unit/testcase.h"

struct tapdoc;

enum { COLLECT_LINE_MAX = 300 };

/* All of it is the module's own; it may not be moved while it collects. */
struct collect {
	const struct judge_rule *rule;
	const char *folder; /* of the unit; NULL: nothing is written or removed */
	/* Where the report lies: as the rule says; or where a copy was kept, which no reason names. */
	const char *report;
	struct judge_cases cases;
	struct tapdoc *tap;              /* with PROTOCOL_TAP */
	const struct case_sink *forward; /* who else gets the cases, or NULL */
	struct case_sink sink;
	struct case_end end;
	struct buf line, last_line;           /* the line that has begun; the last one that is not blank, or empty */
	struct buf skip_reason, first_failed; /* what cases points to */
	struct buf fault;
	struct buf text; /* lines of the file `cases` */
	FILE *out;       /* that file, once there is a case; or NULL */
	int err;         /* the errno of the first write that failed, or 0 */
	int stale;       /* why the report of an earlier attempt is still there: an errno, or 0 */
};

/* Begin an attempt. A report that an earlier one has left is removed; if it cannot be, the report of this attempt could not
 * be told from it, and is not believed. Without a folder nothing is removed, and no file of cases is written. */
void collect_begin(struct collect *ret_collect, const struct judge_rule *rule, const char *folder);

/* Take what the unit has printed. */
void collect_output(struct collect *c, const char *s, size_t len);

/* The attempt has ended: read the report that it left, finish the file of its cases, and fill in c->cases. False, with
 * errno set, if the file cannot be written. */
bool collect_end(struct collect *c);

/* The last line that is not blank, or NULL. */
const char *collect_last_line(const struct collect *c);

void collect_release(struct collect *c);

#endif
