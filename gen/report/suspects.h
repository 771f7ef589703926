/*
 * Suspects: which commit broke the units that are red in a night.
 *
 * For each red unit on its platform the record says at which commits it passed and failed. What a commit contains that
 * passed is out, if the red one contains that commit: so the suspects are the commits between the last green and the
 * first red night, and any result between, of whatever lane, narrows them further. Merges are followed into both sides.
 * Of these, a commit is a suspect if it touches what the unit depends on, by the manifest as it is today (affected.h);
 * a merge touches only what it has from neither side.
 *
 * First come the commits that touch the paths of a unit, then those that change what everything depends on or what
 * nobody claims, then the rest: changes that are none of these, but units without paths depend on every file. Within
 * each kind first those that would explain most red units, then the newest.
 */
#ifndef SUSPECTS_H
#define SUSPECTS_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/affected.h"
#include "lib/git.h"

struct arena;
struct buf;
struct night;
struct plan;
struct record;

enum touch { TOUCH_PATHS, TOUCH_EVERYTHING, TOUCH_REST, TOUCH_NOTHING };

extern const char *const touch_names[]; /* by enum touch */

/* A unit that is red on a platform, and since when. */
struct suspect_unit {
	const char *unit, *platform;
	const char *verdict;    /* NULL: there is no result */
	long long seed;         /* below 0: none */
	long long finished;     /* of the red result, microseconds since 1970; or 0 */
	const char *red_commit; /* the first that is known red */
	long long red_finished;
	const char *green_commit; /* the last that passed; or NULL */
	long long green_finished, green_seed;
	bool seed_differs;      /* it passed under another one */
	const char *lost_green; /* it passed at this commit, which is not in the history; or NULL */
	size_t between;         /* commits that are left by the record alone; 0 if nothing is known green */
	size_t suspects;        /* of these, how many touch what it depends on */
	size_t group;           /* those with one history are judged together */
};

struct suspect {
	struct git_commit_info info;
	enum touch touch;    /* the closest, over the units */
	bool unknown;        /* what it changed is not known: its parent is not here */
	const char *path;    /* that makes it so, or NULL */
	enum ground ground;  /* of that path */
	const char *pattern; /* that claims the path, or NULL */
	size_t *units;       /* that it would explain, by place */
	size_t unit_count;
	size_t place; /* in the history, the newest first */
};

struct suspects {
	const char *since; /* the last green commit, where it is one for all units; or NULL */
	const char *note;  /* what is to be said of them, or NULL */
	struct suspect_unit *units;
	size_t unit_count;
	struct suspect *commits; /* ranked */
	size_t count;
	size_t considered; /* commits that are left by the record */
	bool cut;          /* the history is not all there */
};

struct suspects_question {
	const struct plan *plan;
	const struct night *night; /* a red one; its failed units, or else those without a pass */
	const char *unit;          /* only that one, or NULL */
	const char *since;         /* a commit that was green for all, in full; or NULL: the record knows */
	const char *green;         /* the last green night's commit: all that is known of a night of which
			      nobody knows what it owes; or NULL */
	int lane;                  /* enum lane */
};

/* Where a question begins. */
struct suspects_start {
	const struct plan *plan;
	const char *fingerprint; /* of the plan, if it is the commit's for sure; or NULL */
	const char *commit;      /* in full */
	const char *unit;        /* red on some platform, or NULL: any */
	int lane;                /* enum lane */
};

/*
 * The latest red night of a commit that this one contains, in the arena: one with a unit that failed; if there is none,
 * the latest of all, if that is red. False if it is not. *ret_since: a later night that is green, or in which the unit
 * passed; or NULL.
 */
bool suspects_night(struct night *ret_night, struct arena *a, struct record *r, const struct git *g,
	const struct suspects_start *start, const char **ret_since);

/* What is to be said where a clone is shallow, or "". */
const char *suspects_shallow(const struct git *g);

/* Find them, in the arena. r may be NULL: there is no record. */
void suspects_make(struct suspects *ret_suspects, struct arena *a, struct record *r, const struct git *g,
	const struct suspects_question *q);

#endif
