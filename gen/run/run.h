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
struct planfile;
struct planfile_unit;
struct selection;

/* Where tests.mk puts the folders of the units, in the folder of the suite: SUITE_RESULTS in suite/model_values.h. */
#define RUN_RESULTS "build/nightshift"

struct run_request {
	const struct planfile *plan;
	const char *root;   /* the repository's top */
	const char *commit; /* that the verdicts name, or NULL */
	bool dirty;         /* the work tree differs from it */
	const struct selection *selection;
	const char *const *parts; /* of its units, in its order: unit/part.h */
	/* Expected microseconds of each unit, by its number in the plan; NULL: what the plan says of the platform. */
	const unsigned long long *expected;
	const char *make;        /* gnumake.h */
	const char *nightshift;  /* the program that make starts for each unit */
	const char *options;     /* for the command that replays a unit: " -f x", or "" */
	long jobs;               /* -j; 0: as many as there are processors */
	long seed;               /* of the units that take the suite's; below 0 if none does */
	long repeat;             /* passes over the units; 0: until one fails */
	unsigned long long slow; /* microseconds: nothing is called slow before */
	bool fail_fast, until_fail, no_build, quiet, verbose, color, github;

	/* Called after each pass: put the results of these units in that run into the record. */
	void (*record)(void *context, const char *results, const char *run, const struct planfile_unit *const *units,
		size_t n);
	void *context;
};

/* Make the folder of the results. Its path is in the arena. */
const char *run_results(struct arena *a, const struct run_request *q);

/* Run the units, and add each to the JUnit report (or NULL). Has every unit passed in every pass? */
bool run_units(const struct run_request *q, struct arena *a, struct junitreport *junit);

#endif
