/*
 * Flaky and seed-dependent: what passes and fails although nothing changed. A unit on a platform is
 *
 *   flaky, if it went both ways at one commit, by one plan and under one seed, in whatever runs and
 *   attempts; or, where the commit is not known or the work tree was changed, in the attempts of
 *   one run;
 *
 *   seed-dependent, if at one commit and by one plan it only passed under some seeds and only
 * failed under others.
 *
 * A commit between two results is a reason of its own: what so differs is neither.
 *
 * The JSON, which only ever grows:
 *
 *     { "format": 1, "suite", "days", "since": when the time looked at begins,
 *       "future": red results that finished in the future: a clock is wrong,
 *       "flaky": [{ "unit", "platform": or null, "known": is it in the plan,
 *         "times": commits with a seed where it went both ways, "tried": that it ran at in that
 * time, "results", "red": in that time, "last": when it last failed so, "occasions": [{ "commit": or null, "here": is
 * it in this repository, "run", "seed", "passed", "failed", "last" }] }],
 *       "seed_dependent": [{ "unit", "platform", "known", "seeds": tried at these commits,
 *         "failing": how many fail, "last",
 *         "failing_seeds": [{ "seed", "commit", "here", "last" }] }] }
 *
 * Newest first, both.
 */
#ifndef FLAKY_H
#define FLAKY_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct git;
struct plan;
struct record;

/* One commit (or run) and seed at which a unit went both ways, or failed where other seeds pass. */
struct flaky_case {
	const char *commit; /* NULL: not known, or with changes */
	bool here;          /* the repository has it */
	const char *run;    /* of the last failure */
	long long seed;     /* below 0: none */
	size_t passed, failed;
	long long last; /* failure, microseconds since 1970 */
};

struct flaky_unit {
	const char *unit, *platform;       /* platform: NULL if nobody said */
	bool known;                        /* the plan has it */
	struct flaky_case *both, *by_seed; /* newest first */
	size_t both_count, by_seed_count;
	size_t seeds;        /* that were tried where it depends on them */
	size_t results, red; /* all, in the time looked at */
	long long last_both, last_by_seed;
};

struct flaky {
	const struct plan *plan;
	struct flaky_unit *units;
	size_t count;
	size_t future;
	long days;
	long long now; /* seconds since 1970 */
	bool has_record;
};

struct flaky_question {
	const struct plan *plan;
	const char *unit, *platform; /* NULL: all */
	long days;
	long long now;
};

/* Find them, in the arena. r and g may be NULL. */
void flaky_make(struct flaky *ret_flaky, struct arena *a, struct record *r, const struct git *g,
	const struct flaky_question *q);

void flaky_text(const struct flaky *f, struct arena *a, bool color, struct buf *out);
void flaky_json(const struct flaky *f, struct buf *out);

#endif
