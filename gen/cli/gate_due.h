/*
 * `gate` with --due: the gate of a whole lane, on each platform that owes units, by the folder that `affected --write` has written
 * (report/duefolder.h). What the units left lies in a folder for each platform.
 */
#ifndef GATE_DUE_H
#define GATE_DUE_H

#include <stdbool.h>

struct arena;
struct cli;
struct diag;
struct planfile;

/* Judge, and print the answer. Is it green? */
bool gate_due(const struct cli *c, struct diag *d, struct arena *a, const struct planfile *p);

#endif
