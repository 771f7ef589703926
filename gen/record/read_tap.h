/*
 * TAP 13 and 14, as a report that is read afterwards: of prove, bats, node, meson and many more. A case is called by
 * its description (by its number, if it has none), its suite by the names of the subtests around it. A test point that
 * sums up a subtest is no case of its own, unless it fails though all in it passed.
 *
 * '# SKIP' is skipped, and so is a 'not ok' with '# TODO', which is expected to fail. Seconds come from duration_ms of
 * the YAML diagnostics, or from the ends `# time=1ms` and `in 1ms` of the description. A report without its plan 1..N,
 * with fewer or more points than planned, or that bails out, is not whole.
 */
#ifndef READ_TAP_H
#define READ_TAP_H

#include <stdio.h>

struct case_end;
struct case_sink;

/* Read a stream and give each case to the sink. `suite` stands before the names of subtests; "" for none. Dies if it
 * cannot be read. */
void read_tap(FILE *in, const char *file, const char *suite, const struct case_sink *sink, struct case_end *ret_end);

#endif
