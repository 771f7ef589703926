/*
 * Coverage, as planned and as delivered: for each platform, what pull requests, merges and the night run of the suite,
 * and what each of them came to the last time; what only the night runs, and when that last passed; what nothing runs
 * and why; what was owed and absent; what has never run at all.
 *
 * The JSON, which only ever grows:
 *
 *     { "format": 1, "suite", "units": how many the plan has,
 *       "platforms": [{ "platform", "system", "runner": [labels],
 *         "lanes": [{ "lane", "does", "units", "seconds": expected,
 *           "delivered": of the last commit that has results of it there, or null: { "commit",
 *             "here": is it in this repository, "finished", "plan": its fingerprint, or null: not
 *             known, and, if the plan owes something there, "owed", "passed", "flaky", "failed",
 *             "undone", "absent", "ran", "cached" (judge.h), "failed_units", "absent_units": names;
 *             "ignored": results of that night, on all platforms, that count for nothing } }],
 *         "nightly_only": names, "gaps": [{ "reason", "until" }], "in_gap": names,
 *         "kept": [{ "module", "units", "reason" }], "due": how many some lane owes,
 *         "never_run": of these, names; or null: there is no record,
 *         "owed_units": [{ "unit", "nightly_only", "last_pass", "last_run" }] or null }],
 *       "excludes": [{ "name", "reason", "until" }], what planreport.h says of classes,
 *       "record": [{ "platform": or null, "lane": or null, "runs", "answered": occasions that
 * results which Nix kept have answered, "results", "last": when the last of those finished }] or null,
 * "ran_on_no_platform": units that ran, but only where nobody said on which platform, or null, "unknown_units",
 * "unknown_platforms": in the record and not in the plan, "from_the_future": where a clock is wrong; each [{ "unit",
 * "platform", "last_run" }] }
 *
 * In a lane that runs only what a change makes due, what is absent may not have been due.
 */
#ifndef COVERAGE_H
#define COVERAGE_H

#include <stdbool.h>

struct arena;
struct buf;
struct git;
struct plan;
struct record;

struct coverage_question {
	const struct plan *plan;
	struct record *record; /* NULL: there is none */
	const struct git *git; /* NULL: there is none */
	long long now;         /* seconds since 1970 */
	bool color;
};

/* Append the answer as tables for people; long lists of units are shortened. */
void coverage_text(const struct coverage_question *q, struct arena *a, struct buf *out);

/* Append the same as JSON, with every name. */
void coverage_json(const struct coverage_question *q, struct arena *a, struct buf *out);

#endif
