/*
 * What `run` does alike, whether its plan was just made from the manifest (cmd_run.c) or read from its file
 * (cmd_run_plan.c): it chooses the units, waits for its turn in the tree, runs them, and writes the JUnit file.
 */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stdbool.h>

struct arena;
struct cli;
struct diag;
struct planfile;
struct planfile_platform;
struct run_request;
struct selection;

/* Report options that exclude each other. */
void run_options_check(const struct cli *c, struct diag *d);

/* The same with --plan, with those that need more than the plan. */
void run_options_check_plan(const struct cli *c, struct diag *d);

/* Choose the units that the command line asks for; `said` is the platform that --platform names, or NULL. EXIT_YES comes
 * back, or, with a message, the exit status with which the command ends. */
int run_options_select(struct selection *ret_selection, const struct cli *c, struct arena *a, struct diag *d,
	const struct planfile *p, const struct planfile_platform *said);

/* Does some selected unit take the suite's seed, and the command line says none? */
bool run_options_need_seed(const struct cli *c, const struct selection *s);

/* The request as far as the command line, the plan and the selection say it, with the parts of the units. The caller adds
 * where and of which commit it is, with which seed, and what becomes of the results. */
void run_options_request(struct run_request *ret_request, const struct cli *c, struct arena *a,
	const struct planfile *p, const struct selection *selection);

/* Run the units. The exit status comes back. */
int run_options_run(const struct run_request *q, const struct cli *c, struct arena *a, struct diag *d);

#endif
