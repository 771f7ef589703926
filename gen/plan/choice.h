/*
 * What a lane may leave out without breaking law 2: units that are due only when their paths change, and units of a class
 * that take turns (<select>). `nightshift affected` chooses among them by the commit. The plan knows no commit, but says how
 * much may be left out, and which lane runs all of it.
 */
#ifndef CHOICE_H
#define CHOICE_H

#include <stdbool.h>
#include <stddef.h>

struct plan;

/* On one lane of one platform. */
struct choice {
	size_t units;            /* that the lane runs there */
	size_t pathed;           /* of these, due only if one of their paths changes */
	long per_class;          /* or 0: all of them */
	size_t classes, members; /* classes that have more units than that, and the units in them */
	size_t turns;            /* in so many commits in a row, each of these units has its turn at least once */
	int all;                 /* the next lane of the platform that runs all of them, or -1 */
};

/* False if the lane does not check there, or leaves nothing out. */
bool choice_of(const struct plan *p, size_t platform, int lane, struct choice *ret_choice);

#endif
