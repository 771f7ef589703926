/*
 * Coverage: for each platform, what pull requests, merges and the night run of the suite, what only
 * the night runs, what nothing runs and why, and, by the record, what has never run at all. No
 * clock: the same plan and record give the same text.
 */
#ifndef COVERAGE_H
#define COVERAGE_H

struct buf;
struct plan;
struct record;

/* Append the report as a table for people; long lists of units are shortened. r may be NULL: there
 * is no record. */
void coverage_text(const struct plan *p, struct record *r, struct buf *out);

/* Append the same as JSON, with every name. */
void coverage_json(const struct plan *p, struct record *r, struct buf *out);

#endif
