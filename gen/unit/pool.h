/*
 * A pool of devices, and the line of those who wait for some of them: who gets which devices, and when. It knows
 * nothing of processes or time.
 *
 * First come, first served. If the first in line wants more devices than are free, later ones that fit pass it, so
 * that no device idles. They may do so only as often as the pool has devices; then devices are kept free until the
 * first one can be served. So nobody starves; and since all devices for one are taken at once, nobody holds some
 * while it waits for others.
 *
 * A device whose units fail so many times in a row is quarantined: nobody gets it any more. A unit that has failed
 * before, on any device, may be to blame itself, and does not count.
 */
#ifndef POOL_H
#define POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool;

/* A pool of so many devices, numbered from 0. A device is quarantined after `quarantine` failures in a row; 0:
 * never. */
struct pool *pool_new(unsigned devices, unsigned quarantine);
void pool_free(struct pool *p);

/* Stand in the line, at its end or at its beginning, for that many devices, at least 1. `who` is a number that the
 * caller chooses, below 2^31; it stands in the line only once. */
void pool_wait(struct pool *p, size_t who, unsigned count);
void pool_wait_first(struct pool *p, size_t who, unsigned count);

/* The devices that were granted: a set, which keeps its number as long as the same devices are taken together again. */
struct pool_grant {
	size_t who;
	unsigned long set;
	const unsigned *devices; /* ascending; they belong to the pool, until the next grant */
	unsigned count;
};

/* Serve the next one: its devices are taken. False if nobody can be served now. */
bool pool_next(struct pool *p, struct pool_grant *ret_grant);

/* Does the device still belong to that set? It does not if it was taken with others since. */
bool pool_has(const struct pool *p, unsigned long set, unsigned device);

/* Give the devices of a set back. */
void pool_release(struct pool *p, unsigned long set);

/* Count for the set's devices what became of the unit that held them: it passed, failed for the first time, or failed
 * again. */
enum pool_result { POOL_PASSED, POOL_FAILED, POOL_FAILED_AGAIN };
void pool_judge(struct pool *p, unsigned long set, size_t who, enum pool_result result);

/* A device that was quarantined since this was last asked, or -1. *ret_who are those who failed on it in a row, in
 * order; they belong to the pool. */
int pool_quarantined(struct pool *p, const size_t **ret_who, size_t *ret_count);

/* Is that device quarantined? */
bool pool_is_quarantined(const struct pool *p, unsigned device);

/* How many devices are not quarantined. */
unsigned pool_healthy(const struct pool *p);

/* Take one out of the line that wants more devices than are healthy. False if there is none. */
bool pool_hopeless(struct pool *p, size_t *ret_who);

/* Take the first one out of the line. False if nobody waits. */
bool pool_leave(struct pool *p, size_t *ret_who);

/* How many wait. */
size_t pool_waiting(const struct pool *p);

#endif
