/*
 * What a change makes due on a lane: which units, where, and why. Each changed path is looked at in this order:
 *
 *     the manifest         everything is due; nothing can take that back
 *     <ignore>             as if it had not changed
 *     an output, seconds   everything: how the units are run has changed
 *     <promote>            everything
 *     paths of a module    its units
 *     none of these        everything: nobody has said what depends on it
 *
 * A unit without paths, or with due="always", is due if anything changed that is not ignored. Then, on a lane with a
 * <select>, a few of the due units of each class stand for the others.
 */
#ifndef AFFECTED_H
#define AFFECTED_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct git_range;
struct pattern;
struct plan;
struct platform;
struct unit;

/* What a changed path makes due, by whose word. */
enum ground {
	GROUND_MANIFEST,
	GROUND_IGNORE,
	GROUND_OUTPUT,
	GROUND_SECONDS,
	GROUND_PROMOTE,
	GROUND_PATHS,
	GROUND_UNCLAIMED
};

extern const char *const ground_names[]; /* by enum ground */

struct changed {
	const char *path; /* of a submodule with a '/' at the end */
	char status;      /* as struct git_change has it */
	enum ground ground;
	const struct pattern *pattern; /* <ignore>'s, <promote>'s, or the first of paths; or NULL */
};

/* Why a unit is due, or is not. The first three make it due, unless another of its class stands for it. */
enum why {
	WHY_PATHS,      /* one of its paths changed */
	WHY_ALWAYS,     /* it is due on each change, and there is one */
	WHY_EVERYTHING, /* some change makes everything due */
	WHY_NOT,        /* none of these */
};

extern const char *const why_names[]; /* by enum why */

struct due {
	enum why why;
	const struct changed *file;    /* for WHY_PATHS and WHY_EVERYTHING: the first such */
	const struct pattern *pattern; /* for WHY_PATHS: what claims it */
	bool on_lane;                  /* some platform that was asked for runs it on this lane */
	bool due;                      /* on one of them at least */
	const struct unit *instead;    /* the one of its class that runs, if it is due on none */
};

struct affected {
	const struct plan *plan;
	const struct git_range *range; /* NULL: there is nothing to compare with, and all that the lane runs is due */
	int lane;                      /* enum lane */
	int platform;                  /* its index, or -1 for every one whose lane is checked */
	struct changed *files;
	size_t file_count;
	size_t ignored;                         /* how many of them */
	const struct changed *everything;       /* the first file that makes everything due, or NULL */
	unsigned long turn;                     /* whose turn it is in each class */
	struct due *units;                      /* by place among the plan's units */
	bool *on;                               /* [platform index * unit_count + place]: due there, on this lane */
	size_t due_count, lane_count;           /* units that are due; that the lane runs */
	unsigned long long due_usec, lane_usec; /* what they are expected to take, over the platforms */
};

/*
 * Look at each change of the range. `turn` counts commits: the units of a class take turns, in the order of variant, module
 * and chunk, and one that is due when its turn comes is run. Everything lives in the arena.
 */
void affected_make(struct affected *ret_affected, struct arena *a, const struct plan *p, const struct git_range *range,
	int lane, int platform, unsigned long turn);

/* All that the lane runs is due. Everything lives in the arena. */
void affected_whole(struct affected *ret_affected, struct arena *a, const struct plan *p, int lane, int platform);

/*
 * In a class of n units of which `some` may stand for all, does the i-th have its turn? Of any (n + some - 1) / some
 * turns in a row each has one: no choice has a shorter longest wait.
 */
bool affected_turn(size_t n, size_t some, unsigned long turn, size_t i);

/* A job of the workflow: units of one platform that run in it. */
struct leg {
	const struct platform *platform;
	size_t number, of;         /* from 1, on this platform */
	size_t shard;              /* the plan's number, if the leg is one of its shards; or 0 */
	bool whole;                /* it is a shard of the plan, or all that the lane runs there */
	long jobs;                 /* how many of its units run at a time */
	const struct unit **units; /* heaviest first */
	size_t unit_count;
	unsigned long long usec; /* expected, with that many jobs */
};

enum { LEGS_MAX = 256 }; /* of one matrix, says GitHub */

/*
 * The units that are due as jobs, in the arena; legs.c makes them. Where all that the lane runs on a platform is due, its
 * legs are the plan's shards. Otherwise the units are packed anew, into as few legs as take no longer than those. There are
 * never more than LEGS_MAX legs. If a job could not be handed so many names, all that the lane runs there is due, unless they go
 * `in_files`. False if there are more platforms than legs.
 */
bool affected_legs(const struct affected *f, struct arena *a, bool in_files, struct leg **ret_legs, size_t *ret_count);

#endif
