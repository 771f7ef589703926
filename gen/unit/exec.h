/*
 * nightshift exec: run one unit, or any command, under a watchdog. The unit runs in a process group of its own, for a
 * limited time, in as many attempts as it may have. What it prints goes into its log, and what became of it into its
 * verdict (unitdir.h). Whatever happens to the unit, there is a verdict; whatever happens to this process, there is a
 * whole verdict or none.
 */
#ifndef EXEC_H
#define EXEC_H

#include "unit/request.h"

struct exec_request {
	struct unit_request common; /* nothing of it is for a verdict if unit is NULL */
	const char *unit;           /* its name; NULL: watch the command and leave nothing behind */
	bool mark; /* unless it passes, or skips as it may, write at last what became of it to standard error (marked.h) */
	char **args; /* one text for the shell, or a program and its arguments; NULL at the end */
	int arg_count;
};

/* Run it. The exit status comes back: EXIT_YES if it passed. Dies if the machine fails. */
int exec_run(const struct exec_request *q);

#endif
