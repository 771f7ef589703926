/*
 * The units that `nightshift run` is to run: those of the plan's file that platform, lane, names and shard choose, and with
 * --failed only those of them that did not pass the last time. The same wish and plan give the same units on each machine, so
 * that several machines can share the work.
 */
#ifndef SELECTION_H
#define SELECTION_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct diag;
struct planfile;
struct planfile_platform;
struct planfile_unit;

struct selection_wish {
	const struct planfile_platform *platform; /* NULL: the plan has none for this machine, and every unit may run */
	bool platform_said;                       /* it was asked for; if not, that of a shard goes before */
	int lane;                                 /* in verdict_lanes, or -1 */
	/* Each name is a unit, a variant, a module, `variant-module`, or a pattern of units with *, ? and [...].
	 * With a '!' in front it takes units out. No name at all means all units. */
	char **names;
	size_t name_count;
	const bool *in;    /* instead of names: whether each unit is in, by its number in the plan; or NULL */
	const char *shard; /* I/N, or the number of one of the plan's; or NULL */
};

struct selection {
	const struct planfile_unit **units; /* heaviest first on that platform */
	size_t count;
	const struct planfile_platform *platform; /* or NULL */
	int lane;                                 /* in verdict_lanes, or -1 */
	long jobs; /* -j of the shard, or else of the lane on that platform; 0 if the manifest says none */
};

/* Append the name that Nix gives this machine's system, as "x86_64-linux". False if it does not tell. */
bool selection_system(struct buf *out);

/* Is it this machine's system, or any? It may be NULL, and is none then. */
bool selection_is_here(const char *system);

/* The platform of this machine: the first with its system, or NULL. */
const struct planfile_platform *selection_machine(const struct planfile *p);

/* Which units of the plan the names choose, by the number of the unit, in the arena; the names are as in a wish. Those that
 * mean nothing are reported. */
const bool *selection_named(struct arena *a, struct diag *d, const struct planfile *p, char *const *names, size_t n);

/* How selection_make ended. All but the first come with a message. */
enum selection_end {
	SELECTION_MADE,
	SELECTION_WRONG, /* a wish has no meaning in this plan */
	SELECTION_NONE,  /* all have, and leave no unit */
};

/* Choose the units, in the arena. */
enum selection_end selection_make(struct selection *ret_selection, struct arena *a, struct diag *d,
	const struct planfile *p, const struct selection_wish *wish);

/* Keep only the units of these names, which are sorted. */
void selection_keep(struct selection *s, const char *const *names, size_t n);

#endif
