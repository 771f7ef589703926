/* The results of units that follow from reports. */
#ifndef DERIVE_H
#define DERIVE_H

struct diag;
struct record;

/*
 * Compute the results of a run's units again from its reports, where units have no verdict of their own. To be called
 * whenever reports of the run have changed, in the caller's transaction. The number is the record's.
 *
 * A unit fails if a case of it fails, in whatever report, by timeout or crash if one did so; it fails as well if a report that
 * is not whole has cases of it, and no whole one of the same name has come since; it passes if a case of it passes, and is
 * skipped if all are, with the reason of the first of them by name. A case that failed in an attempt passes in a later one
 * only if that one reports it as passed: an attempt may report a part of what was run, and then the rest has not passed. Its
 * attempts are those of the run and, within each, the tries that the program made by itself: a case that was not tried again
 * counts with its last try. Seconds are the sum of the cases tried.
 */
void derive_results(struct record *r, long long run);

/* Warn of cases that passed in one report of the run and failed in another, and of units that passed by their own verdict
 * though a case of them failed. To be called after derive_results of the same run, which has found what failed in it. */
void derive_warn(struct record *r, struct diag *d, long long run, const char *name);

#endif
