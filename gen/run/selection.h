/*
 * The units that `nightshift run` is to run: of those that the plan has, what is chosen by platform, lane and name,
 * then by shard, then by what failed last. The same wish and plan give the same units everywhere, so that several
 * machines can share the work.
 */
#ifndef SELECTION_H
#define SELECTION_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct plan;
struct unit;

/* Without a platform: nobody knows what this machine is, and every unit may run. */
#define NO_PLATFORM ((size_t)-1)

struct selection_wish {
	size_t platform;    /* its index, or NO_PLATFORM */
	bool platform_said; /* it was asked for; else it is the machine's, and gives way */
	int lane;           /* enum lane, or -1 */
	/* Each a unit, a variant, a module, `variant-module`, or a pattern of units with *, ? and [...]; with a '!' in
	 * front it takes out. None: all units. */
	char **names;
	size_t name_count;
	const char *shard; /* I/N, or the number of one of the plan's; or NULL */
};

struct selection {
	const struct unit **units; /* heaviest first */
	size_t count;
	size_t platform; /* its index, or NO_PLATFORM */
	int lane;        /* enum lane, or -1 */
	long jobs;       /* -j of the plan's shard, or of the lane there; 0 if the plan says none */
};

/* The platform of this machine: the first with its system, or NO_PLATFORM. */
size_t selection_machine(const struct plan *p);

/* Choose, in the arena. False, with a message, if a wish means nothing, or there is no unit for it. */
bool selection_make(struct selection *ret_selection, struct arena *a, struct diag *d, const struct plan *p,
	const struct selection_wish *wish);

/* Keep only the units of these names, which are sorted. */
void selection_keep(struct selection *s, const char *const *names, size_t n);

#endif
