/* A file of TAP as test cases, read by unit/tapdoc.h: what is a case, a fault or a skip is decided there. */
#ifndef READ_TAP_H
#define READ_TAP_H

#include <stdio.h>

struct case_end;
struct case_sink;

/* Read a stream and give each case to the sink. `suite` stands before the names of subtests; "" for none. Dies if it
 * cannot be read. */
void read_tap(FILE *in, const char *file, const char *suite, const struct case_sink *sink, struct case_end *ret_end);

#endif
