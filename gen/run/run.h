/*
 * Run the chosen units: make on the committed include, with everything around it that make lacks. It shows what goes on
 * (progress.h, screen.h), stops when asked (Ctrl-C once: what runs may end; twice: nothing may), and then looks into
 * the folders of the units for what became of each: a unit without a whole verdict of this run has not passed, whatever
 * was told. What was stopped before it began gets the verdict `cancelled`; what make never came to gets none.
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

/* Below the suite's folder: where tests.mk puts the folders of the units. */
#define RUN_RESULTS "build/nightshift"

struct run_request {
	const struct plan *plan;
	const char *fingerprint; /* of its file */
	const char *root;        /* the repository's top */
	const char *commit;      /* HEAD's, or NULL */
	bool dirty;              /* the work tree differs from it */
	const struct selection *selection;
	const struct seconds *measured; /* what the record knows, or NULL */
	const char *make;               /* gnumake.h */
	const char *nightshift;         /* the program that make starts for each unit */
	const char *options;            /* what a command that replays a unit needs, too: " -f x" */
	long jobs;                      /* -j; 0: as many as there are processors */
	long seed;                      /* below 0: HEAD's */
	long repeat;                    /* passes over the units; 0: until one fails */
	unsigned long long slow;        /* microseconds: nothing is called slow before */
	bool fail_fast, until_fail, no_build, quiet, verbose, color, github;

	/* After each pass: take the results of that run, of these units, into the record. */
	void (*record)(void *context, const char *results, const char *run, const struct unit *const *units, size_t n);
	void *context;
};

/* The folder of the results, in the arena; it is made. */
const char *run_results(struct arena *a, const struct run_request *q);

/* Run them, and tell the report (or NULL) of each. Has every unit passed in every pass? */
bool run_units(const struct run_request *q, struct arena *a, struct junitreport *junit);

#endif
