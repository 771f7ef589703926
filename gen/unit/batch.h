/*
 * nightshift batch: run many units by workers, which are processes that are used again. There is one worker for each
 * device of a pool, or for each of -j plain slots. A worker reads what it is asked from its standard input, a line
 * for each unit, and answers in TAP 14 on its standard output: the first test point of a document is the unit's
 * verdict. It may give the unit's name as the description; an answer that gives another unit's name is not believed.
 * Whatever else it prints between question and answer is the unit's log. At the end of its input the worker ends.
 *
 * A worker that dies, hangs, or gives an answer that cannot be, costs the unit that it holds and no other: that unit
 * has its verdict, and the next one gets a fresh worker. A worker may say that it is of no use any more, by `Bail
 * out!` or by skipping with a reason like `poisoned` (`ok # SKIP poisoned`: a `not ok` fails, whatever it says). Then it
 * is replaced, and the unit runs again in a fresh worker; if a fresh one says so, the unit has failed.
 *
 * A line of the units has these fields, parted by tabs: the unit's name; what its worker is asked (empty: the name)
 * or, without a worker, its shell text; how many devices it takes (empty: 1); its timeout in seconds, its attempts, its
 * protocol, its report, its skip status, why it may skip, and its part (empty: what the request says).
 *
 * Devices whose units keep failing are quarantined (pool.h), and those units run again elsewhere. Without a worker,
 * each unit is shell text of its own, judged as exec judges it (judge.h).
 */
#ifndef BATCH_H
#define BATCH_H

#include "unit/request.h"

struct diag;

struct batch_request {
	struct unit_request common;
	const char *units;    /* the file that lists them; NULL: standard input */
	const char *worker;   /* the shell text of the workers; NULL: each unit is shell text */
	const char *lock;     /* shell text that stands before a worker's command, or NULL */
	const char *pool;     /* a name: wait until no other batch has this pool; or NULL */
	const char **devices; /* their names, each another one */
	int device_count;     /* at most ENGINE_JOBS_MAX; 0: none */
	long jobs;       /* how many units run at a time; 0: one for each device or processor, or what make allows */
	bool journal;    /* a unit that passes at once and leaves nothing else is a line of the journal (journal.h) */
	long quarantine; /* so many failures in a row quarantine a device; 0: never */
};

/*
 * Run the units. The exit status comes back: EXIT_YES if all passed; EXIT_INPUT if the list of units has mistakes,
 * which were reported. Dies if the machine fails.
 */
int batch_run(const struct batch_request *q, struct diag *d);

#endif
