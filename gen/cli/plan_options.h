/* What the commands share that ask about the file of a plan: part and gate. */
#ifndef PLAN_OPTIONS_H
#define PLAN_OPTIONS_H

#include <stdbool.h>

struct arena;
struct buf;
struct cli;
struct diag;
struct planfile;

/* Load the plan of --plan. False, with a message, if none was given or it is none. */
bool plan_options_load(struct planfile *ret_plan, const struct cli *c, struct diag *d, struct arena *a);

/* Print the answer. Dies if it cannot be written. */
void plan_options_print(const struct buf *out);

#endif
