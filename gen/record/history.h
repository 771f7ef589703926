/* What the record knows of how units did the last time. */
#ifndef HISTORY_H
#define HISTORY_H

#include <stddef.h>

struct arena;
struct record;

/* The units that failed, timed out or crashed the last time they ran on the platform (NULL: where nobody said which),
 * sorted, in the arena. What was cancelled or skipped did not run. */
const char **history_failed(struct arena *a, struct record *r, const char *suite, const char *platform,
	size_t *ret_count);

#endif
