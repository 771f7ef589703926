/* The start of a program that is watched (unit/watch.h). */
#ifndef SPAWN_H
#define SPAWN_H

#include <sys/types.h>

struct watch_program;

/*
 * Start the program, as the leader of a process group of its own: with the default signals, none of them blocked, and with no
 * descriptor but those that it is given. A script without "#!" is started by /bin/sh, whatever the C library does. The errno of its
 * start, or 0; then ret_leader is its process.
 */
int spawn_program(pid_t *ret_leader, const struct watch_program *p);

#endif
