/*
 * A worker: a process for a set of devices, which is asked for units and answers (batch.h says how). The process comes and
 * goes, and the set remains. What a worker's answer means for its unit is what judge.h says of it; what follows from that,
 * whether the unit runs again, is for the engine to decide.
 */
#ifndef WORKER_H
#define WORKER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "unit/judge.h"
#include "unit/logfile.h"
#include "unit/tap.h"
#include "unit/watch.h"

struct engine;
struct engine_crew;
struct engine_unit;

/* What the workers of one command have in common. */
struct crew {
	const struct engine *engine;
	const struct engine_crew *is;
	int bench; /* the number of the devices or places that they have */
};

struct worker {
	const struct crew *crew;
	unsigned long set; /* the number of its set of devices (pool.h) */
	unsigned *devices;
	unsigned count;
	struct engine_unit *unit; /* the one that it has, or is to be asked for; or NULL */
	struct engine_unit *last; /* the one that it had, while its process still ends; or NULL */
	bool live;                /* there is a process */
	bool asked;               /* it has been asked for the unit */
	bool ending;              /* it is not asked for more */
	bool names;               /* its answers name the units */
	unsigned long answers;    /* of this process */
	struct watch watch;
	int in, out, err; /* its standard input, output and error; -1: closed */
	struct tap tap;
	struct buf scratch; /* its temporary folder */

	/* About the unit. Times are microseconds of clock_ticks(), and -1 is none. */
	long long asked_at, deadline, answered_at;
	long long beat;                /* when to say the next time that it still runs */
	unsigned long long beat_total; /* how much was printed when that was last said */
	struct logfile log;
	bool log_open, said_something;
	bool answered, ok, skipped;
	bool poisoned; /* the worker says that it is of no use any more */
	bool timed_out, cancelled;
	bool wrong;      /* the answer cannot be */
	struct buf note; /* a line: what is wrong, or why it was skipped; or empty */
};

/* Forget the set of devices that it had, if any, and take this one. */
void worker_take_set(struct worker *w, const struct crew *crew, unsigned long set, const unsigned *devices,
	unsigned count);

/* Does it have one of these devices? */
bool worker_shares(const struct worker *w, const unsigned *devices, unsigned count);

/* Ask it for its unit; start the process if there is none. Dies if it cannot be started. */
void worker_ask(struct worker *w);

/* Let it end: it is not asked any more, and gets the signals of watch_stop(). */
void worker_stop(struct worker *w, long long now);

/* Close its input: when it has read all, it ends by itself. */
void worker_close_input(struct worker *w);

/* Take what it has printed, from its standard output and its standard error. */
void worker_read(struct worker *w, bool out_ready, bool err_ready);

/* Has it given its answer, and is nothing of the answer missing? */
bool worker_has_answered(const struct worker *w, long long now);

/* What the answer says; what the worker printed before it has been taken then. */
struct judgement worker_answer(struct worker *w);

/* Stop it if it took too long for its unit. */
void worker_check_limit(struct worker *w, long long now);

/* The process has ended: see to what it leaves behind. True if that decides what became of its unit. */
bool worker_end(struct worker *w, struct judgement *ret_outcome);

/* It has the unit no more, and that one's log is closed; if the unit failed, the note stands in the log, too. Has the unit
 * a log? */
bool worker_leave_unit(struct worker *w, bool failed);

/* When something is due for it; or -1. */
long long worker_next(const struct worker *w);

/* Free it; NULL is let pass. */
void worker_free(struct worker *w);

#endif
