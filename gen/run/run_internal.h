/* What the files run*.c share. */
#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "run/gnumake.h"
#include "run/progress.h"

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
	const char *results; /* the folder of the units' folders */
	const char *folder;  /* of this run alone; it has these files: */
	const char *events, *stop, *list;
	const char *run; /* the name of this run */
	struct progress progress;
	struct outcome *outcomes; /* by the order of the selection */
	struct gnumake make;
	int status;           /* make's */
	int told;             /* the FIFO of the events */
	int held;             /* our own end to write into it, so that it never ends */
	struct buf line;      /* the beginning of an event's line */
	struct buf said;      /* the end of what make and all below it printed, */
	struct buf said_line; /* and the beginning of its last line */
	struct buf out;       /* lines to print */
	bool failed_fast;     /* it was stopped since a unit did not pass */
	bool interrupted;     /* by Ctrl-C or a signal */
	long long kill_at;    /* when what was told to end is killed, by clock_ticks(); 0: never */
	long long drawn;      /* when the live line was drawn */
	bool wiped;           /* lines were printed since then, and wiped it */
	long long looked;     /* when we looked for slow units */
};

/* Does a unit with that verdict let a run succeed: has it passed, or skipped where the manifest lets it? */
bool run_is_success(const struct planfile_unit *u, int verdict);

/* Append the line of a unit that ended or is tried again (enum progress_event), unless the options leave it out. */
void run_show_end(struct pass *p, const struct progress_unit *u, int event);

/* Find out what became of each unit: the verdicts in the folders decide. */
void run_settle(struct pass *p);

/* Print what went wrong, and a last line that sums up; the pass took that many microseconds. Has every unit passed? */
bool run_sum_up(struct pass *p, unsigned long long took);

/* Give the results to the JUnit report (or NULL) and to the record. The pass began at that time, in seconds since
 * 1970. */
void run_hand_on(struct pass *p, struct junitreport *junit, long long began, unsigned long long took);

#endif
