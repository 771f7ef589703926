/*
 * The cases that failed in a run, wherever it has cases of their names. Most runs have few failures and many cases, so what asks
 * for those does not look at every case of every report: a report says at once which of its cases is the next one from some
 * name on, and that is asked only where a case has failed.
 */
#ifndef FAILURES_H
#define FAILURES_H

struct db;

/* Fill the temporary table met(report, name): the reports of the run that have a case of a name that failed, at its last try, in
 * any of them. In the caller's transaction; it stays until the next call. */
void failures_find(struct db *db, long long run);

#endif
