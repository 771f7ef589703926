/*
 * The folder of a unit, as those see it who run the unit: verdict.h says what lies in it. What an earlier run has left
 * is removed before the first attempt, so that nothing in it is of two runs.
 */
#ifndef UNITDIR_H
#define UNITDIR_H

#include <stdbool.h>

struct verdict;

/* Make the folder, and those above it; remove the verdict and the attempts that are there. False, with errno set, if
 * that cannot be done. */
bool unitdir_begin(const char *folder);

/* Another attempt follows: put the log, if there is one, and this verdict into a folder of their own. False, with errno
 * set, if that cannot be done. */
bool unitdir_keep(const char *folder, const struct verdict *v);

#endif
