/*
 * What `nightshift affected` prints: the units that a change makes due and those it leaves out, each with its reason;
 * the same as JSON; the matrix of a GitHub Actions job.
 */
#ifndef AFFECTEDREPORT_H
#define AFFECTEDREPORT_H

#include <stdbool.h>
#include <stddef.h>

struct affected;
struct buf;
struct leg;

/* Append the report as text; with `all`, each file and the units that are left out, too. */
void affectedreport_text(const struct affected *f, const struct leg *legs, size_t leg_count, bool all, struct buf *out);

/*
 * Append it as one JSON object:
 *
 *     format        1
 *     suite, lane
 *     base, merge_base, head   ids of commits
 *     turn          the number that says whose turn it is in each class
 *     any           is anything due at all?
 *     everything    does a change make everything due?
 *     files         path, status (A, D or M), by (manifest, ignore, output, seconds, promote,
 * paths, unclaimed), and the pattern that claims it, if one does units         every unit of the
 * lane: id; due; why (paths, always, everything, not); pattern and file, where those are the reason; class; on, the
 * platforms it is due on; instead, the unit of its class that runs in its
 * place matrix        as below
 */
void affectedreport_json(const struct affected *f, const struct leg *legs, size_t leg_count, struct buf *out);

/*
 * Append the matrix as one line of JSON: { "include": [ ... ] }, an element for each leg: platform; runner, its labels;
 * leg and legs, a number of how many; shard, the plan's number, or 0; jobs; seconds; targets, what make is to be given;
 * units, their ids, or "all" where the leg is a shard of the plan or all that the lane runs there. GitHub refuses a
 * matrix of no elements.
 */
void affectedreport_matrix(const struct affected *f, const struct leg *legs, size_t leg_count, struct buf *out);

#endif
