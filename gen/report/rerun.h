/*
 * Rerun: a unit of a run that the record knows, to be run once more as it ran. The answer of `nightshift replay`.
 *
 * The JSON, which only ever grows:
 *
 *     { "format": 1, "suite", "unit",
 *       "replays": [{ "run", "attempt", "platform": or null, "lane": or null, "commit": or null,
 *         "here": is it in this repository, "tree": "clean", "dirty" or null,
 *         "plan": fingerprint, "verdict", "seed": or null, "finished",
 *         "kept": Nix had kept it, so it did not run then,
 *         "commands": [shell text, from the repository's top], "notes": [sentences] }] }
 */
#ifndef RERUN_H
#define RERUN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct git;
struct record;
struct suite;

struct rerun_question {
	const struct suite *suite;
	const char *fingerprint;     /* of today's plan */
	const char *run;             /* its name or the beginning of it, or "last" */
	const char *unit, *platform; /* platform: NULL for each */
	long attempt;                /* or 0: the last red one, or else the last */
	long long now;               /* seconds since 1970 */
};

/* One result. Text may be NULL where nobody said. */
struct rerun_one {
	const char *run, *platform, *lane, *commit, *tree, *plan, *verdict;
	long long attempt, seed, finished; /* seed below 0: none; microseconds since 1970 */
	bool kept, here;
	const char *commands[3]; /* as replay.h has them */
	size_t command_count;
	const char **notes;
	size_t note_count;
};

struct rerun {
	struct rerun_one *v; /* one for a platform */
	size_t n;
	const char **names; /* of runs that begin so, if there is more than one: the first 9 */
	size_t name_count;
};

/* Find it, in the arena; with nothing in v if there is no such run, or more than one. */
void rerun_find(struct rerun *ret_rerun, struct arena *a, struct record *r, const struct git *g,
	const struct rerun_question *q);

/* Append the commands that make a work tree of the commit beside this one, and run it there. */
void rerun_elsewhere(const struct rerun_question *q, const struct rerun_one *one, struct arena *a, struct buf *out);

void rerun_text(const struct rerun_question *q, const struct rerun *r, struct arena *a, bool color, struct buf *out);
void rerun_json(const struct rerun_question *q, const struct rerun *r, struct buf *out);

#endif
