/*
 * What a run came to, as JUnit XML: what GitHub, GitLab and Jenkins show. A suite for each pass over the units, a case
 * for each unit, its class the variant. Attempts that another one followed are `flakyFailure` where the unit passed in
 * the end, and `rerunFailure` where it did not, as Maven Surefire and cargo-nextest write them. What did not run is
 * never a pass: cancelled is `skipped`, what make never came to an `error`.
 */
#ifndef JUNITREPORT_H
#define JUNITREPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct outcome;

struct junitreport {
	struct buf suites, cases;                /* finished suites; the cases of the one that is not */
	size_t tests, failures, errors, skipped; /* of all */
	size_t suite_tests, suite_failures, suite_errors, suite_skipped;
	unsigned long long usec;
};

/* A case. `variant` and `unit` are names; without an attempt it did not run, which `reason` tells. */
void junitreport_case(struct junitreport *j, const char *suite, const char *variant, const char *unit,
	const struct outcome *o, const char *reason);

/* The cases since the last were those of this run of the suite, which began then (seconds since
 * 1970) and took so long. */
void junitreport_suite(struct junitreport *j, const char *suite, const char *run, long long began,
	unsigned long long usec);

/* Append the file. */
void junitreport_text(const struct junitreport *j, const char *suite, struct buf *out);

void junitreport_release(struct junitreport *j);

#endif
