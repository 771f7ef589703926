/*
 * Rerun: finds a result in the record and says how to run its unit again as it ran then. This is the answer of
 * `nightshift replay`; the commands in it are those of replay.h.
 *
 * The JSON only ever grows:
 *
 *     { "format": 1, "suite", "unit",
 *       "replays": [{ "run", "attempt", "platform": or null, "lane": or null, "commit": or null,
 *         "here": is it in this repository, "tree": "clean", "dirty" or null,
 *         "plan": fingerprint, "verdict", "seed": or null, "finished",
 *         "kept": Nix had kept the result, so the unit did not run then,
 *         "commands": [shell text, from the repository's top], "notes": [sentences] }] }
 */
#ifndef RERUN_H
#define RERUN_H

#include <stdbool.h>
#include <stddef.h>

#include "report/replay.h"

struct arena;
struct buf;
struct record;

struct rerun_question {
	const struct suite *suite;
	const char *fingerprint;     /* of today's plan */
	const char *system;          /* this machine's, as Nix names it; or NULL: nobody knows */
	const char *run;             /* its name or the beginning of it, or "last" */
	const char *unit, *platform; /* platform: NULL for each */
	long attempt;                /* or 0: the last red attempt, or else the last one */
	long long now;               /* seconds since 1970 */
};

/* One result. A text is NULL if nobody said it. */
struct rerun_one {
	const char *run, *platform, *lane, *commit, *tree, *plan, *verdict;
	long long attempt, seed, finished; /* seed below 0: none; microseconds since 1970 */
	bool kept, here;
	const char *commands[REPLAY_MAX];
	size_t command_count;
	const char **notes;
	size_t note_count;
};

struct rerun {
	struct rerun_one *v; /* one for each platform */
	size_t n;
	const char **names; /* if several runs begin like the one asked for: the first 9 of them */
	size_t name_count;
};

/* Find the results, in the arena. There are none if there is no such run, or more than one. */
void rerun_find(struct rerun *ret_rerun, struct arena *a, struct record *r, const struct git *g,
	const struct rerun_question *q);

/* What is to be said if the platform of the result is no platform of this machine, in the arena; or NULL. */
const char *rerun_other_machine(const struct rerun_question *q, const struct rerun_one *one, struct arena *a);

/* Append the commands that make a work tree of the commit beside this one, and run the unit there. */
void rerun_elsewhere(const struct rerun_question *q, const struct rerun_one *one, struct arena *a, struct buf *out);

/* Append the answer, as text or JSON. */
void rerun_text(const struct rerun_question *q, const struct rerun *r, struct arena *a, bool color, struct buf *out);
void rerun_json(const struct rerun_question *q, const struct rerun *r, struct buf *out);

#endif
