/*
 * One attempt of a unit, or of any command, in this process: the program is started in a process group of its own and watched
 * until its last process has ended. What it prints goes into its log, its test cases are collected, and the judge says what
 * became of it. Who calls this decides what follows, and writes the verdict.
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/environment.h"

struct arena;
struct unit_request;

/* What is started. Its texts are the caller's. */
struct attempt_program {
	char **argv;
	char **shell; /* the same through a shell, for the case that argv cannot be executed; or NULL */
	bool is_text; /* it is text for the shell */
};

/* Choose how to start it with that environment: one text for the shell at that path, or else a program with its arguments. Text that
 * has nothing but words, the first of them a path, needs no shell. */
struct attempt_program attempt_program(struct arena *a, const struct environment *e, const char *shell, char **args,
	int count);

/* The same with text of the shell that stands before the command: `lock "$@"`, or NULL. */
struct attempt_program attempt_locked(struct arena *a, const struct environment *e, const char *shell, const char *lock,
	char *text);

struct attempt_request {
	const struct unit_request *common;
	struct attempt_program program;
	struct environment *environment; /* TMPDIR is set in it */
	const char *unit;                /* its name; NULL: the command is watched, without log and test cases */
	const char *folder;              /* of the unit */
	bool lazy;                       /* the folder is made when there is something to put into it, not before */
	bool failed_before;              /* an earlier attempt of the unit failed */
	int in;                          /* what it reads */
	bool terminal; /* it may have the terminal if it asks, and this process has it (foreground.h) */
	int owner; /* a descriptor that can be read when the attempt is to end, since nobody wants it any more; or -1 */
	/* Called now and then while it runs (unit_request.heartbeat): after so many microseconds; `silent` if it has printed
	 * nothing since the last call. */
	void (*alive)(void *context, long long usec, bool silent);
	void *context;
};

struct attempt_result {
	int verdict, status; /* as struct judgement */
	long long usec;      /* how long it took; below 0: it was not started */
	long long finished;  /* when, microseconds since 1970 */
	bool printed;        /* it has left a log or test cases in the folder */
	bool cancelled;      /* a signal of this process or its owner has ended it */
	bool lost;           /* processes of it are left, and cannot be ended */
	struct buf note;     /* a line that tells of it, or empty; the caller releases it */
};

/*
 * Make the attempt. `scratch` is the path of its temporary folder: empty, and one is made, or what the last call left there.
 * It stays if it is empty, and otherwise is removed, so that the next attempt finds nothing. Dies if the machine fails.
 */
void attempt_run(const struct attempt_request *q, struct buf *scratch, struct attempt_result *ret_result);

/* Remove the temporary folder, if there is one. */
void attempt_drop_scratch(struct buf *scratch);

#endif
