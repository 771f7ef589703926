/*
 * The test cases that a unit has reported itself, beside its verdict, taken into the record: as a report (table report) of the
 * format `cases`, all of whose cases are of that unit. No result follows from them, since the verdict is one.
 */
#ifndef UNIT_CASES_H
#define UNIT_CASES_H

#include "base/diag.h"
#include "unit/marked.h"

struct judge_rule;
struct record;
struct verdict;

/* Of which attempt, and where they are. */
struct unit_cases {
	long long run; /* its number in the record */
	const char *unit;
	long long attempt, seed, finished; /* as in table report */
	const char *folder;                /* of that attempt */
	struct marked_text text;           /* that of the file `cases` (casefile.h), as it stands in a log, or empty */
	struct loc at;                     /* where in that log; a fault is reported there */
	const char *file;                  /* else the file `cases`, or NULL: then the log or report.xml has them, */
	const struct verdict *said;        /* of this verdict, as plain make has written it, */
	const struct judge_rule *rule;     /* by this rule (rejudge.h) */
};

/* Add them, in the caller's transaction; what the record has already is left as it is. A file that is not whole is
 * warned of, and its cases up to there are taken. */
void unit_cases_add(struct record *r, struct diag *d, const struct unit_cases *c);

#endif
