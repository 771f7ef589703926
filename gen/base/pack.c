#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

typedef unsigned long long usec_t;

struct machine {
	usec_t load;
	unsigned number;
};

static bool
before(struct machine a, struct machine b)
{
	return a.load < b.load || (a.load == b.load && a.number < b.number);
}

/* Let the root of a heap with the emptiest machine on top sink to where it belongs. */
static void
sink(struct machine *heap, size_t m)
{
	size_t at = 0;

	for (;;) {
		size_t least = at, child = 2 * at + 1;

		if (child < m && before(heap[child], heap[least]))
			least = child;
		if (child + 1 < m && before(heap[child + 1], heap[least]))
			least = child + 1;
		if (least == at)
			return;
		struct machine swap = heap[at];

		heap[at] = heap[least];
		heap[least] = swap;
		at = least;
	}
}

/* What the fullest machine could do with another: give unit `out` away, and take `in` for it (or nothing: n). */
struct exchange {
	size_t out, in;
	usec_t worse; /* the greater of the two loads afterwards */
};

/*
 * The best exchange between a full and a less full machine: the difference that moves comes nearest to half of the
 * difference between them. The units of both lists are heaviest first, so one walk along both finds it.
 */
static struct exchange
best_exchange(const usec_t *usec, size_t n, const size_t *full, size_t full_count, usec_t full_load,
	const size_t *other, size_t other_count, usec_t other_load)
{
	struct exchange best = { n, n, full_load };

	for (size_t i = 0, k = 0; i < full_count; i++) {
		usec_t out = usec[full[i]];

		/* Giving it away for nothing. */
		usec_t worse = full_load - out > other_load + out ? full_load - out : other_load + out;

		if (worse < best.worse)
			best = (struct exchange){ full[i], n, worse };
		/* Swapping it: the wanted partner only gets lighter as `out` does. */
		while (k < other_count && usec[other[k]] >= out)
			k++;
		for (size_t j = k; j < other_count; j++) {
			usec_t in = usec[other[j]], give = out - in;
			usec_t a = full_load - give, b = other_load + give;

			worse = a > b ? a : b;
			if (worse < best.worse)
				best = (struct exchange){ full[i], other[j], worse };
			if (b >= a) /* lighter partners only give more */
				break;
		}
	}
	return best;
}

/* Exchange units with the fullest machine while that brings the makespan down, at most `rounds` times. */
static void
improve(const usec_t *usec, size_t n, size_t m, usec_t *load, unsigned *machine, usec_t bound, int rounds)
{
	/* The units of machine k, heaviest first, are on[first[k]] up to on[first[k + 1]]. */
	size_t *on = xcalloc(n, sizeof(*on)), *first = xcalloc(m + 2, sizeof(*first));

	while (rounds-- > 0) {
		size_t fullest = 0;
		struct exchange best = { n, n, 0 };
		size_t partner = m;

		for (size_t k = 1; k < m; k++)
			if (load[k] > load[fullest])
				fullest = k;
		if (load[fullest] <= bound)
			break;
		memset(first, 0, (m + 2) * sizeof(*first));
		for (size_t i = 0; i < n; i++)
			first[machine[i] + 2]++;
		for (size_t k = 2; k < m + 2; k++)
			first[k] += first[k - 1];
		for (size_t i = 0; i < n; i++)
			on[first[machine[i] + 1]++] = i;
		best.worse = load[fullest];
		for (size_t k = 0; k < m; k++) {
			if (k == fullest)
				continue;
			struct exchange e = best_exchange(usec, n, on + first[fullest],
				first[fullest + 1] - first[fullest], load[fullest], on + first[k],
				first[k + 1] - first[k], load[k]);

			if (e.out < n && e.worse < best.worse) {
				best = e;
				partner = k;
			}
		}
		if (partner == m)
			break;
		usec_t give = usec[best.out] - (best.in < n ? usec[best.in] : 0);

		load[fullest] -= give;
		load[partner] += give;
		machine[best.out] = (unsigned)partner;
		if (best.in < n)
			machine[best.in] = (unsigned)fullest;
	}
	free(on);
	free(first);
}

struct certificate
pack(const unsigned long long *usec, size_t n, size_t m, unsigned *ret_machine)
{
	struct machine *heap = xcalloc(m, sizeof(*heap));
	usec_t *load = xcalloc(m, sizeof(*load));
	struct certificate c = { .machines = m };

	for (size_t k = 0; k < m; k++)
		heap[k].number = (unsigned)k;
	for (size_t i = 0; i < n; i++) {
		ret_machine[i] = heap[0].number;
		heap[0].load += usec[i];
		load[heap[0].number] = heap[0].load;
		sink(heap, m);
		c.sum += usec[i];
		if (usec[i] > c.longest)
			c.longest = usec[i];
	}
	c.bound = (c.sum + m - 1) / m;
	if (c.longest > c.bound)
		c.bound = c.longest;
	c.useful = c.longest ? (size_t)((c.sum + c.longest - 1) / c.longest) : 1;
	/* A twenty-thousandth part over the bound is not worth looking through a hundred thousand units again. */
	improve(usec, n, m, load, ret_machine, c.bound + c.bound / 20000, n < 10000 ? 500 : 5);
	for (size_t k = 0; k < m; k++)
		if (load[k] > c.makespan)
			c.makespan = load[k];
	free(heap);
	free(load);
	return c;
}

unsigned long long
pack_in_order(const unsigned long long *usec, size_t n, size_t m)
{
	struct machine *heap = xcalloc(m, sizeof(*heap));
	usec_t last = 0;

	for (size_t i = 0; i < n; i++) {
		heap[0].load += usec[i];
		last = heap[0].load > last ? heap[0].load : last;
		sink(heap, m);
	}
	free(heap);
	return last;
}

void
pack_share(size_t m, const unsigned long long *usec, const size_t *units, size_t groups, size_t *ret_machines)
{
	usec_t sum = 0;
	size_t given = 0;
	int shift = 0;

	for (size_t g = 0; g < groups; g++) {
		sum += usec[g];
		ret_machines[g] = units[g] > 0;
		given += ret_machines[g];
	}
	/* In whole numbers, so that every machine decides alike; small enough to be multiplied. */
	while (m && sum >> shift > (usec_t)INT64_MAX / 4 / m)
		shift++;
	for (; given < m; given++) {
		size_t best = groups;
		int64_t claim = 0;

		for (size_t g = 0; g < groups; g++) {
			/* how far below its share, times the sum */
			int64_t lacks = (int64_t)(m * (usec[g] >> shift)) - (int64_t)(ret_machines[g] * (sum >> shift));

			if (ret_machines[g] < units[g] && (best == groups || lacks > claim)) {
				best = g;
				claim = lacks;
			}
		}
		if (best == groups) /* each unit has its own */
			return;
		ret_machines[best]++;
	}
}
