/* The command that runs units. */
#ifndef RUNNING_H
#define RUNNING_H

struct session;

/* Comes back with the exit status. */
int running_run(struct session *s);

#endif
