/*
 * The folder that `affected --write` writes, for the jobs of a lane: what each of them runs, and what must come back.
 *
 *     owed/PLATFORM.txt      the units that the platform owes, one on each line; empty if it owes none
 *     legs/PLATFORM-N.txt    those of them that its N-th job runs, heaviest first; N counts from 1
 *     due.txt                what is due and why, for people
 *     outputs                a line for each platform, as an output of a step of GitHub Actions: legs-PLATFORM=[1,2]. In its
 *                            name '.' and '+' are '_'. [] if the platform owes nothing.
 *     of                     of which plan, lane and commit the lists are, and what each must be (unit/dueof.h); written last
 *
 * Each platform that the lane checks has its lines and lists. Names of units stand in files alone: they are more than what an
 * argument, a variable or an output of a job may hold.
 */
#ifndef DUEFOLDER_H
#define DUEFOLDER_H

#include <stddef.h>

struct affected;
struct arena;
struct leg;

/* Write it, for that plan (its file's id in git) and commit (NULL: none). What an earlier one has left there of lists is removed.
 * Dies if that cannot be done. */
void duefolder_write(const char *dir, const char *plan, const char *commit, const struct affected *f,
	const struct leg *legs, size_t leg_count, struct arena *a);

#endif
