/*
 * What the files of readback share: sets of names. Everything is compared as such sets: the units of "lane 'pr' on
 * 'linux'", those of its shards. The manifest says what is owed, and each file says what it
 * holds.
 */
#ifndef READBACK_READER_H
#define READBACK_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct arena;
struct db;
struct platform;
struct suite;

/* Where the name of a set is found. */
enum holder { OWED, PLAN, MAKE };

struct reader {
	const struct suite *suite;
	struct arena *arena;
	struct diag *diag;
	struct db *db; /* in memory: the sets, and what the plan's file says */
	const char *root;
	const char *variable; /* what the names of the include's variables begin with */
	const char *plan;     /* the text of the plan's file */
	const char *first;    /* the first difference in the plan; NULL if there is none */
	struct loc first_at;
	size_t differences; /* in the plan */
};

/* Put a name into the set `of` of what the manifest owes, or of what a file holds. */
void readback_owe(struct reader *r, const char *of, const char *name);
void readback_hold(struct reader *r, enum holder source, const char *of, const char *name);

/* Report how a file's set differs from the one that is owed. what: unit. */
void readback_compare(struct reader *r, enum holder source, struct loc at, const char *of, const char *what);

/* The name of a set: the units of a lane on a platform. */
const char *readback_lane_on(struct reader *r, int lane, const struct platform *p);

/* Of one more: of each unit that is judged in an unusual way, or needs a pool, its id and the options that say so, with a blank before
 * each. What the plan's file says of them is owed. */
extern const char readback_judged[];

/* The first line of the text that holds the words, as a place; the file as a whole if none does. Words that begin with a
 * newline begin a line. */
struct loc readback_place_of(const char *file, const char *text, const char *words);

/* Compare the Make include with what is owed; in readback_make.c. */
void readback_include(struct reader *r, const char *text);

/* Compare the jobs of a lane's workflow with what is owed; in readback_workflow.c. */
void readback_workflow(struct reader *r, int lane, const char *file, const char *text);

#endif
