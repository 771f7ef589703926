/*
 * What goes on while units run. Those that run units, exec and batch, tell it to `nightshift run` through a FIFO,
 * whose path stands in the environment as NIGHTSHIFT_EVENTS. Each line goes in one write and is shorter than
 * PIPE_BUF, so that the lines of several processes never mix. Its fields are parted by tabs:
 *
 *     start UNIT ATTEMPT
 *     alive UNIT ATTEMPT USEC                        now and then, for a unit that runs for long
 *     end UNIT ATTEMPT VERDICT STATUS USEC           STATUS is - if the unit was not started
 *     again UNIT ATTEMPT                             that attempt did not pass, and the next one follows
 *
 * In a batch, `again` may follow `end`: what a quarantined device failed runs elsewhere.
 *
 * Units run whether anybody listens or not. The listener may also stop it all: if the environment has
 * NIGHTSHIFT_STOP, the path of a file, and the file is there, no unit is started any more; its verdict is
 * `cancelled`.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include <stdbool.h>

struct verdict;

#define EVENTS_VARIABLE "NIGHTSHIFT_EVENTS"
#define EVENTS_STOP_VARIABLE "NIGHTSHIFT_STOP"

/* Find out who listens and what says when to stop, and remove both variables: they are not meant for the units.
 * Without this call, and where nobody listens, the functions below tell nothing. If somebody listens, SIGPIPE is
 * ignored from now on; children would inherit that, so it must be reset for them. */
void events_open(void);

void events_start(const char *unit, long long attempt);
void events_alive(const char *unit, long long attempt, long long usec);
void events_again(const char *unit, long long attempt);

/* The unit has its verdict. */
void events_end(const struct verdict *v);

/* Is no unit to be started any more? */
bool events_stopped(void);

#endif
