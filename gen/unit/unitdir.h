/*
 * The folder of a unit, for the commands that run the unit; verdict.h says what lies in it. What an earlier run has
 * left is removed before the first attempt, so that the folder never mixes two runs.
 */
#ifndef UNITDIR_H
#define UNITDIR_H

#include <stdbool.h>

struct verdict;

/* Make the folder and those above it, or remove the verdict and the attempts that are in it. False, with errno set,
 * if that cannot be done. */
bool unitdir_begin(const char *folder);

/* Another attempt follows: move the log and the test cases, if there are any, into a folder for this attempt, and write its
 * verdict there. False, with errno set, if that cannot be done. */
bool unitdir_keep(const char *folder, const struct verdict *v);

#endif
