/*
 * TAP 13 and 14, as a report that is read afterwards: of prove, bats, node, meson and many more. The name of a case is its
 * description (its number, if it has none), the name of its suite is made of the subtests around it. A test point that sums
 * up a subtest is no case of its own, unless it fails though all in it passed.
 *
 * A point with '# SKIP' is skipped, and so is a 'not ok' with '# TODO', which is expected to fail (unit/tap.h). Seconds come
 * from duration_ms of the YAML diagnostics, or from `# time=1ms` or `in 1ms` at the end of the description. A report is not
 * whole if it has no plan 1..N, fewer or more points than planned, or if it bails out.
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
