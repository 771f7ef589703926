/*
 * What became of a unit in one run, read from its folder (verdict.h) or from its line in the journal (journal.h). A program that
 * was to tell of it while it ran may have been killed, so what it has left is what counts.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct journal_lines;

struct outcome_attempt {
	int verdict;            /* enum verdict_kind */
	long long attempt;      /* from 1 */
	long long status, seed; /* below 0: none */
	long long usec;         /* below 0: not known */
	const char *reason;     /* a line that says why, or NULL */
	const char *folder; /* in which the log and the test cases lie, as far as there are any; it may not be there */
	const char *log;    /* the path of what it printed */
};

/* The attempts in the order in which they ran; none if the unit has no whole verdict of that run. */
struct outcome {
	struct outcome_attempt *attempts;
	size_t count;
	/* Where a verdict is that is wrong by itself, so that it counts for nothing: its path, or its line in a journal; or NULL. */
	const char *wrong;
};

/* Read what became of the unit, in the arena. The lines are those of the journal of `results`; NULL: only its folder is looked
 * at. */
void outcome_read(struct outcome *ret_outcome, struct arena *a, const struct journal_lines *lines, const char *results,
	const char *unit, const char *run);

/* The attempt that decides, which is the last one; NULL if there is none. */
const struct outcome_attempt *outcome_last(const struct outcome *o);

/* Remove what an earlier run left in the folder of the unit, and the folder, if it is empty then. The journal stays as it is. */
void outcome_forget(const char *results, const char *unit);

#endif
