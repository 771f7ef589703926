/*
 * Tune: what the record has measured becomes the committed seconds (plan/secondsfile.h), and as rarely as that is any use, since
 * each new number moves units between shards and stands in a diff.
 *
 * Measured is, for a unit on a platform, the median of its last TUNE_PASSES passes there, in two significant digits.
 * Only first attempts that passed count, and only if their time is known and their run says on which platform it was.
 * Which plan they belong to does not matter, as long as the unit's id is the same. Where no run has measured anything,
 * the seconds that another tool keeps (costs.h) stand in: the sum of the unit's test cases.
 *
 * What is within an eighth of its line confirms it: the line's number counts as measured. Two medians of the same unit
 * differ by that much where runs differ by a tenth, and a plan that follows such noise gains on paper only.
 *
 * Then, platform by platform:
 *
 *   - A line is dropped if its unit or platform is gone, or the unit from the platform; if a later
 *     line overrides it, or if it says 0, which means unknown.
 *   - What was measured and has no line gets one. A line for any platform ('*') is by hand: it is
 *     kept, and does not count as the platform's.
 *   - The other lines stay as they are, unless the plan gains: each cut (the shards of a lane;
 * where it has none, the lane's -j; Nix's shards of the platform's system) is planned with the
 *     seconds as they would then be and with all measured ones of the platform, and both are timed
 *     by what was measured. If the time until the last shard is done falls by a TUNE_GAIN-th or
 *     more in one cut, all measured lines of the platform are written anew. Where a cut by seconds
 *     gets another number of shards, it gains if what it cuts is off by as much; so a sum that lies
 *     on the border between two numbers does not go to and fro.
 *   - Where nothing is cut (one unit at a time) seconds move nothing. There a line is written anew
 *     if it is off by at least a quarter, and by a TUNE_GAIN-th of the platform's longest unit: no
 *     cut ends before that one does, so none could gain by less.
 *
 * Seconds of one platform stand in for those of another that has none (plan.h). So the platforms are looked at again
 * until none gains; a second run with the same record changes nothing.
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

/* Of n times in rising order, at least one: the median, in two significant digits, above 0. */
unsigned long long tune_median(const unsigned long long *usec, size_t n);

/* What the record has measured of the suite, a row for a unit and a platform, in the arena; with a lane's name, only by
 * runs of that lane. */
void tune_measured(struct seconds *ret_measured, struct arena *a, struct record *r, const char *suite,
	const char *lane);

enum tune_what { TUNE_KEPT, TUNE_NEW, TUNE_CHANGED, TUNE_DROPPED };

struct tune_line {
	const char *unit, *platform;
	size_t rank;                 /* the unit's, or past the last if it is gone */
	unsigned long long usec;     /* as it is to be; of a dropped one, as it was */
	unsigned long long old_usec; /* if it has changed */
	int what;                    /* enum tune_what */
};

/* A cut on which somebody waits, timed by what was measured. Times in microseconds. */
struct tune_cut {
	size_t platform; /* its index; of a system's shards, that of the first such platform */
	int lane;        /* or -1: Nix's shards of the platform's system */
	bool by_seconds; /* the number of shards follows from their seconds */
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
	struct seconds seconds; /* as they are to be, in canonical order, then by platform */
	size_t what[4];         /* how many lines of each, by enum tune_what */
};

/* Find out what becomes of the old seconds, in the arena. p is the plan they make. */
void tune_make(struct tune *ret_tune, struct arena *a, struct diag *d, const struct plan *p, const struct seconds *old,
	const struct seconds *measured);

/* Is there a line that is new, changed or dropped? */
bool tune_changes(const struct tune *t);

/* Append what changes, by platform, and what the cuts gain; with `lines`, each line too. */
void tune_text(const struct tune *t, bool lines, struct buf *out);

#endif
