/*
 * How one attempt of a unit enters the record. No result is overwritten, and the end is the same whatever came first:
 *
 *  - Results with the same verdict, exit status and seed are copies of one result. The one that finished first is the
 *    original, since copying loses the times of files. What only one of them says of its part and its reason is kept.
 *  - Other results disagree. All are kept: the worst counts (table result), since disputed is not green, and the others
 *    stand beside it (table conflict).
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>

struct db;

/* Numbers are below 0 and texts NULL where nothing is known; run, attempt and finished are always known. */
struct attempt {
	long long run; /* its number in the record */
	const char *unit;
	long long attempt;
	int verdict; /* enum verdict_kind */
	long long status, usec, seed;
	long long finished;               /* microseconds since 1970 */
	const char *part, *seen, *reason; /* as in struct verdict */
};

enum attempt_found {
	ATTEMPT_NEW,
	ATTEMPT_KNOWN,   /* the record has it, or a copy of it */
	ATTEMPT_DISPUTED /* it is new, and the record has another result of that attempt */
};

/* Add it, in the caller's transaction. If it is disputed, *ret_other, unless NULL, is the verdict that counted until now. */
enum attempt_found attempt_add(struct db *db, const struct attempt *a, int *ret_other);

/* Does the record have that attempt? */
bool attempt_is_known(struct db *db, long long run, const char *unit, long long attempt);

/* Add the end of the attempt's log; of two, the lesser stays. False if the record does not have the attempt. */
bool attempt_add_log(struct db *db, long long run, const char *unit, long long attempt, const char *tail);

/* Forget the results of the unit, which follow from reports (derive.h). */
void attempt_underive(struct db *db, long long run, const char *unit);

/* Note that the attempt, which the record has, answered on the occasion. */
void attempt_deliver(struct db *db, long long occasion, long long run, const char *unit, long long attempt);

/* After something was added to runs or occasions that were pruned (prune.h), drop again what pruning drops, in the
 * caller's transaction. The number of results dropped comes back. */
size_t attempt_sweep(struct db *db);

/* Drop only the deliveries of such occasions. */
void attempt_sweep_deliveries(struct db *db);

#endif
