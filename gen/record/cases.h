/*
 * Rows of reports and their test cases, as an import (reports.c) and a merge (merge.c) write them. A name is stored once,
 * however many results it has.
 */
#ifndef CASES_H
#define CASES_H

#include <stdbool.h>

#include "base/buf.h"

struct arena;
struct db;
struct testcase;

/* --- reports ---------------------------------------------------------------------------------- */

/* What tells a report from others. */
struct report_key {
	long long run, attempt;
	const char *variant, *digest;
};

/* A report that the record has. */
struct report_row {
	long long id, cases, seed;   /* seed below 0: nobody said */
	const char *state, *mapping; /* as in the table */
	const char *fault;           /* why it is incomplete, or NULL, and where; line 0 if it is about all of it */
	unsigned line, col;
};

/* Find the report; its texts live in the arena. False if there is none. */
bool cases_find_report(struct db *db, struct arena *a, const struct report_key *key, struct report_row *ret_row);

/* Forget the cases of a report, and what they came to. */
void cases_drop(struct db *db, long long report);

/* The number of that unit of the report, which is added where it is new. */
long long cases_unit(struct db *db, long long report, const char *unit);

/* What cases of a unit came to, by try and verdict. */
struct case_sum {
	long long try, last;
	const char *verdict;
	long long cases, timed, usec;
};

/* Add it to the unit of that number. False if there is one of that try and verdict. */
bool cases_add_sum(struct db *db, long long unit, const struct case_sum *s);

/* --- cases ------------------------------------------------------------------------------------ */

/* Writes many cases. It begins as zeroes with db. */
struct cases {
	struct db *db;
	long long class; /* of the case before, whose names follow; nearly always that of the next one, too */
	struct buf suite, classname;
	bool names_are_new; /* the name before was new */
	int *param;         /* the numbers of parameters */
};

void cases_release(struct cases *c);

/* The number of a case's name, which is added where it is new. */
long long cases_name(struct cases *c, const char *suite, const char *classname, const char *name);

/* One try of a case. */
struct case_row {
	long long report, name; /* their numbers */
	long long ordinal, try, last;
	long long unit; /* its number by cases_unit, or 0 */
	const char *verdict;
	long long usec; /* below 0: unknown */
};

/* Add it. False if the report has one of that name, ordinal and try. */
bool cases_add(struct cases *c, const struct case_row *row);

/* Add what it says; either may be NULL. False if there is such a text. */
bool cases_add_text(struct cases *c, const struct case_row *row, const char *message, const char *text);

/* Add all tries of a case, after those of its name that are there. unit: as in struct case_row. */
void cases_add_tries(struct cases *c, long long report, long long unit, const struct testcase *t);

#endif
