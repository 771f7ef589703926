/* Whose turn it is: a lock on a file, held by one process at a time, and freed by its end, however
 * it ends. */
#ifndef TURN_H
#define TURN_H

/* Open the file, or make it. Dies if that cannot be done. */
int turn_open(const char *path);

/* Take the lock. 0 if it is ours now, else the process that has it. */
long turn_take(int fd);

/* Wait for it. */
void turn_wait(int fd);

/* Give it back. */
void turn_close(int fd);

#endif
