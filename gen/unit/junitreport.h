/*
 * The results of a run as JUnit XML, which GitHub, GitLab and Jenkins show. There is a suite for each pass over the
 * units and a case for each unit; the class of a case is the variant, where it is known. An attempt that was tried again is a
 * `flakyFailure` if the unit passed in the end, or else a `rerunFailure`, as Maven Surefire and cargo-nextest write
 * them. A unit that did not run never counts as passed: if it skipped or was cancelled it is `skipped`, with the reason; if
 * make never came to it, it is an `error`. What failed in a unit stands before the end of its log.
 *
 * The files are valid by the schema that Jenkins' xUnit plug-in has for JUnit (junit-10.xsd), which is the widest that
 * consumers agree on; tests/run/junit-10.rng says the same of what stands here.
 */
#ifndef JUNITREPORT_H
#define JUNITREPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct outcome;

struct junitreport {
	struct buf suites, cases;       /* the finished suites; the cases of the next one */
	size_t tests, failures, errors; /* of all */
	size_t suite_tests, suite_failures, suite_errors, suite_skipped;
	unsigned long long usec;
};

/* Add a case. An outcome without an attempt means that the unit did not run, for that reason. A skip of a unit that may not
 * skip is a failure, since it makes the run fail. */
void junitreport_case(struct junitreport *j, const char *suite, const char *variant, const char *unit,
	const struct outcome *o, const char *reason, bool may_skip);

/* Make a suite of the cases that were added since the last one. The run began at that time (seconds since 1970) and
 * took that many microseconds. */
void junitreport_suite(struct junitreport *j, const char *suite, const char *run, long long began,
	unsigned long long usec);

/* Write the report of one unit as junit.xml into its folder; who asks for one knows nothing of what may skip: of its results below `results` in that run. False, with errno
 * set, if it cannot be written. */
bool junitreport_of_unit(const char *results, const char *suite, const char *unit, const char *run);

/* Append the file. */
void junitreport_text(const struct junitreport *j, const char *suite, struct buf *out);

void junitreport_release(struct junitreport *j);

#endif
