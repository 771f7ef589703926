/* The end of a log, shown to people. */
#ifndef TAIL_H
#define TAIL_H

struct buf;

/* Append the last lines of the file as foreign_lines does, or nothing if it is empty or not there. If it cannot be read, a
 * line says so. */
void tail_add(struct buf *out, const char *path, int lines);

#endif
