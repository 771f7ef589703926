/*
 * The commands of the front program: those that start once for each test and load no library. Each comes back with
 * the exit status, and has said what is wrong with its options.
 */
#ifndef FRONT_H
#define FRONT_H

struct cli;
struct diag;

int cmd_exec(const struct cli *c, struct diag *d);
int cmd_batch(const struct cli *c, struct diag *d);
int cmd_fixture(const struct cli *c, struct diag *d);

#endif
