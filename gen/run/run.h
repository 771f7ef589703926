/*
 * Run the chosen units of a plan: the programs that they need are built, their fixtures are made, and the engine runs them
 * (unit/engine.h). Here is what people see of that: progress (progress.h, screen.h), the end of what went wrong, a JUnit
 * report, and a stop. The first Ctrl-C lets the running units end, the second ends them. At the end the results on the disk
 * tell what became of each unit: one without a verdict of this run has not passed, whatever was said of it.
 *
 * run_plan.c says in the words of the engine what is to be done, run.c watches a pass over the units, run_report.c tells what
 * became of it.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct junitreport;
struct planfile;
struct planfile_unit;
struct selection;

/* Where tests.mk puts the folders of the units, in the folder of the suite: SUITE_RESULTS in suite/model_values.h. */
#define RUN_RESULTS "build/nightshift"

/* When what a unit left that did not pass is shown: as it ends, at the end of all, both, or not at all. */
enum run_failures {
	RUN_FAILURES_IMMEDIATE,
	RUN_FAILURES_FINAL,
	RUN_FAILURES_BOTH,
	RUN_FAILURES_NEVER,
	RUN_FAILURES_COUNT
};
extern const char *const run_failures_names[]; /* by that, NULL at the end */

struct run_request {
	const struct planfile *plan;
	const char *root;    /* the repository's top */
	const char *results; /* the folder of the results, from anywhere; NULL: RUN_RESULTS in that of the suite */
	const char *commit;  /* that the verdicts name, or NULL */
	bool dirty;          /* the work tree differs from it */
	const struct selection *selection;
	const char *const *parts; /* of its units, in its order: unit/part.h */
	/* Expected microseconds of each unit, by its number in the plan; NULL: what the plan says of the platform. */
	const unsigned long long *expected;
	const char *options;      /* for the command that replays a unit: " -f x", or "" */
	long jobs;                /* -j; 0: as many as there are processors */
	long long seed;           /* of the units that take the suite's */
	long retries;             /* so often may a unit try again at least, whatever the plan says */
	long repeat;              /* passes over the units; 0: until one fails */
	unsigned long long slow;  /* microseconds: nothing is called slow before */
	const char *const *built; /* the variants after which the builds are named that were made just now, */
	size_t built_count;
	bool prepared;   /* and so was what comes before them, */
	bool has_turn;   /* by this process, whose turn it is in this tree */
	int failures;    /* enum run_failures */
	bool no_capture; /* what units print goes through, beside their logs; one runs at a time */
	bool no_run;     /* make what the units need, and run none */
	bool fail_fast, until_fail, no_build, folders, quiet, verbose, color, github;

	/* Called after each pass: put the results of these units in that run into the record. NULL: nothing is recorded. */
	void (*record)(void *context, const char *results, const char *run, const struct planfile_unit *const *units,
		size_t n);
	void *context;
};

/* Make the folder of the results. Its path is in the arena. */
const char *run_results(struct arena *a, const struct run_request *q);

enum run_end {
	RUN_GREEN,       /* every unit has passed in every pass, or skipped where it may */
	RUN_RED,         /* not so */
	RUN_INTERRUPTED, /* by a signal */
};

/* Run the units, and add each to the JUnit report (or NULL). Dies if the machine fails. */
enum run_end run_units(const struct run_request *q, struct arena *a, struct junitreport *junit);

#endif
