/* What the files run*.c share. */
#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "run/progress.h"
#include "unit/engine.h"

struct arena;
struct junitreport;
struct outcome;
struct planfile_unit;
struct run_request;
struct screen;

/* One pass over the chosen units. */
struct pass {
	const struct run_request *q;
	struct arena *arena;
	struct screen *screen;
	const char *results;          /* the folder of the results */
	const char *run;              /* the name of this run */
	struct engine_request engine; /* its units stand in the order of the selection */
	struct progress progress;     /* and so do these, */
	struct outcome *outcomes;     /* and these; */
	bool *told;                   /* what was shown of the unit */
	size_t told_count;            /* of how many that was done while units ran */
	bool blank;                   /* the last line to print is empty */
	const char *here;             /* as run_here() */
	struct buf out;               /* lines to print */
	bool failed_fast;             /* it was stopped since a unit did not pass */
	bool interrupted;             /* by Ctrl-C or a signal */
	long long drawn;              /* when the live line was drawn */
	bool wiped;                   /* lines were printed since then, and wiped it */
	long long looked;             /* when we looked for slow units */
};

/* --- run_plan.c ------------------------------------------------------------------------------- */

/* Say in the words of the engine what the pass is to run: p->engine, all but its listener. */
void run_plan(struct pass *p, long jobs);

/* --- run_failed.c ----------------------------------------------------------------------------- */

/* Of how many units that did not pass what they left is shown, and how many lines of a log. */
enum { RUN_SHOWN_MAX = 20, RUN_LOG_LINES = 40 };

/* The folder in which the user is, with a slash at its end, in the arena: the current one. NULL if it is another one, since -C
 * led here: then paths are shown whole. */
const char *run_here(struct arena *a);

/* Append an empty line, unless the last one is. */
void run_blank(struct pass *p);

/* The unit of that number ended: if failures are shown at once, and it is one, print what it left. */
void run_show_now(struct pass *p, size_t i);

/* At the end, print what units left that did not pass, as far as that is wanted now, or else a line for each. How many there
 * are comes back. */
size_t run_show_failed(struct pass *p);

/* A step failed: print that, and, if failures are shown at once, the end of its log. */
void run_show_step_now(struct pass *p, const struct engine_step *step);

/* At the end, print each step that failed, and how many units it took with it. */
void run_show_steps(struct pass *p);

/* --- run_report.c ----------------------------------------------------------------------------- */

/* Does a unit with that verdict let a run succeed: has it passed, or skipped where the manifest lets it? */
bool run_is_success(const struct planfile_unit *u, int verdict);

/* Append the line of a unit that ended, or is tried again, unless the options leave it out. */
void run_show_end(struct pass *p, const struct progress_unit *u, bool again);

/* Find out what became of each unit: the verdicts on the disk decide. Print what went wrong, and a last line that sums up; the
 * pass took that many microseconds. Has every unit passed? */
bool run_sum_up(struct pass *p, unsigned long long took);

/* The same where no unit was to run: print what could not be made. Is all there that the units need? */
bool run_sum_up_made(struct pass *p, unsigned long long took);

/* Give the results to the JUnit report (or NULL) and to the record. The pass began at that time, in seconds since
 * 1970. */
void run_hand_on(struct pass *p, struct junitreport *junit, long long began, unsigned long long took);

#endif
