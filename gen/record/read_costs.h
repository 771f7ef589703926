/*
 * Seconds that other tools keep of test cases, without a verdict: CTestCostData.txt of CTest, with a line `NAME RUNS
 * SECONDS` for each test, up to a line `---`; and .test_durations of pytest-split and its like, a JSON object of
 * seconds by name. They say nothing of what ran: for tune they stand in where no run has measured anything.
 */
#ifndef READ_COSTS_H
#define READ_COSTS_H

#include <stdio.h>

struct case_end;
struct case_sink;

/* Read a stream and give each case, with CASE_NONE, to the sink. */
void read_costs_ctest(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end);
void read_costs_durations(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end);

#endif
