/*
 * The units that `nightshift run` is to run: those of the plan that platform, lane, names and shard choose, and with
 * --failed only those of them that did not pass the last time. The same wish and plan give the same units on each
 * machine, so that several machines can share the work.
 */
#ifndef SELECTION_H
#define SELECTION_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct plan;
struct unit;

/* In place of a platform: the manifest has none for this machine, and every unit may run. */
#define NO_PLATFORM ((size_t)-1)

struct selection_wish {
	size_t platform;    /* its index, or NO_PLATFORM */
	bool platform_said; /* it was asked for; if not, that of a shard goes before */
	int lane;           /* enum lane, or -1 */
	/* Each name is a unit, a variant, a module, `variant-module`, or a pattern of units with *, ? and [...].
	 * With a '!' in front it takes units out. No name at all means all units. */
	char **names;
	size_t name_count;
	const char *shard; /* I/N, or the number of one of the plan's; or NULL */
};

struct selection {
	const struct unit **units; /* heaviest first */
	size_t count;
	size_t platform; /* its index, or NO_PLATFORM */
	int lane;        /* enum lane, or -1 */
	long jobs;       /* -j of the shard, or else of the lane on that platform; 0 if the manifest says none */
};

/* The platform of this machine: the first with its system, or NO_PLATFORM. */
size_t selection_machine(const struct plan *p);

/* Choose the units, in the arena. False, with a message, if a wish has no meaning or no unit. */
bool selection_make(struct selection *ret_selection, struct arena *a, struct diag *d, const struct plan *p,
	const struct selection_wish *wish);

/* Keep only the units of these names, which are sorted. */
void selection_keep(struct selection *s, const char *const *names, size_t n);

#endif
