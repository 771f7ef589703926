#include "base/cut.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/pack.h"

typedef unsigned long long usec_t;

/* The units of one kind, which are cut by themselves. */
struct pile {
	usec_t usec; /* their sum */
	size_t n;
	size_t shards; /* into how many it is cut */
};

/* How many shards of about the wanted time that makes, at least one and no more than there are units: an empty shard would be green
 * without having run anything. */
static size_t
shards_by_time(const struct cut_rule *rule, const struct pile *p)
{
	usec_t target = rule->usec * (usec_t)rule->jobs;
	size_t count = target ? (size_t)((p->usec + target - 1) / target) : 1;

	count = count ? count : 1;
	return count < p->n ? count : p->n;
}

/* Say of each pile into how many shards it is cut. */
static void
share(const struct cut_rule *rule, struct pile *piles, size_t kinds)
{
	usec_t *usec = xcalloc(kinds, sizeof(*usec));
	size_t *units = xcalloc(kinds, sizeof(*units)), *got = xcalloc(kinds, sizeof(*got));

	for (size_t k = 0; k < kinds; k++) {
		usec[k] = piles[k].usec;
		units[k] = piles[k].n;
	}
	pack_share(rule->count, usec, units, kinds, got);
	for (size_t k = 0; k < kinds; k++)
		piles[k].shards = got[k];
	free(usec);
	free(units);
	free(got);
}

/* Cut the pile of that kind, whose first shard has that number. */
static void
deal(const struct pile *p, const struct cut_units *u, size_t kind, size_t first, size_t *ret_shard)
{
	usec_t *usec = xcalloc(p->n, sizeof(*usec));
	unsigned *shard = xcalloc(p->n, sizeof(*shard));
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++)
		if (u->kind[i] == kind)
			usec[n++] = u->usec[i];
	pack(usec, n, p->shards, shard);
	n = 0;
	for (size_t i = 0; i < u->n; i++)
		if (u->kind[i] == kind)
			ret_shard[i] = first + shard[n++];
	free(usec);
	free(shard);
}

size_t
cut(const struct cut_rule *rule, const struct cut_units *units, size_t *ret_shard, size_t *ret_needed)
{
	struct pile *piles = xcalloc(units->kinds, sizeof(*piles));
	size_t shards = 0, needed = 0;

	for (size_t i = 0; i < units->n; i++) {
		piles[units->kind[i]].usec += units->usec[i];
		piles[units->kind[i]].n++;
	}
	for (size_t k = 0; k < units->kinds; k++)
		needed += piles[k].n > 0;
	*ret_needed = needed;
	if (rule->count)
		share(rule, piles, units->kinds);
	for (size_t k = 0; k < units->kinds && (!rule->count || needed <= rule->count); k++) {
		struct pile *p = &piles[k];

		if (!p->n)
			continue;
		if (!rule->count)
			p->shards = shards_by_time(rule, p);
		deal(p, units, k, shards, ret_shard);
		shards += p->shards;
	}
	free(piles);
	return shards;
}
