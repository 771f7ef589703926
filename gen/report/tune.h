/*
 * Tune: turns what the record has measured into the committed seconds (plan/secondsfile.h), but only if the plan gains
 * by it, as each new number moves units between shards and stands in a diff.
 *
 * What counts as measured, for a unit on a platform, is the median of its last TUNE_PASSES passes there, in two
 * significant digits. Only first attempts that passed count, and only if their time is known and their run names the
 * platform. The plan they belong to does not matter, as long as the unit's id is the same. If no run has measured
 * anything, the seconds that another tool keeps (read_costs.h) stand in: the sum of the unit's test cases.
 *
 * What is within an eighth of its line confirms the line, whose number then counts as measured. If runs differ by a
 * tenth, two medians of the same unit differ by that much, and a plan that follows such noise gains only on paper.
 *
 * Then, platform by platform:
 *
 *   - A line is dropped if its unit or platform is gone, or the unit from the platform; if a later line overrides it; or
 *     if it says 0, which means unknown.
 *   - What was measured and has no line gets one. A line for any platform ('*') is written by hand: it is kept, and does
 *     not count as the platform's.
 *   - The other lines stay as they are, unless the plan gains. Each cut (the shards of a lane; if it has none, the lane's
 *     -j; the order within Nix's shards of the platform's system, if their -j is said) is planned twice, with the seconds as they would be and with all
 *     measured ones of the platform, and both plans are timed by what was measured. If in one cut the time until the
 *     last shard is done falls by a TUNE_GAIN-th or more, all measured lines of the platform are written anew. If a cut
 *     by seconds gets another number of shards, it gains only if the sum of what it cuts is off by a TUNE_GAIN-th; so a
 *     sum on the border between two numbers does not go to and fro.
 *   - On a platform where nothing is cut (one unit at a time) seconds move nothing. A line is written anew there if it is
 *     off by at least a quarter, and by a TUNE_GAIN-th of the platform's longest unit: no cut ends before that unit
 *     does, so none could gain by less.
 *
 * The seconds of one platform stand in for those of another that has none (plan.h). So the platforms are looked at again
 * until none gains, and a second run with the same record changes nothing.
 */
#ifndef TUNE_H
#define TUNE_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/secondsfile.h"

struct arena;
struct buf;
struct diag;
struct plan;
struct record;
struct suite;

/* Enough that one slow or fast night does not decide, few enough to follow a change within a week. */
enum { TUNE_PASSES = 5, TUNE_GAIN = 20 };

/* The median of n times in rising order, n being at least 1: in two significant digits, above 0. */
unsigned long long tune_median(const unsigned long long *usec, size_t n);

/* What the record has measured of the suite, in the arena: a row for each unit and platform, by platform, then by unit.
 * With a lane's name, only runs of that lane count. */
void tune_measured(struct seconds *ret_measured, struct arena *a, struct record *r, const char *suite,
	const char *lane);

enum tune_what { TUNE_KEPT, TUNE_NEW, TUNE_CHANGED, TUNE_DROPPED };

struct tune_line {
	const char *unit, *platform;
	size_t rank;                 /* the unit's, or past the last if it is gone */
	unsigned long long usec;     /* the new number; of a dropped line, the old one */
	unsigned long long old_usec; /* of a changed line */
	int what;                    /* enum tune_what */
};

/* A cut that somebody waits for, timed by what was measured. Times are in microseconds. */
struct tune_cut {
	size_t platform; /* its index; of a system's shards, that of the first such platform */
	int lane;        /* or -1: Nix's shards of the platform's system */
	bool by_seconds; /* the number of shards follows from the seconds */
	long jobs;       /* -j within each */
	size_t shards_before, shards_after;
	unsigned long long before, after; /* until the last shard is done */
	unsigned long long best;          /* if all measured lines were written anew */
};

struct tune {
	const struct suite *suite;
	struct tune_line *lines; /* by platform ('*' first), then in the plan's canonical order */
	size_t line_count;
	struct tune_cut *cuts;
	size_t cut_count;
	struct seconds seconds; /* the new ones, in canonical order, then by platform */
	size_t what[4];         /* how many lines of each, by enum tune_what */
};

/* Find out what becomes of the old seconds, in the arena. p is the plan that they make. */
void tune_make(struct tune *ret_tune, struct arena *a, struct diag *d, const struct plan *p, const struct seconds *old,
	const struct seconds *measured);

/* Is there a line that is new, changed or dropped? */
bool tune_changes(const struct tune *t);

/* Append how much changes, by platform, and what the cuts gain; with `lines`, also each line that changes. */
void tune_text(const struct tune *t, bool lines, struct buf *out);

#endif
