/*
 * Judges a result of plain make, where nobody has looked at more than the exit status (the verdict says `seen exit-status`):
 * by its log, as TAP, or by the report that make has put beside it as report.xml.
 */
#ifndef REJUDGE_H
#define REJUDGE_H

#include <stdbool.h>

struct arena;
struct case_sink;
struct judge_rule;
struct verdict;

/*
 * Judge the verdict of a unit with that rule, whose results lie in `folder`. What comes out replaces verdict and reason in v,
 * in the arena; a verdict of which all was seen, or that is about no exit status, stays as it is. The unit's test cases are
 * given to the sink, unless it is NULL. Nothing is written. A log that is not there is an empty one.
 */
void rejudge(struct verdict *v, struct arena *a, const struct judge_rule *rule, const char *folder,
	const struct case_sink *sink);

#endif
