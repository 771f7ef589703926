/*
 * How good the cut of a lane is, and what the lanes cost, by each platform's own seconds: for shards of one mode the worst,
 * the best and the bound that no cut can beat; for each lane how long its runners are expected to be busy with tests.
 */
#ifndef BALANCE_H
#define BALANCE_H

#include <stddef.h>

struct plan;
struct unit;

/* The shards of one lane, platform and mode. Times in microseconds. */
struct balance {
	size_t platform; /* its index */
	int lane;
	const char *mode;               /* or NULL */
	size_t first, shards;           /* the first of them in plan.shards; how many */
	long jobs;                      /* -j within each */
	unsigned long long worst, best; /* until a shard is done, with its -j */
	unsigned long long bound;       /* max(sum / (shards * jobs) rounded up, longest) */
	unsigned long long sum;
	const struct unit *longest;
	unsigned long long longest_usec;
	size_t useful; /* shards past this many change nothing: the longest unit decides */
};

/* The cut that begins with the shard of that index, which must be the first of its lane, platform and mode. */
void balance_of(const struct plan *p, size_t first, struct balance *ret_balance);

/* How long runners are busy with the tests of a lane, in microseconds. `least` is for a change that touches no path of any
 * unit; it is below `most` if the lane leaves something out (choice.h). */
struct cost {
	unsigned long long least, most;
};

/* Of one lane, over all platforms. */
struct cost balance_cost(const struct plan *p, int lane);

/* Of everything: the most expensive lane of each platform. */
unsigned long long balance_full(const struct plan *p);

#endif
