/*
 * nightshift exec: run one unit, or any command, under a watchdog. It runs in a process group of its own, for at most
 * so long, in as many attempts as it may have; what it prints goes into its log, and what became of it into its verdict
 * (unitdir.h). Whatever happens to the unit, there is a verdict; whatever happens to this process, there is a whole one
 * or none.
 */
#ifndef EXEC_H
#define EXEC_H

#include <stdbool.h>

struct cli;
struct diag;

/* What it needs of the command line, the defaults filled in; the exit status comes back. */
int exec_run(const struct cli *c, struct diag *d);

/* Are the options that go into a verdict as they should be? Says what is not. */
bool exec_check(const struct cli *c, struct diag *d);

#endif
