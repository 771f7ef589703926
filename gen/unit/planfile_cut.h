/*
 * What follows from all units of a plan's file together, and does not stand in it: how long those take of which nothing is known, how
 * many run at a time, and the shards. planfile.c asks for it when all is read.
 */
#ifndef PLANFILE_CUT_H
#define PLANFILE_CUT_H

#include <stddef.h>

struct arena;
struct diag;
struct planfile;
struct planfile_shard_draft;

/* Guess the time of each unit that has none, whose usec is below 0. */
void planfile_guess(struct planfile *p, struct arena *a);

/* Say of each platform with memory how many of the units that take most of it run at a time. */
void planfile_limit_jobs(struct planfile *p);

/*
 * Append the shards into which a lane is cut on that platform, as the planner cuts it. If it wants fewer than its units have modes, that is
 * reported.
 */
void planfile_cut(struct planfile *p, struct arena *a, struct diag *d, const struct planfile_shard_draft *how,
	size_t platform);

#endif
