/*
 * JUnit XML, as a dozen producers really write it: no two alike, and there is no specification. The root is 'testsuites' or
 * 'testsuite', and suites may contain suites. Counts in attributes are ignored. The children of a case say what became of it:
 * an error is worse than a failure, that is worse than 'skipped', and that than nothing; so do the attributes status
 * ("notrun", "disabled", "fail") and result ("skipped", "suppressed"). Of several failures the first is kept. flakyFailure
 * and flakyError are tries before the one that passed, rerunFailure and rerunError tries after one that failed. A failure of
 * a suite, outside of its cases, becomes a case without a name.
 *
 * Two words mean something else than they say. CTest's "notrun" with another reason than SKIP_... is a test that could not be
 * started, which CTest counts as failed: an error. node's "skipped" with the type "todo" is expected to fail: it is skipped,
 * whatever else the case says.
 *
 * A case fails by timeout or crash if its producer has fixed words for that (cargo-nextest, JUnit 4, Kyua, Playwright). CTest
 * and meson have none; meson 1.0 even writes a test that timed out as if it had passed, and lit one that passed unexpectedly:
 * there only the exit status tells.
 *
 * Seconds come from 'time', or from 'duration', as Bazel writes it. The suffix _shard_2/4 of Bazel's names is removed.
 * Playwright runs each file once for each project, whose name is in 'hostname': it becomes the last part of the suite.
 * Properties are ignored: they hold whole environments. If a failed case has no text, the end of its output stands in.
 */
#ifndef READ_JUNIT_H
#define READ_JUNIT_H

#include <stdio.h>

struct case_end;
struct case_sink;

/*
 * Read a stream, `chunk` bytes at a time (0: as is best), and give each case to the sink. What comes before a fault is
 * given, too. Dies if it cannot be read.
 */
void read_junit(FILE *in, const char *file, size_t chunk, const struct case_sink *sink, struct case_end *ret_end);

#endif
