/*
 * Flaky and seed-dependent: what passes and fails although nothing has changed. A unit on a platform is
 *
 *   flaky, if it both passed and failed at one commit, by one plan and under one seed, in whatever runs and attempts.
 *   If the commit is not known, or the work tree had changes, only the attempts of one run are compared; or, where Nix
 *   ran it, the builds of one derivation.
 *
 *   seed-dependent, if at one commit and by one plan it only passed under some seeds and only failed under others.
 *
 * Results that differ between two commits prove neither: the change may be the reason.
 *
 * The JSON only ever grows, and lists the newest first:
 *
 *     { "format": 1, "suite", "days", "since": the beginning of these days,
 *       "future": how many red results finished in the future: a clock is wrong,
 *       "flaky": [{ "unit", "platform": or null, "known": is it in the plan,
 *         "times": at how many commits with a seed it both passed and failed, "results", "red": how many there
 *         are in that time, "last": when it last failed so,
 *         "occasions": [{ "commit": or null, "here": is it in this repository, "run", "seed", "passed", "failed",
 *           "last" }] }],
 *       "seed_dependent": [{ "unit", "platform", "known", "seeds": how many were tried at these commits,
 *         "failing": how many fail, "last",
 *         "failing_seeds": [{ "seed", "commit", "here", "last" }] }] }
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

/* A commit (or run) with a seed at which a unit both passed and failed, or failed while other seeds pass. */
struct flaky_case {
	const char *commit; /* NULL: not known, or the work tree had changes */
	bool here;          /* the repository has it */
	const char *run;    /* of the last failure */
	long long seed;     /* below 0: none */
	size_t passed, failed;
	long long last; /* when the last failure finished, microseconds since 1970 */
};

struct flaky_unit {
	const char *unit, *platform;       /* platform: NULL if nobody said */
	bool known;                        /* the plan has it */
	struct flaky_case *both, *by_seed; /* newest first */
	size_t both_count, by_seed_count;
	size_t seeds;        /* how many were tried at the commits where it depends on them */
	size_t results, red; /* how many there are, in the days that were asked for */
	long long last_both, last_by_seed;
};

struct flaky {
	const struct plan *plan;
	struct flaky_unit *units;
	size_t count;
	size_t future; /* how many red results finished in the future */
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

/* Find these units, in the arena. r and g may be NULL. */
void flaky_make(struct flaky *ret_flaky, struct arena *a, struct record *r, const struct git *g,
	const struct flaky_question *q);

/* Those that are flaky, or, with by_seed, that depend on their seed: the newest first. The caller frees the list. */
const struct flaky_unit **flaky_sorted(const struct flaky *f, bool by_seed, size_t *ret_count);

/* Append the answer, as text or JSON. */
void flaky_text(const struct flaky *f, struct arena *a, bool color, struct buf *out);
void flaky_json(const struct flaky *f, struct buf *out);

#endif
