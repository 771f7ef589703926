/*
 * The devices of a pool: which of them are taken together, and which are of no use any more. Who gets devices, and when, is for
 * schedule.h to say. This knows nothing of processes or time.
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

/* The devices that were granted: a set, which keeps its number as long as the same devices are taken together again. */
struct pool_grant {
	unsigned long set;
	const unsigned *devices; /* ascending; they belong to the pool, until the next grant */
	unsigned count;
};

/* Take so many devices, at least 1. False if not so many are free. */
bool pool_take(struct pool *p, unsigned count, struct pool_grant *ret_grant);

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

#endif
