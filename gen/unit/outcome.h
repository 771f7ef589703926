/*
 * What became of a unit in one run, read from its folder (verdict.h). A program that was to tell of it while it ran may have
 * been killed, so what lies in the folder is what counts.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct outcome_attempt {
	int verdict;            /* enum verdict_kind */
	long long attempt;      /* from 1 */
	long long status, seed; /* below 0: none */
	long long usec;         /* below 0: not known */
	const char *reason;     /* a line that says why, or NULL */
	const char *folder;     /* in which the log and the test cases lie, as far as there are any */
	const char *log;        /* the path of what it printed */
};

/* The attempts in the order in which they ran; none if the unit has no whole verdict of that run. */
struct outcome {
	struct outcome_attempt *attempts;
	size_t count;
};

/* Read the folder of the unit below `results`, in the arena. */
void outcome_read(struct outcome *ret_outcome, struct arena *a, const char *results, const char *unit, const char *run);

/* Remove what an earlier run left in the folder of the unit. */
void outcome_forget(const char *results, const char *unit);

#endif
