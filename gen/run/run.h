/*
 * Run the chosen units through make, with the committed include, and add what make lacks: progress (progress.h,
 * screen.h) and a stop. The first Ctrl-C lets the running units end, the second ends them. Then the folders of the
 * units tell what became of each: a unit without a whole verdict of this run has not passed, whatever its event said.
 * A unit that was stopped before it began gets the verdict `cancelled`; one that make never came to gets none.
 *
 * run.c prepares and watches a pass over the units, run_report.c tells what became of it.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct junitreport;
struct plan;
struct seconds;
struct selection;
struct unit;

/* Where tests.mk puts the folders of the units, in the folder of the suite. */
#define RUN_RESULTS SUITE_RESULTS

struct run_request {
	const struct plan *plan;
	const char *fingerprint; /* of its file */
	const char *root;        /* the repository's top */
	const char *commit;      /* HEAD's, or NULL */
	bool dirty;              /* the work tree differs from it */
	const struct selection *selection;
	const char *const *parts;       /* of its units, in its order: unit/part.h */
	const struct seconds *measured; /* the seconds in the record, or NULL */
	const char *make;               /* gnumake.h */
	const char *nightshift;         /* the program that make starts for each unit */
	const char *options;            /* for the command that replays a unit: " -f x", or "" */
	long jobs;                      /* -j; 0: as many as there are processors */
	long seed;                      /* below 0: HEAD's */
	long repeat;                    /* passes over the units; 0: until one fails */
	unsigned long long slow;        /* microseconds: nothing is called slow before */
	bool fail_fast, until_fail, no_build, quiet, verbose, color, github;

	/* Called after each pass: put the results of these units in that run into the record. */
	void (*record)(void *context, const char *results, const char *run, const struct unit *const *units, size_t n);
	void *context;
};

/* Make the folder of the results. Its path is in the arena. */
const char *run_results(struct arena *a, const struct run_request *q);

/* Run the units, and add each to the JUnit report (or NULL). Has every unit passed in every pass? */
bool run_units(const struct run_request *q, struct arena *a, struct junitreport *junit);

#endif
