/*
 * Packing: which of m machines runs which unit, so that the last machine is done as soon as possible.
 *
 * Longest processing time first (R. L. Graham, Bounds on multiprocessing timing anomalies, 1969), by a heap; then,
 * while it helps, the fullest machine gives a unit to another or swaps one with it. On real suites the first step meets
 * the bound max(sum / m, longest) alone; the second matters for few and heavy units.
 */
#ifndef PACK_H
#define PACK_H

#include <stddef.h>

/* A plan for m machines and how good it is. Times in microseconds. */
struct certificate {
	size_t machines;
	unsigned long long sum, longest;
	unsigned long long bound;    /* max(sum / m rounded up, longest): nothing can be faster */
	unsigned long long makespan; /* when the last machine is done */
	size_t useful;               /* machines past this many change nothing: the longest unit decides */
};

/*
 * Put the n units, heaviest first, onto m machines (at least one): ret_machine[i] is the i-th unit's, from 0. The same
 * input gives the same packing everywhere. usec is not changed.
 */
struct certificate pack(const unsigned long long *usec, size_t n, size_t m, unsigned *ret_machine);

/* When the last of m machines is done, in microseconds, if the n units start in exactly this order, each on the machine that
 * is free first. That is what make -j does with a list. */
unsigned long long pack_in_order(const unsigned long long *usec, size_t n, size_t m);

/*
 * Share m machines among groups, by the largest remainder. usec[g] is the sum of group g, units[g] how many units it has;
 * ret_machines[g] is then as near to m * usec[g] / sum as whole numbers come, but at least one for a group with units, and
 * never more than it has units. The numbers add up to m, unless there are more groups than machines, or fewer units. Of two
 * groups with the same claim the first is served first.
 */
void pack_share(size_t m, const unsigned long long *usec, const size_t *units, size_t groups, size_t *ret_machines);

#endif
