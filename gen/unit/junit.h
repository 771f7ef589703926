/*
 * JUnit XML as test cases, as a dozen producers really write it: no two alike, and there is no specification. It is fed by
 * whoever reads the XML: expat in the record, base/xml_read.h in exec, which may load no library.
 *
 * The root is 'testsuites' or 'testsuite', and suites may contain suites. The children of a case say what became of it: an
 * error is worse than a failure (also 'failed'), that is worse than 'skipped', and that than nothing; so do the attributes
 * status and result, by the words in junit_words.c: "failed" (Behat, which writes no child when a hook fails), "panicked" (Ginkgo),
 * "notrun" (CTest), "suppressed" (GoogleTest). Of several failures the first is kept. A failure within a case counts wherever
 * it stands, also in a case within the case, which is no case of its own. flakyFailure and flakyError are tries before the one
 * that passed, rerunFailure and rerunError tries after one that failed. A failure of a suite, outside of its cases, becomes a
 * case without a name; one outside of all suites is a fault.
 *
 * A suite's counts 'failures' and 'errors' are not trusted where they say little. Where they say more than all that failed in
 * the suite, something has failed that is not written down: karma counts a browser that was lost, and writes no case. Nobody
 * knows then whose cases are missing, so it is a fault of the report, and no unit passes by it; and the suite gets a case
 * without a name that errors. A count that is no number is a fault, too, but for an empty one. All elements count as failed here: several failures of a case, tries that failed, and what was
 * expected to fail, since some producers count these.
 *
 * Two words mean something else than they say. CTest's "notrun" with another reason than SKIP_... is a test that could not be
 * started, which CTest counts as failed: an error. node's "skipped" with the type "todo" is expected to fail: a failure is
 * then a skip, wherever in the case it stands. An error, a timeout or a crash is nothing that was expected.
 *
 * A case fails by timeout or crash if its producer has fixed words for that (cargo-nextest, JUnit 4, Kyua, Playwright, Ginkgo).
 * CTest and meson have none; meson 1.0 even writes a test that timed out as if it had passed, and lit one that passed
 * unexpectedly: there only the exit status tells.
 *
 * Seconds come from 'time', or from 'duration', as Bazel writes it (case_usec says which commas they may have; once a report
 * has shown that its comma is a decimal one, 1,234 is 1.234 in what follows). The suffix _shard_2/4 of Bazel's names is removed.
 * Properties are ignored: they hold whole environments. If a failed case has no text, the end of its output stands in.
 *
 * Playwright runs each file once for each project, whose name is in 'hostname': it becomes the last part of the suite. Its
 * root has an id and a name, its suites have neither id nor package (GdUnit4's have both, and a real hostname), and the
 * classname of its cases is the suite's name.
 *
 * A report may have no case at all. That is no fault, and no pass either: the sink counts.
 */
#ifndef JUNIT_H
#define JUNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/diag.h"

struct case_end;
struct case_sink;
struct junit;

/* Begin a report; `file` is its name in faults. It, the sink and ret_end outlive it. The first fault goes into ret_end. */
struct junit *junit_open(const char *file, const struct case_sink *sink, struct case_end *ret_end);

/* An element begins (attrs: name, value, ..., NULL), text of it comes, it ends; `at` is where its tag stands. Tags match.
 * False: read no further. */
bool junit_start(struct junit *j, struct loc at, const char *name, const char **attrs);
bool junit_text(struct junit *j, const char *s, size_t len);
bool junit_end(struct junit *j, struct loc at, const char *name);

/* The file has ended, or what follows is no XML (`fault` at that place; NULL: it ended well). A case that was closed before
 * the fault is given. */
void junit_finish(struct junit *j, const char *fault, struct loc at);

/* Free it; NULL is let pass. */
void junit_close(struct junit *j);

/* Read a whole report by base/xml_read.h, `chunk` bytes at a time (0: as is best). Dies if the stream cannot be read. */
void junit_read(FILE *in, const char *file, size_t chunk, const struct case_sink *sink, struct case_end *ret_end);

#endif
