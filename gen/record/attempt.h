/*
 * How one attempt of a unit enters the record. Nothing is overwritten, and the end is the same whatever came first:
 *
 *  - results of one verdict, exit status and seed are copies of one result. Of copies the one that
 *    finished first is the original, since times of files are lost by copying;
 *  - others disagree. All are kept: the worst counts (table result), since what is disputed is not
 *    green, and the others stand beside it (table conflict).
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>

struct db;

/* Numbers are below 0 where nothing is known; not so attempt and finished. */
struct attempt {
	long long run; /* its number in the record */
	const char *unit;
	long long attempt;
	int verdict; /* enum verdict_kind */
	long long status, usec, seed;
	long long finished; /* microseconds since 1970 */
};

enum attempt_found {
	ATTEMPT_NEW,
	ATTEMPT_KNOWN,   /* it, or a copy of it, is there */
	ATTEMPT_DISPUTED /* it is new, and another result of that attempt is there */
};

/* Add it, in the caller's transaction. *ret_other, unless NULL, is then the verdict that it is in dispute with: the one
 * that counted until now. */
enum attempt_found attempt_add(struct db *db, const struct attempt *a, int *ret_other);

/* Does the record have that attempt? */
bool attempt_is_known(struct db *db, long long run, const char *unit, long long attempt);

/* Add the end of the attempt's log; of two, the lesser stays. False if the record does not have the attempt. */
bool attempt_add_log(struct db *db, long long run, const char *unit, long long attempt, const char *tail);

/* Note that the attempt, which the record has, answered on the occasion. */
void attempt_deliver(struct db *db, long long occasion, long long run, const char *unit, long long attempt);

/* Drop what runs and occasions that were pruned (prune.h) do not have, after something was added to them, in the
 * caller's transaction. How many results went. */
size_t attempt_sweep(struct db *db);

/* Only the deliveries of such occasions. */
void attempt_sweep_deliveries(struct db *db);

#endif
