/*
 * The commands of the front program, which load no library: those that start once for each test, and those that answer where
 * nothing but this program is. Each comes back with
 * the exit status, and has said what is wrong with its options.
 */
#ifndef FRONT_H
#define FRONT_H

struct cli;
struct diag;

int cmd_exec(const struct cli *c, struct diag *d);
int cmd_batch(const struct cli *c, struct diag *d);
int cmd_fixture(const struct cli *c, struct diag *d);
int cmd_part(const struct cli *c, struct diag *d);
int cmd_gate(const struct cli *c, struct diag *d);
int cmd_program(const struct cli *c, struct diag *d);
int cmd_run_plan(const struct cli *c, struct diag *d);  /* run, with --plan */
int cmd_list_plan(const struct cli *c, struct diag *d); /* list, with --plan */

#endif
