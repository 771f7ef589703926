/*
 * Prints what `nightshift affected` found: the units that a change makes due and those it leaves out, each with its
 * reason, as text or JSON; and the matrix of a GitHub Actions job.
 */
#ifndef AFFECTEDREPORT_H
#define AFFECTEDREPORT_H

#include <stdbool.h>
#include <stddef.h>

struct affected;
struct buf;
struct leg;

/* Append the report as text; with `all`, each changed file and the units that are left out as well. */
void affectedreport_text(const struct affected *f, const struct leg *legs, size_t leg_count, bool all, struct buf *out);

/*
 * Append it as one JSON object:
 *
 *     format        2
 *     suite, lane
 *     base, merge_base, head   ids of commits; not if there is nothing to compare with
 *     turn          the number that decides whose turn it is in each class
 *     any           is anything due at all?
 *     everything    is everything due? Then `reason` says why, as the text does
 *     files         path; status (A, D or M); by (manifest, ignore, output, seconds, workflow, promote, paths, unclaimed); and
 *                   the pattern that claims the path, if there is one, with before: true if only the base has that rule
 *     units         the units of the lane that are due: id; due; why (new, lane, part, paths, always, everything); pattern and
 *                   file, if they are the reason; differs, for part: what is not as before; class; on, the platforms it is
 *                   due on
 *     left_out      the others, in the same form: why may be not, and instead is the unit of its class that runs in its place
 *     matrix        as below
 */
void affectedreport_json(const struct affected *f, const struct leg *legs, size_t leg_count, struct buf *out);

/*
 * Append the matrix as one line of JSON: { "include": [ ... ] }, with an element for each leg: platform; runner, its
 * labels; leg and legs, its number and how many there are; shard, the plan's number, or 0; jobs; seconds; targets, for
 * make, which knows no shards of the plan; units, their ids, or "all" if the leg is a shard of the plan or all that the lane runs
 * there. GitHub refuses a
 * matrix without elements.
 */
void affectedreport_matrix(const struct affected *f, const struct leg *legs, size_t leg_count, struct buf *out);

#endif
