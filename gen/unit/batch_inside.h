/*
 * The inside of batch, for its own files only: batch.c decides what happens next, batch_attempts.c keeps the books of
 * each unit, batch_devices.c deals with devices that fail.
 */
#ifndef BATCH_INSIDE_H
#define BATCH_INSIDE_H

#include "base/arena.h"
#include "base/buf.h"
#include "unit/batch.h"
#include "unit/batch_units.h"
#include "unit/journal.h"
#include "unit/worker.h"

struct jobserver;
struct pool;

struct batch {
	const struct batch_request *request;
	struct diag *diag;
	struct arena arena;
	struct batch_units units;
	struct crew crew;
	bool journaling; /* the journal is open */
	struct journal journal;
	struct pool *pool;      /* its numbers of those who wait are those of units */
	unsigned devices, jobs; /* how many there are, and how many units may run at a time */
	unsigned running;       /* how many units have a worker */
	struct worker **workers;
	size_t worker_count;
	int *fds; /* room for the descriptors that are waited for, and whether each is ready */
	bool *ready;
	size_t room;
	struct jobserver *jobserver; /* or NULL */
	long long token_since;       /* when a token was last given back for others */
	int signals;                 /* how many this process has acted upon */
	bool cancelled;              /* no unit is started any more */
	bool alone;                  /* this process had no child when it began */
	struct buf out;              /* to be printed on standard output */
	size_t failed;               /* units that have not passed */
};

/* --- batch_attempts.c ------------------------------------------------------------------------- */

/* Open the journal, if lines are wanted, and take the lines of our units out of it. If none can be had, all units leave
 * folders. */
void batch_journal_open(struct batch *b);

/* Another attempt of the unit begins: make its folder ready. */
void batch_attempt_begin(struct batch *b, struct batch_unit *u);

/* The worker's unit has come to this: write its verdict, or let it run again; and say so. */
void batch_attempt_end(struct batch *b, struct worker *w, struct judgement outcome);

/* The unit will not be started: write its verdict, and say so. */
void batch_attempt_refuse(struct batch *b, struct batch_unit *u, struct judgement outcome, const char *note);

/* Another attempt follows the last one: keep that one apart, and put the unit at the head of the line. */
void batch_attempt_again(struct batch *b, struct batch_unit *u);

/* --- batch_devices.c -------------------------------------------------------------------------- */

/* Say which devices have been quarantined since the last call. What failed on them in a row runs again elsewhere, if
 * it can; what cannot run any more gets its verdict. */
void batch_devices_settle(struct batch *b);

/* Say which devices are quarantined. */
void batch_devices_list(const struct batch *b);

#endif
