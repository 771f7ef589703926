/*
 * A pool of devices, and the line of those who wait for some of them: who gets which, and when. It knows nothing of
 * processes or time.
 *
 * First come, first served. Who wants more devices than are free is passed by later ones that fit, so that no device
 * idles meanwhile; but only so often as the pool has devices, and then devices are kept free until it can be served:
 * nobody starves, and since all devices of one are taken at once, none waits for another one that waits.
 *
 * A device whose units fail so many times in a row is quarantined: it is not given to anybody any more. A unit that has
 * failed before, anywhere, may be to blame itself, and does not count.
 */
#ifndef POOL_H
#define POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool;

/* So many devices; `quarantine` failures in a row are too many, 0: never. */
struct pool *pool_new(unsigned devices, unsigned quarantine);
void pool_free(struct pool *p);

/* Stand in the line, at its end or its beginning, for that many devices, at least 1. `who` is a number of the caller's,
 * below 2^31, and stands there once. */
void pool_wait(struct pool *p, size_t who, unsigned count);
void pool_wait_first(struct pool *p, size_t who, unsigned count);

/* How many devices were granted: a set of them, which keeps its number as long as the same devices are taken together
 * again. */
struct pool_grant {
	size_t who;
	unsigned long set;
	const unsigned *devices; /* of the pool; ascending */
	unsigned count;
};

/* Serve the next one: its devices are taken. False if nobody can be served now. */
bool pool_next(struct pool *p, struct pool_grant *ret_grant);

/* Is the device of that set, or was it taken with others since? */
bool pool_has(const struct pool *p, unsigned long set, unsigned device);

/* Give the devices of a set back. */
void pool_release(struct pool *p, unsigned long set);

/* What the set's devices did: who held them has passed, or failed for the first time, or again. */
enum pool_result { POOL_PASSED, POOL_FAILED, POOL_FAILED_AGAIN };
void pool_judge(struct pool *p, unsigned long set, size_t who, enum pool_result result);

/* A device that was quarantined since this was last asked, or -1; those who failed on it in that row, in order, of the
 * pool. */
int pool_quarantined(struct pool *p, const size_t **ret_who, size_t *ret_count);

/* Is that device quarantined? */
bool pool_is_quarantined(const struct pool *p, unsigned device);

/* How many are not. */
unsigned pool_healthy(const struct pool *p);

/* One who waits for more devices than are healthy, and now does not wait any more; or false. */
bool pool_hopeless(struct pool *p, size_t *ret_who);

/* One who waits, and now does not any more, in order; or false. */
bool pool_leave(struct pool *p, size_t *ret_who);

/* How many wait. */
size_t pool_waiting(const struct pool *p);

#endif
