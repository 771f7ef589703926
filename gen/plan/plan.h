/*
 * The plan: every unit (variant x module x chunk) with the platforms and lanes that run it, its expected time, and the
 * shards. The planner reads no file and writes none; the same suite and seconds give the same plan, whatever the order
 * of the manifest's elements.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/model.h"
#include "base/pack.h"

struct arena;
struct buf;
struct diag;
struct seconds;

/* A fixture with one of its keys: made once, however many units need it. */
struct fixture_made {
	const char *id; /* fixture-key */
	const struct fixture *fixture;
	const char *key, *output, *command; /* with every hole filled in */
	const char **inputs;
	size_t input_count;
	const struct unit *first;      /* the heaviest of those that need it */
	const struct variant *variant; /* whose programs its command calls, or NULL */
	size_t unit_count;             /* how many need it */
};

struct unit {
	const char *id; /* variant-module or variant-module_chunk */
	const struct variant *variant;
	const struct module *module;
	long chunk;                  /* from 0, or -1 */
	long from, to;               /* the chunk's part of the module's range */
	unsigned long long usec;     /* expected; the greatest over the platforms */
	bool guessed;                /* nothing is known of this unit: that is what others take */
	size_t rank;                 /* its number in the canonical order: variant, module, chunk */
	const char *class;           /* units with the same text are alike; NULL: no other is like it */
	size_t mode;                 /* the number of its module's mode: 0 for none, the others by name */
	struct fixture_made **needs; /* as many as its module's; NULL if that has none */
};

struct shard {
	size_t number; /* from 1, over the whole plan */
	const struct platform *platform;
	int lane;                  /* enum lane */
	long jobs;                 /* -j within it */
	const char *mode;          /* that of all its units, or NULL */
	const struct unit **units; /* heaviest first */
	size_t unit_count;
	unsigned long long usec; /* expected, at -j1 */
};

/* A shard of a Nix system: one derivation that runs its units. */
struct nix_shard {
	const char *name;          /* shards_name of all its units: no unit's id, which never holds a '=' */
	const struct unit **units; /* in the order in which they start: about heaviest first */
	size_t unit_count;
	unsigned long long usec; /* expected, at -j1 */
};

/* What Nix sees of the platforms with one system. */
struct nix_system {
	const char *name;
	struct nix_shard *shards; /* by name; none is empty */
	size_t shard_count;
};

/* What a lane does on a platform. */
struct lane_plan {
	int does;                /* enum does */
	size_t unit_count;       /* units that run; 0 unless it is checked */
	unsigned long long usec; /* their sum */
};

struct plan {
	const struct suite *suite;
	struct unit *units; /* heaviest first */
	size_t unit_count;
	size_t mode_count;           /* with "no mode", even if each unit has one */
	unsigned long long *usec_on; /* [platform index * unit_count + unit's rank], or NULL if all
					platforms are alike */
	struct shard *shards;
	size_t shard_count;
	struct lane_plan (*lanes)[LANE_COUNT]; /* by platform index */
	struct nix_system *systems;            /* by name; none unless <nix> wants shards */
	size_t system_count;
	struct fixture_made *fixtures; /* by id */
	size_t fixture_count;
};

/*
 * Make the plan, in the arena, and prove law 2. Reports units whose ids collide, measured seconds that name no unit (a
 * warning), and fixtures that would be two things at once. False if there was an error.
 */
bool plan_make(struct plan *ret_plan, struct arena *a, struct diag *d, const struct suite *s,
	const struct seconds *seconds);

/* May the unit run on the platform? */
static inline bool
plan_may_run(const struct plan *p, const struct unit *u, size_t platform)
{
	return model_runs_on(p->suite, u->module, (size_t)(u->variant - p->suite->variants), platform);
}

/* Does that lane of the platform run the unit? Inline, since it is asked millions of times. */
static inline bool
plan_runs(const struct plan *p, const struct unit *u, size_t platform, int lane)
{
	return p->suite->platforms[platform].does[lane] == DOES_CHECKED && plan_may_run(p, u, platform) &&
		lane >= u->module->traits.lane;
}

/* Does any lane of the platform run it? */
bool plan_runs_on(const struct plan *p, const struct unit *u, size_t platform);

/* What people read in the place of the unit's id: VARIANT-NAME with the name that its producer gives the test; the id itself, and not
 * a copy, where that is no other name. It lives as long as the arena and the unit. */
const char *plan_shown(struct arena *a, const struct unit *u);

/* Expected microseconds of the unit on the platform. */
static inline unsigned long long
plan_usec(const struct plan *p, const struct unit *u, size_t platform)
{
	return p->usec_on ? p->usec_on[platform * p->unit_count + u->rank] : u->usec;
}

/*
 * How many units may run at a time on the platform: its memory divided by the most that one of its units takes, but at
 * least 1. 0 if the manifest sets no limit.
 */
long plan_jobs_limit(const struct plan *p, size_t platform);

/*
 * How many derivations Nix may build at a time on the platform, so that no more units run there than its memory allows: Nix is
 * told by max-jobs, and keeps the limit only then. 0 if the manifest sets no limit, or has no <nix>.
 */
long plan_max_jobs(const struct plan *p, size_t platform);

/* Microseconds that a shard of the rule may take, with its jobs; 0 if its shards are counted. */
static inline unsigned long long
shards_usec(const struct shards *how)
{
	return how->count ? 0 : (unsigned long long)(how->seconds * 1e6 + 0.5);
}

/* Every unit, heaviest first on that platform, in the arena. */
const struct unit **plan_order(const struct plan *p, struct arena *a, size_t platform);

/* Does the unit apply to any platform of that system; does that lane of any of these run it? */
bool plan_on_system(const struct plan *p, const struct unit *u, const char *system);
bool plan_runs_on_system(const struct plan *p, const struct unit *u, const char *system, int lane);

/*
 * Prove law 2 from the finished plan alone:
 * - for each platform and lane that is cut, the shards are disjoint, each has one mode, and together they are the lane;
 * - for each system that Nix cuts, the shards are disjoint, together they are all that applies there, and each unit is in
 *   the one whose name it has (shards_name);
 * - each unit that a platform may run is run by one of its lanes, or the platform has a gap.
 * Reports what is wrong, and is false if anything is.
 */
bool plan_prove(const struct plan *p, struct diag *d);

/* Append a unit's command, ready for sh in the suite's folder. */
void plan_command(const struct plan *p, const struct unit *u, struct buf *out);

/* Append the line that asks its worker for the unit. */
void plan_ask(const struct plan *p, const struct unit *u, struct buf *out);

/* Is none of the units' reports a file that git tracks? They are removed before the units run. Takes the tracked paths, sorted;
 * a report that is one of them is reported, and false comes back. */
bool plan_reports_are_free(const struct plan *p, struct arena *a, struct diag *d, const char *const *tracked,
	size_t count);

/* Append the path of the report that the unit leaves, from the suite's folder; nothing, unless its protocol is junit. */
void plan_report(const struct plan *p, const struct unit *u, struct buf *out);

/* Append a worker's command, of a variant. */
void plan_worker_command(const struct plan *p, const struct worker *w, const struct variant *v, struct buf *out);

/* Append one of the commands that build the product, or of those of <prepare>. */
void plan_build_command(const struct plan *p, size_t command, struct buf *out);
void plan_prepare_command(const struct plan *p, size_t command, struct buf *out);

#endif
