/*
 * What a change makes due on a lane: which units, where, and why. Two things do:
 *
 * 1. What a unit does is another thing than in the plan of the base (struct before): it is new, or its part differs.
 * 2. A file that it depends on has changed. Each changed path is looked at in this order, by the rules of the plan and by
 *    those of the base, where it is a file; what makes more due counts:
 *
 *     <ignore>             as if it had not changed; the manifest cannot be ignored
 *     <promote>            everything is due
 *     nightshift's own     the manifest, an output, the measured seconds: passed over, since what they mean is compared, unless
 *                          a rule names that very file; everything, if the base is not known
 *     the lane's workflow  everything: how the jobs run the units has changed
 *     paths of a module    its units
 *     none of these        everything: nobody has said what depends on it
 *
 * A unit without paths, or with due="always", is due if anything changed that is neither ignored nor passed over. Then, on a
 * lane with a <select>, a few of the due units of each class stand for the others.
 */
#ifndef AFFECTED_H
#define AFFECTED_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct git_range;
struct path_rule;
struct pattern;
struct patterns;
struct plan;
struct platform;
struct unit;

/* What a changed path makes due, by whose word. */
enum ground {
	GROUND_MANIFEST,
	GROUND_IGNORE,
	GROUND_OUTPUT,
	GROUND_SECONDS,
	GROUND_WORKFLOW,
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
	bool before;                   /* the pattern is one of the base, not of the plan */
};

/* How a unit differs on a platform from what the plan of the base says. */
enum meaning {
	MEANING_SAME,
	MEANING_NEW,  /* there was no unit of that name */
	MEANING_LANE, /* the lane did not run it there */
	MEANING_PART, /* it does another thing: its part differs (unit/part.h), or what it runs on */
	MEANING_COUNT
};

/* What the plan of the base says of a unit. */
struct before_unit {
	const struct patterns *paths; /* or NULL */
	bool always;                  /* it is due on each change */
};

/* The plan of the base, seen from the plan of the change, on one lane. report/meaning.c makes it. */
struct before {
	const char *everything; /* why each unit is due, in words; or NULL. Nothing else need be known then. */
	const struct path_rule *ignores, *promotes;
	size_t ignore_count, promote_count;
	const struct before_unit *units; /* all that it has */
	size_t unit_count;
	const struct before_unit **of;     /* by place among the plan's units; NULL for a new one */
	unsigned char *meaning;            /* enum meaning, [platform index * the plan's unit_count + place] */
	const char *const *const *differs; /* by the same number: what differs, of MEANING_PART; NULL at the end */
};

/* Why a unit is due, or is not. All but the last make it due, unless another of its class stands for it. */
enum why {
	WHY_NEW, /* these three, where it differs on a platform at least: as enum meaning */
	WHY_LANE,
	WHY_PART,
	WHY_PATHS,      /* one of its paths changed */
	WHY_ALWAYS,     /* it is due on each change, and there is one */
	WHY_EVERYTHING, /* some change makes everything due */
	WHY_NOT,        /* none of these */
};

extern const char *const why_names[]; /* by enum why */

struct due {
	enum why why;
	const struct changed *file;    /* for WHY_PATHS and WHY_EVERYTHING: the first such, if it is a file */
	const struct pattern *pattern; /* for WHY_PATHS: what claims it */
	const char *const *differs;    /* for WHY_PART: what, NULL at the end */
	bool everywhere;               /* it is due on each platform that runs it, and not only where it differs */
	bool on_lane;                  /* some platform that was asked for runs it on this lane */
	bool due;                      /* on one of them at least */
	const struct unit *instead;    /* the one of its class that runs, if it is due on none */
};

struct affected {
	const struct plan *plan;
	const struct git_range *range; /* NULL: there is nothing to compare with, and all that the lane runs is due */
	const struct before *before;   /* or NULL */
	int lane;                      /* enum lane */
	int platform;                  /* its index, or -1 for every one whose lane is checked */
	struct changed *files;
	size_t file_count;
	size_t ignored;                         /* how many of them are ignored, or passed over */
	bool all;                               /* everything is due: for the one or the other of these */
	const char *reason;                     /* why, if it is no file's doing; or NULL */
	const struct changed *everything;       /* the first file that makes everything due, or NULL */
	unsigned long turn;                     /* whose turn it is in each class */
	struct due *units;                      /* by place among the plan's units */
	bool *on;                               /* [platform index * unit_count + place]: due there, on this lane */
	size_t due_count, lane_count;           /* units that are due; that the lane runs */
	unsigned long long due_usec, lane_usec; /* what they are expected to take, over the platforms */
};

/*
 * Look at each change of the range. `before` is the plan of the range's base; NULL: only files are looked at, and a change of the
 * manifest, an output or the seconds makes everything due. Without a changed file nothing is due. `turn` counts commits: the
 * units of a class take turns, in the order of variant, module and chunk, and one that is due when its turn comes is run.
 * Everything lives in the arena.
 */
void affected_make(struct affected *ret_affected, struct arena *a, const struct plan *p, const struct git_range *range,
	const struct before *before, int lane, int platform, unsigned long turn);

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
