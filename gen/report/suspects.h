/*
 * Suspects: which commit broke the units that are red in a night.
 *
 * For each red unit on its platform the record says at which commits it passed and failed (evidence.h). Commits already
 * contained in a passing one are ruled out (ancestry.h). So the suspects are the commits between the last green and the
 * first red night, and any result between these, of whatever lane, narrows them further. A commit at which the unit both
 * passed and failed is ruled out alone: the unit may go both ways since before. Merges are followed into both sides. Of
 * these, a commit is a suspect if it touches what the unit depends on, by the manifest as it is today (affected.h); a
 * merge touches only what it has from neither side. If none of a unit's commits does, all of them are suspects: the paths
 * may say too little, and one of these commits it was. A unit without a result has no suspects.
 *
 * First come the commits that touch the paths of a unit; then those that change what everything depends on, or what no
 * rule claims; then the rest, on which only units without paths depend, as these depend on every file. Within each kind
 * those come first that would explain most red units, then the newest.
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
	long long seed;         /* of the red result; below 0: none */
	long long finished;     /* of the red result, microseconds since 1970; or 0 */
	const char *red_commit; /* the first that is known to be red */
	long long red_finished;
	const char *green_commit; /* the last that passed; or NULL */
	long long green_finished, green_seed;
	bool seed_differs;      /* it passed under another seed */
	bool passed_there;      /* it passed at the night's commit, too */
	const char *lost_green; /* it passed at this commit, which is not in the history; or NULL */
	size_t between;         /* how many commits the record leaves; 0 if nothing is known to be green */
	size_t suspects;        /* how many of these touch what it depends on; if none does, all of them */
	size_t group;           /* units with the same history are judged together */
};

struct suspect {
	struct git_commit_info info;
	enum touch touch;    /* the closest one, over the units */
	bool unknown;        /* its parent is not here, so what it changed is not known */
	const char *path;    /* the path that it touches so, or NULL */
	enum ground ground;  /* of that path */
	const char *pattern; /* the one that claims the path, or NULL */
	size_t *units;       /* indexes of the units that it would explain */
	size_t unit_count;
	size_t place; /* in the history, the newest first */
};

struct suspects {
	const char *since; /* the last green commit, if it is the same for all units; or NULL */
	const char *note;  /* a remark about them, or NULL */
	struct suspect_unit *units;
	size_t unit_count;
	struct suspect *commits; /* ranked */
	size_t count;
	size_t considered; /* how many commits the record leaves */
	bool cut;          /* part of the history is missing */
};

/* The units that are asked about: these, sorted; with no name at all, each. */
struct suspects_names {
	const char *const *v;
	size_t n;
};

struct suspects_question {
	const struct plan *plan;
	const struct night *night; /* a red one: its failed units are asked about, or, if none failed, those that have
				      results and no pass */
	struct suspects_names only;
	const char *since; /* a commit that was green for all, in full; or NULL: the record knows */
	const char *green; /* the commit of the last green night, or NULL; it counts if nothing ran */
	int lane;          /* enum lane */
};

/* Where the search for a red night begins. */
struct suspects_start {
	const struct plan *plan;
	const char *fingerprint;    /* of the plan, if it is the commit's for sure; or NULL */
	const char *commit;         /* in full */
	struct suspects_names only; /* one of them is red on some platform */
	int lane;                   /* enum lane */
};

/*
 * Find the latest night in which a unit failed, of the commits that this one contains, in the arena. If there is none,
 * take the latest night of all; false if that has no unit with results and without a pass. *ret_since is the commit of a
 * later night that is green, or in which each of the named units passed; or NULL.
 */
bool suspects_night(struct night *ret_night, struct arena *a, struct record *r, const struct git *g,
	const struct suspects_start *start, const char **ret_since);

/* Is the unit one of those that are asked about? */
bool suspects_is_named(const struct suspects_names *only, const char *unit);

/* A hint to append to a message if the clone is shallow, or "". */
const char *suspects_shallow(const struct git *g);

/* Find the suspects, in the arena. r may be NULL: there is no record. */
void suspects_make(struct suspects *ret_suspects, struct arena *a, struct record *r, const struct git *g,
	const struct suspects_question *q);

#endif
