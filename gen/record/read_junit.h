/* A file of JUnit XML as test cases, in any encoding that expat knows: what is a case, a fault or a skip is decided by
 * unit/junit.h. */
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
