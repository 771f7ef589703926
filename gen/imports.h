/*
 * Imports: what other programs have written about tests, taken into the record: reports with many
 * test cases (JUnit XML, TAP), seconds without verdicts (CTest's costs, pytest-split's durations)
 * and logs of Nix. All of it may be done again, and in any order, with the same end.
 */
#ifndef IMPORTS_H
#define IMPORTS_H

struct record;

/*
 * Find the results of a run's units anew from its reports, as far as the units have no verdict of
 * their own: what store.c does after a merge, too. The caller has begun a transaction. The number
 * is the record's.
 *
 * A unit fails if a case of it fails, in whatever report; it passes if one passes and none fails,
 * is skipped if all are, and cancelled if only an incomplete report knows it. Its attempts are
 * those of the run and, within each, the tries that the program made by itself: a case that was not
 * tried again counts with its last try. Seconds are the sum of the cases tried.
 */
void imports_derive(struct record *r, long long run);

#endif
