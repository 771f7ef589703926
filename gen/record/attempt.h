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

/* Drop what runs and occasions that were pruned (prune.h) do not have, after something was added to them, in the
 * caller's transaction. How many results went. */
size_t attempt_sweep(struct db *db);

/* The verdict of that name, or -1. */
int attempt_verdict(const char *name);

#endif
