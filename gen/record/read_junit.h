/*
 * JUnit XML, as a dozen producers really write it: no two alike, and no specification. The root is 'testsuites' or
 * 'testsuite', suites may lie in suites. Counts in attributes are not looked at: what became of a case say its
 * children, an error being worse than a failure, that than 'skipped', that than nothing; and the attributes status
 * ("notrun", "disabled", "fail") and result ("skipped", "suppressed"). Of several failures the first is kept.
 * flakyFailure and flakyError are tries before the one that passed, rerunFailure and rerunError tries after the one
 * that did not. A failure of a suite, outside of its cases, is one of a case without a name.
 *
 * Two words mean something else than they say. CTest's "notrun" with another reason than SKIP_... is a test that could
 * not be started, which CTest counts as failed: an error. node's skipped with the type "todo" is expected to fail:
 * skipped, whatever stands beside it.
 *
 * A case fails by timeout or by crash where its producer has fixed words for that (cargo-nextest, JUnit 4, Kyua,
 * Playwright). CTest and meson have none; meson 1.0 even writes a test that timed out as if it had passed, and lit one
 * that passed unexpectedly: there only the exit status tells.
 *
 * Seconds are those of 'time', or, as Bazel has it, of 'duration'. The suffix _shard_2/4 of Bazel's names is taken off.
 * Playwright runs each file once for each project, whose name stands in 'hostname': it becomes the suite's last part.
 * Properties are not looked at: they hold whole environments. What a case without a failure's text has printed stands
 * in for it, its end.
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
