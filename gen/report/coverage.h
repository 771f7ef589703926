/*
 * Coverage, as planned and as delivered: for each platform, what pull requests, merges and the night run of the suite,
 * and what the last run of each came to; what only the night runs, and when that last passed; what nothing runs, and
 * why; what was owed and is absent; what has never run at all.
 *
 * The JSON only ever grows:
 *
 *     { "format": 1, "suite", "units": how many the plan has,
 *       "platforms": [{ "platform", "system", "runner": [labels],
 *         "lanes": [{ "lane", "does", "units", "seconds": expected,
 *           "delivered": null, or of the last commit that has results of the lane there: { "commit",
 *             "here": is it in this repository, "finished", "plan": its fingerprint, or null if it is
 *             not known; if the plan owes something there, "owed", "passed", "flaky", "failed",
 *             "undone", "absent", "ran", "cached" (nightview.h), "failed_units", "absent_units": names;
 *             "ignored": how many results of that night, on all platforms, count for nothing } }],
 *         "nightly_only": names, "gaps": [{ "reason", "until" }], "in_gap": names,
 *         "kept": [{ "module", "units", "reason" }], "due": how many units some lane owes,
 *         "never_run": the names of those among them, or null: there is no record,
 *         "owed_units": [{ "unit", "nightly_only", "last_pass", "last_run", "last_skip" }] or null }],
 *       "skipped_everywhere": null, or the units whose last result is a skip on every platform that has one, which are
 *         covered nowhere: [{ "unit", "platforms": [{ "platform", "reason": or null, "last_skip" }] }],
 *       "excludes": [{ "name", "variants": names or null: all, "platforms": so, too, "reason", "until" }],
 *       what planreport.h says of classes,
 *       "record": null, or [{ "platform": or null, "lane": or null, "runs",
 *         "answered": how many occasions were answered by results that Nix had kept, "results",
 *         "last": when the last of those finished }],
 *       "ran_on_no_platform": how many units ran only in runs that do not name their platform, or null,
 *       "unknown_units", "unknown_platforms": in the record and not in the plan,
 *       "from_the_future": where a clock is wrong; these three are [{ "unit", "platform", "last_run" }] }
 *
 * In a lane that runs only what a change makes due, an absent unit may not have been due.
 */
#ifndef COVERAGE_H
#define COVERAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/model.h"

struct arena;
struct buf;
struct git;
struct night;
struct night_platform;
struct plan;
struct record;
struct suite;
struct unit;

struct coverage_question {
	const struct plan *plan;
	struct record *record; /* NULL: there is none */
	const struct git *git; /* NULL: there is none */
	long long now;         /* seconds since 1970 */
	bool color;
};

/* Units of the plan, in canonical order. */
struct coverage_units {
	const struct unit **v;
	size_t n;
};

/* What the last run of a lane on a platform came to. */
struct coverage_delivered {
	const char *commit; /* NULL: it never delivered anything */
	bool here;          /* the repository has the commit */
	long long finished; /* the last result, microseconds since 1970 */
	const struct night *night;
	const struct night_platform *there; /* what it owed and got on the platform; or NULL */
};

/* When a unit last passed, last ran and last skipped on a platform, microseconds since 1970, or 0. */
struct coverage_times {
	long long passed, ran, skipped;
	const char *reason; /* of that skip, which is foreign text; or NULL */
};

struct coverage_platform {
	struct coverage_delivered delivered[LANE_COUNT];
	struct coverage_times *times; /* by the unit's rank */
	struct coverage_units nightly_only;
	struct coverage_units unreached; /* the platform may run them, but none of its lanes does: its gaps say why */
	struct coverage_units never_run; /* some lane owes them, but no run that names the platform has run them */
	size_t due;                      /* how many some lane owes */
	size_t *kept;                    /* by module: how many units are kept from the platform */
};

/* What the record holds of the suite, by platform and lane. */
struct coverage_ran {
	const char *platform, *lane; /* NULL if the runs do not say */
	long long runs, answered, results;
	long long last; /* when the last result finished, microseconds since 1970; or 0 */
};

/* A unit of the record that the plan or the clock contradicts. */
struct coverage_stray {
	const char *unit, *platform; /* NULL: nobody said */
	long long finished;          /* microseconds since 1970 */
};

struct coverage_strays {
	struct coverage_stray *v;
	size_t n;
};

struct coverage {
	const struct coverage_question *q;
	const struct plan *plan;
	struct arena *arena;
	const struct unit **canonical;       /* by rank */
	struct coverage_platform *platforms; /* by platform index */
	struct coverage_ran *ran;
	size_t ran_count;
	struct coverage_times *nowhere_times; /* by rank, of runs that name no platform */
	/* Units that the plan does not have; its platforms, likewise; wrong clocks. */
	struct coverage_strays unknown, elsewhere, future;
	/* Wherever a unit was started the last time, it skipped: it is covered nowhere. */
	struct coverage_units skipping;
	size_t nowhere; /* how many units of the plan ran only in runs that name no platform */
};

/* Find it all, in the arena. */
void coverage_make(struct coverage *ret_coverage, struct arena *a, const struct coverage_question *q);

/* Append the answer as tables for people. Long lists of units are shortened. */
void coverage_text(const struct coverage_question *q, struct arena *a, struct buf *out);

/* Append the member "excludes" of the JSON. */
void coverage_excludes_json(const char *before, const struct suite *s, struct buf *out);

/* Append the answer as JSON, with every name. */
void coverage_json(const struct coverage_question *q, struct arena *a, struct buf *out);

#endif
