/* What the commands share that work with the file of a plan: part, gate and run. */
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

/* The lane that --lane names, in verdict_lanes; -1 without that option, or, with a message, if there is no such lane. */
int plan_options_lane(const struct cli *c, struct diag *d);

/* Report a --commit that is not the whole id of a commit. */
void plan_options_check_commit(const struct cli *c, struct diag *d);

/* Print the answer; `exactly` if a program takes it (print.h). Dies if it cannot be written. */
void plan_options_print(const struct buf *out, bool exactly);

#endif
