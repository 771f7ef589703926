/*
 * Cutting what a lane runs on a platform into shards, from numbers alone: each machine that has the same units and the same rule cuts
 * alike. The planner and whoever reads a plan's file use it.
 */
#ifndef CUT_H
#define CUT_H

#include <stddef.h>

/* How a lane is cut: into so many shards; or, with count 0, into so many that none is expected to take longer. */
struct cut_rule {
	size_t count;
	unsigned long long usec; /* how long a shard may take, with its jobs */
	long jobs;               /* how many units of a shard run at a time */
};

/* What is cut, heaviest first. */
struct cut_units {
	const unsigned long long *usec; /* expected of each */
	const size_t *kind;             /* units of two kinds never share a shard; below kinds */
	size_t n, kinds;
};

/*
 * Cut: ret_shard[i] is the shard of the i-th unit, from 0. The shards of kind 0 come first, then those of kind 1. None is empty.
 * Returns how many there are; 0, with *ret_needed telling how many there must be, if the rule wants fewer than there are kinds.
 */
size_t cut(const struct cut_rule *rule, const struct cut_units *units, size_t *ret_shard, size_t *ret_needed);

#endif
