/*
 * nightshift fixture: make an output once, however many processes want it at a time.
 *
 *     PATH                 the output: a file or a folder. It appears by rename, whole
 *     PATH.stamp           what it was made from (stamp.h); written last and removed first
 *     PATH.lock            locked as long as somebody makes it; says who does
 *     PATH.log             what the command has printed
 *     PATH.making-<pid>/   where the command makes it; what a process that died left there, the next one removes
 *
 * An output counts as made from its inputs only if these were the same, and untouched, before and after. If one changed
 * meanwhile, the output is made again, three times at most.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stdbool.h>

struct diag;
struct environment;

#define FIXTURE_WAIT (900 * 1000000ll) /* the default */

/* Times are in microseconds. */
struct fixture_request {
	char *command;      /* shell text that makes it, at $NIGHTSHIFT_OUTPUT */
	const char *output; /* its path, without a '/' at the end */
	const char **inputs;
	int input_count;
	const char *cache;               /* the folder in which outputs are kept for other work trees, or NULL */
	unsigned long long cache_size;   /* how many bytes it may hold; 0: any number */
	long long timeout;               /* of the command; below 0: none */
	long long wait;                  /* how long to wait for another process that makes it */
	struct environment *environment; /* of the command, which gets NIGHTSHIFT_OUTPUT added */
	bool check;                      /* make nothing; only say whether it is there and fresh */
	bool quiet;
};

/*
 * Make the output unless it is there and fresh. The exit status comes back: EXIT_YES if it is there now; else
 * EXIT_NO, and what is wrong was reported. Dies if the machine fails, and by the signal that it gets.
 */
int fixture_run(const struct fixture_request *q, struct diag *d);

#endif
