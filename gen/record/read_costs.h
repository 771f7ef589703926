/*
 * Seconds of test cases, without a verdict, as two tools keep them: CTestCostData.txt of CTest has a line `NAME RUNS SECONDS`
 * for each test, up to a line `---`; .test_durations of pytest-split is a JSON object of seconds by name. They do not say
 * what ran: tune uses them where no run has measured anything.
 */
#ifndef READ_COSTS_H
#define READ_COSTS_H

#include <stdbool.h>
#include <stdio.h>

struct case_end;
struct case_sink;

/* Does the text begin with a line of CTestCostData.txt? */
bool read_costs_is_ctest(const char *s);

/* Read a stream and give each case, with CASE_NONE, to the sink. */
void read_costs_ctest(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end);
void read_costs_durations(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end);

#endif
