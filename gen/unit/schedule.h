/*
 * Decides what runs next, for `nightshift run` and `nightshift batch`: of the items that are ready, the heaviest for which
 * there is room. An item takes processors, memory and devices of a pool from its start to its end, and may wait until other
 * items are done: a unit waits for its programs and its fixtures. This file reads no clock and starts no process, so that
 * tables and a simulation test it (tests/unit/test_schedule.c).
 *
 * The rules:
 *
 *  - The weight of an item is its expected time and the weights of all that waits for it, so that what many wait for starts
 *    first. (If c waits for b, and both wait for a, c counts twice for a.) Of equal weights the one that was added first
 *    starts first. So the plain case, one processor for each item and nothing else, is longest-processing-time-first
 *    (Graham, Bounds on Multiprocessing Timing Anomalies, 1969).
 *  - All that an item takes is taken at once, so nothing holds a part while it waits for the rest, and nothing deadlocks.
 *  - If there is no room for an item, lighter ones for which there is room pass it, so that nothing idles. But those that
 *    take of what it waits for may pass it only so often as there are processors, or devices of its pool, whichever is more.
 *    Then room is kept for it: at first devices; when there are enough of these, memory too; and then processors too. So an
 *    item that waits for devices keeps others from these, and from no processor. What runs ends at some time, and the item
 *    starts: nothing starves.
 *  - An item that wants more processors or memory than the limits allow takes all of these, and runs alone: while it runs,
 *    nothing else does, not even what takes nothing.
 *  - Items of different modes never run at the same time. A mode lasts as long as an item of it runs, or is ready and has
 *    room, or has room kept for it, unless it is devices that it lacks. Then comes the mode of the heaviest item that has
 *    room. Each mode has its turn, since a plan has only so many items of the others.
 *  - An outer make may lend fewer processors than an item wants. No room is kept for the item then, since nobody knows
 *    whether more will come.
 *
 * Items that want the same processors, memory, devices and mode are looked at together: schedule_next takes time by the
 * number of different wants, and by the logarithm of the number of items. So a caller that measures memory should round it.
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>

struct schedule;

struct schedule_limits {
	unsigned jobs;             /* processors, at least 1 */
	unsigned long long memory; /* bytes that the items may take together; 0: any number */
	const unsigned *pools;     /* how many devices each pool has */
	size_t pool_count;
};

enum { SCHEDULE_NO_POOL = -1 };

struct schedule_item {
	unsigned long long usec;   /* expected microseconds of the item alone */
	unsigned cost;             /* processors that it uses; 0: none, it only waits */
	unsigned long long memory; /* bytes */
	int pool;                  /* its number, or SCHEDULE_NO_POOL */
	unsigned count;            /* how many devices of the pool, at least 1 */
	unsigned mode;             /* items of different modes never run at the same time; 0: it goes with every mode */
};

/* A schedule without items. The limits are copied. */
struct schedule *schedule_new(const struct schedule_limits *limits);
void schedule_free(struct schedule *s);

/* Add an item; its number comes back: 0 for the first, 1 for the second, and so on. The item is copied. All are added before
 * any function below schedule_after is called. */
size_t schedule_add(struct schedule *s, const struct schedule_item *item);

/* The item does not start before `other` is done. Both were added. The caller makes no circles. */
void schedule_after(struct schedule *s, size_t item, size_t other);

/*
 * Start an item: what it takes is taken, and its number is in ret_item. `processors` is how many may be used in all now: the
 * limit `jobs`, or fewer where an outer make shares its job slots. False if nothing can start now.
 *
 * If nothing runs and this is false while an item waits, all that are ready want more processors than there are now (or are
 * hopeless, see below). Then more must come from the outer make. Should none come for long, since two such callers each
 * hold what the other one waits for, the caller can say `jobs` all the same: then the item runs with less than it wants.
 */
bool schedule_next(struct schedule *s, unsigned processors, size_t *ret_item);

/* The item that was started ends: what it took is free again. Then say what follows, by one of: */
void schedule_end(struct schedule *s, size_t item);

/* it is done, and what waits for it may start as soon as nothing else holds it back; */
void schedule_done(struct schedule *s, size_t item);

/* it is to run again, before all others, and before those of which this was said earlier. This may also be said of an item
 * that is done or has failed, if nothing waits for it; */
void schedule_again(struct schedule *s, size_t item);

/* it has failed, and all that waits for it, directly or by others, never starts: schedule_dropped gives these. This may also
 * be said of an item that schedule_leave or schedule_hopeless took out. */
void schedule_failed(struct schedule *s, size_t item);

/* Take one of the items that never start since another one failed, and which one that was. False if there is none. An item
 * is given once; when it waited for several that failed, with one of them. */
bool schedule_dropped(struct schedule *s, size_t *ret_item, size_t *ret_failed);

/* Take out one that has not started, for whatever reason, also one that still waits for others; nothing is said of what
 * waits for it. False if there is none. To cancel all that is left. */
bool schedule_leave(struct schedule *s, size_t *ret_item);

/* A device of the pool is of no use any more. Items that want more devices than are left can never start, whether they are
 * ready or wait for others: schedule_hopeless takes one of these out, and is false if there is none. Nothing is said of what
 * waits for it: for that, say schedule_failed. */
void schedule_lose_device(struct schedule *s, int pool);
bool schedule_hopeless(struct schedule *s, size_t *ret_item);

/* How many processors the items that run use now, and how many items that is. */
unsigned schedule_used(const struct schedule *s);
size_t schedule_running(const struct schedule *s);

/* How many items have not started, or are to run again, with those that wait for others, and without those that were
 * dropped or taken out. */
size_t schedule_waiting(const struct schedule *s);

/* How many processors would be in use, at most `jobs`, if all that is ready and has room but for processors ran: what is to
 * be asked of an outer make. An item that must run alone needs no others beside it, but all of its own. */
unsigned schedule_wanted(const struct schedule *s);

#endif
