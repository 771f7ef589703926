/*
 * nightshift batch: run many units by workers that are used again. For each device of a pool, or for each of -j plain
 * ones, there is a long-lived process, the worker, which reads what it is asked from its standard input, a line for
 * each unit, and answers each in TAP 14 on its standard output: the first test point of a document is the unit's
 * verdict. It may give the unit's name as the description; one that gives another unit's is not believed. What else it
 * prints between question and answer is the unit's log. At the end of its input it ends.
 *
 * A worker that dies, hangs, or answers what cannot be, costs the unit that it held, and no other: that one has its
 * verdict, the next one gets a fresh worker. One that says of itself that it is of no use any more, by `Bail out!` or
 * by skipping with a reason like `poisoned`, is replaced, and the unit runs again in a fresh one; said by a fresh one,
 * it is a failure.
 *
 * A line of the units has these fields, parted by tabs: the unit's name, what its worker is asked (empty: the name) or,
 * without a worker, its shell text; how many devices it takes (empty: 1); its timeout in seconds and its attempts
 * (empty: what the options say).
 *
 * Devices whose units keep failing are quarantined (pool.h), and those units run again elsewhere. Without a worker,
 * each unit is shell text of its own, judged by its exit status.
 */
#ifndef BATCH_H
#define BATCH_H

struct cli;
struct diag;

/* What it needs of the command line, the defaults filled in; the exit status comes back. */
int batch_run(const struct cli *c, struct diag *d);

#endif
