/* What exec and batch print about the units they run. */
#ifndef SAY_H
#define SAY_H

#include <stdbool.h>

struct buf;

/* Append the line that a unit still runs after so many microseconds; `silent` if it printed nothing since the last
 * one. */
void say_add_alive(struct buf *out, const char *unit, long long usec, bool silent);

/* Append the end of a line about a failure, and below it the test cases that failed and the last lines of the log, of the
 * unit that has that folder. */
void say_add_log(struct buf *out, const char *folder);

#endif
