/*
 * The steps of plan_make, each in its own file. plan.c calls them in this order; no other room needs them.
 */
#ifndef STEPS_H
#define STEPS_H

#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

struct arena;
struct buf;
struct command;
struct diag;
struct params_scope;
struct seconds;
struct shards;

/* --- ids.c: units by their ids, without case, since folders on macOS have none --- */

struct ids {
	uint32_t *slot; /* a hash table: the unit's place + 1, or 0 */
	size_t mask;
	struct unit *units;
};

/* Index the units, which must stay where they are. Reports ids that collide with each other or with other targets. */
struct ids ids_make(const struct plan *p, struct arena *a, struct diag *d);

/* The unit of exactly that id, or NULL. */
struct unit *ids_find(const struct ids *t, const char *id);

/* --- times.c --- */

/* Fill in the expected times: units[].usec and, if the platforms differ, usec_on. Warns of seconds that name nothing. */
void times_expect(struct plan *p, struct arena *a, struct diag *d, const struct seconds *seconds,
	const struct ids *ids);

/* --- fixtures.c --- */

/* Make every distinct fixture, and say of each unit which it needs. */
void fixtures_make(struct plan *p, struct arena *a, struct diag *d);

/* Once the units are sorted: say of each fixture which is the heaviest unit that needs it. */
void fixtures_find_first(struct plan *p);

/* --- reports.c --- */

/* Report what is no path of a report, and units that would leave their reports in one place. */
void reports_check(const struct plan *p, struct arena *a, struct diag *d);

/* --- shards.c --- */

/* Cut one lane of a platform as the manifest says, each mode separately. */
void shards_cut(struct plan *p, struct arena *a, struct diag *d, const struct shards *how);

/* Cut what runs on each Nix system. */
void shards_cut_systems(struct plan *p, struct arena *a);

/*
 * The shard of a unit on a Nix system, in the arena: "shard3=pr+merge+nightly=seed=mode.M=pool.P". It depends on the unit alone, so that
 * neither another unit nor other seconds move it: the number by a hash of its id, which moves one unit in N where there are N shards instead
 * of N - 1; then what the units of a shard have in common. The same lanes of the system run them ("none" if none does), so that the gate of a
 * lane waits for nothing that the lane does not need. All of them take the commit's seed, or none does, so that a new commit runs again only
 * what it must. They are of one mode, if they have one, and of one pool, if they have one, so that a machine has all that a shard wants.
 */
const char *shards_name(const struct plan *p, const struct unit *u, const char *system, struct arena *a);

/* --- commands.c --- */

/* What the holes of a unit's commands can name. */
struct params_scope commands_scope(const struct plan *p, const struct unit *u);

/* Append the command with its holes filled. */
void commands_fill(const struct command *c, const struct params_scope *scope, struct buf *out);

#endif
