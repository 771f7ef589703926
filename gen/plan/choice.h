/*
 * What a lane may leave out, and still be complete by law 2: units that are due only when their paths change, and those
 * of a class that take turns (<select>). `nightshift affected` chooses, by the commit; the plan, which knows none, says
 * how far that goes and which lane runs them all.
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
	size_t classes, members; /* classes that have more, and the units in them */
	size_t turns;            /* of so many commits in a row each of these has its turn in at least one */
	int all;                 /* the next lane of the platform that runs all that this one may leave out, or -1 */
};

/* False if the lane does not check there, or leaves nothing out. */
bool choice_of(const struct plan *p, size_t platform, int lane, struct choice *ret_choice);

#endif
