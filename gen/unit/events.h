/*
 * What goes on while units run: told to `nightshift run` by those that run them, exec and batch, through a FIFO whose
 * path stands in the environment as NIGHTSHIFT_EVENTS. Each line goes in one write and is shorter than PIPE_BUF, so
 * lines of several processes never mix. Fields are parted by tabs:
 *
 *     start UNIT ATTEMPT
 *     alive UNIT ATTEMPT USEC                  now and then, of a unit that runs for long
 *     end UNIT ATTEMPT VERDICT STATUS USEC     STATUS is - if it was not started
 *     again UNIT ATTEMPT                       that attempt did not pass, and the next one follows
 *
 * In a batch, `again` may follow `end`: what a quarantined device failed runs elsewhere.
 *
 * Who runs units goes on whether anybody listens or not. And it asks whether to start another one: where the
 * environment has NIGHTSHIFT_STOP, the path of a file, and the file is there, no unit is started any more; its verdict
 * is `cancelled`.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include <stdbool.h>

struct verdict;

#define EVENTS_VARIABLE "NIGHTSHIFT_EVENTS"
#define EVENTS_STOP_VARIABLE "NIGHTSHIFT_STOP"

/* Look who listens, and what says when to stop; and take both out of the environment, for they are not meant for the
 * units. Without this, and where nobody listens, nothing is told. SIGPIPE is ignored then, which children would
 * inherit: give it back to them. */
void events_open(void);

void events_start(const char *unit, long long attempt);
void events_alive(const char *unit, long long attempt, long long usec);
void events_again(const char *unit, long long attempt);
void events_end(const struct verdict *v);

/* Is no unit to be started any more? */
bool events_stopped(void);

#endif
