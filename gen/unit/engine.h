/*
 * Runs units: `nightshift run` those of a plan, `nightshift batch` those of a list. schedule.h decides what runs next. The
 * engine does the rest, with no other program between it and the units:
 *
 *  - Each unit that is shell text runs below a keeper, a process of its own that watches over this unit alone (slot.h), so that
 *    what the unit leaves running is ended with it while others run. A keeper that has ended all of a unit takes the next one.
 *  - Units of a worker are asked of a process that is used again (worker.h), one for each set of devices.
 *  - What units wait for, their programs and fixtures, are steps: each is done once, however many units wait for it. A step
 *    that fails takes with it the units that wait for it, and no others.
 *  - Inside a make that shares its job slots, a slot is taken for each processor that a unit uses, the first one excepted.
 *
 * A unit that passes and prints nothing is a line in the journal of the results, unless `folders`. Each other unit that was
 * started or cancelled leaves a folder (verdict.h).
 *
 * A run ends early by signals. The first SIGINT, if the caller wants it so, lets nothing start any more, and what runs may end.
 * Each other signal ends what runs: by SIGTERM, and SIGKILL after the grace; the next one at once. A unit that did not start, or
 * did not end by itself, gets the verdict `cancelled`.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include <stdbool.h>
#include <stddef.h>

#include "unit/request.h"

struct buf;
struct fixture_request;
struct planfile_env;

enum {
	ENGINE_JOBS_MAX = 250,
	ENGINE_NO_POOL = -1,
	ENGINE_QUARANTINE = 3, /* the default */
};

struct engine_pool {
	const char *name;     /* a name: wait until no other process has this pool; or NULL */
	const char **devices; /* their names, each another one */
	unsigned device_count;
	const char *lock; /* shell text that stands before a command, or NULL */
	long quarantine;  /* so many failures in a row quarantine a device; 0: never */
};

/* What several units have in common. */
struct engine_crew {
	const char *worker; /* the shell text of its workers; NULL: each unit is shell text */
	int pool;           /* whose devices the units hold, or ENGINE_NO_POOL */
	const struct planfile_env *env;
	size_t env_count;
	const char **programs; /* files that must be there, or every unit fails */
	int program_count;
	long long seed; /* below 0: none */
};

/* Something that is done once before the units that wait for it. */
struct engine_step {
	const char *name;    /* for messages: "the programs of variant 'x'" */
	const char *log;     /* the path of what it prints */
	const char *command; /* shell text that builds programs, or NULL: */
	const struct fixture_request *fixture;
	const struct planfile_env *env;
	size_t env_count;
	const size_t *after; /* the steps that come before it, by number */
	size_t after_count;

	/* What has become of it. */
	bool failed;
	int status; /* its exit status, if it failed */
};

struct engine_unit {
	const char *name;
	char *command; /* shell text, or what its worker is asked */
	const struct engine_crew *crew;
	const char *part; /* or NULL */
	struct judge_rule judge;
	long long timeout; /* microseconds; 0: none */
	long attempts;
	long planned;     /* so many attempts of these does its plan say; 0: all of them */
	unsigned devices; /* of the pool that it holds at a time, if its crew has one */
	const struct planfile_env *env;
	size_t env_count;
	unsigned long long usec; /* expected */
	unsigned cost;           /* processors */
	unsigned long long memory;
	unsigned mode;       /* units of different modes never run at the same time; 0: it goes with each */
	const size_t *after; /* the steps that it waits for, by number */
	size_t after_count;

	/* What has become of it. */
	bool begun;                       /* its folder, if there is one, is ready */
	bool has_folder;                  /* there is one, from this run or from one before */
	bool done;                        /* its verdict is written */
	bool held;                        /* its devices and its worker are not free yet */
	bool again;                       /* another attempt follows when they are */
	bool fresh;                       /* it must have a fresh worker */
	bool failed_before;               /* an attempt has failed, on any device */
	long tries;                       /* attempts that count against `attempts` */
	const struct engine_step *missed; /* it never started, since this step failed; or NULL */

	/* Of the last attempt. */
	int verdict, status; /* status is below 0 if it was not started */
	long long attempt, usec_taken, finished;
	bool printed;     /* it has left something in its folder */
	const char *note; /* a line that tells of it, or "" */
};

/* How far a run is on its way to an early end. */
enum engine_stage { ENGINE_RUNS, ENGINE_STOPS, ENGINE_ENDS };

/* Who is told what happens. A function that is NULL is not called. */
struct engine_listener {
	void *context;
	/* An attempt of the unit begins. */
	void (*started)(void *context, const struct engine_unit *u);
	/* It runs since so many microseconds; `silent`: it printed nothing since the last call. */
	void (*alive)(void *context, const struct engine_unit *u, long long usec, bool silent);
	/* The attempt ended on these devices, which may be ""; `again`: another one follows. Or the unit will not be started, and
	 * has its verdict. */
	void (*ended)(void *context, const struct engine_unit *u, const char *devices, bool again);
	/* The unit will never start, since u->missed failed. It has no verdict. */
	void (*missed)(void *context, const struct engine_unit *u);
	void (*step_started)(void *context, const struct engine_step *s);
	void (*step_ended)(void *context, const struct engine_step *s);
	/* A device is quarantined after these units have failed on it; `again` of them run again on others. */
	void (*quarantined)(void *context, const char *device, const struct engine_unit *const *units, size_t n,
		size_t again);
	/* A line for people that this waits for something: without a newline. */
	void (*waits)(void *context, const char *text);
	/* A signal came. */
	void (*stage)(void *context, enum engine_stage stage);
	/* Nothing more is to be done now: show what there is. When to be called again at the latest comes back, by clock_ticks(),
	 * or -1. */
	long long (*turn)(void *context, long long now);
};

struct engine_request {
	struct unit_request common; /* what the units have in common; their own fields replace those of it */
	const char *dir;            /* where units and steps run, or NULL: here. The paths below are seen from there */
	struct engine_pool *pools;
	size_t pool_count;
	struct engine_crew *crews;
	size_t crew_count;
	struct engine_step *steps;
	size_t step_count;
	struct engine_unit *units;
	size_t unit_count;
	unsigned jobs;             /* processors */
	size_t workers;            /* so many processes of workers there may be at a time: see engine_make_room() */
	unsigned long long memory; /* bytes that the units may take together; 0: any number */
	bool make;                 /* take the job slots of the make above us, if it shares them */
	bool folders;              /* each unit leaves a folder */
	bool gentle;               /* the first SIGINT only stops */
	const bool *stop; /* once this is true, since a listener has set it, nothing starts any more; or NULL */
	struct engine_listener listener;
};

/* Let this process open as many files as it needs for all that; call this before engine_run(). Where the system lets it have fewer, less
 * runs at a time: q->jobs becomes smaller, and a sentence that says so is appended to ret_text. Dies if nothing could run. */
void engine_make_room(struct engine_request *q, struct buf *ret_text);

/* Run all of it. How many units did not let the run succeed comes back: they did not pass, or skip where they may, or never
 * started. Dies if the machine fails. */
size_t engine_run(const struct engine_request *q);

/* Append a sentence for listener.quarantined to print. */
void engine_quarantine_text(const char *device, const struct engine_unit *const *units, size_t n, size_t again,
	struct buf *out);

#endif
