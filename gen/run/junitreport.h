/*
 * The results of a run as JUnit XML, which GitHub, GitLab and Jenkins show. There is a suite for each pass over the
 * units and a case for each unit; the class of a case is the variant. An attempt that was tried again is a
 * `flakyFailure` if the unit passed in the end, or else a `rerunFailure`, as Maven Surefire and cargo-nextest write
 * them. A unit that did not run never counts as passed: if it was cancelled it is `skipped`, if make never came to it,
 * it is an `error`.
 */
#ifndef JUNITREPORT_H
#define JUNITREPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct outcome;

struct junitreport {
	struct buf suites, cases;                /* the finished suites; the cases of the next one */
	size_t tests, failures, errors, skipped; /* of all */
	size_t suite_tests, suite_failures, suite_errors, suite_skipped;
	unsigned long long usec;
};

/* Add a case. An outcome without an attempt means that the unit did not run, for that reason. */
void junitreport_case(struct junitreport *j, const char *suite, const char *variant, const char *unit,
	const struct outcome *o, const char *reason);

/* Make a suite of the cases that were added since the last one. The run began at that time (seconds since 1970) and
 * took that many microseconds. */
void junitreport_suite(struct junitreport *j, const char *suite, const char *run, long long began,
	unsigned long long usec);

/* Append the file. */
void junitreport_text(const struct junitreport *j, const char *suite, struct buf *out);

void junitreport_release(struct junitreport *j);

#endif
