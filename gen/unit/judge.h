/*
 * What became of an attempt of a unit is decided here and nowhere else, whoever ran it: exec, batch and its workers, Nix
 * through exec, or make, whose results are judged when they are read. The rules, in this order:
 *
 *  1. What was cancelled, could not be started, took too long or died of a signal is `cancelled`, `fail`, `timeout` or
 *     `crash`, whatever it printed.
 *  2. The unit's protocol (the manifest's <run protocol>) says what must be there beside the exit status: nothing (exit); a
 *     whole document of TAP (tap); a report of JUnit that this attempt has left (junit). Output that is none of what was
 *     promised (no plan, fewer points than planned, a bail-out, no report, a report without cases) is `fail`.
 *  3. A case that fails makes it `fail`. So does an exit status other than 0 though all cases are right.
 *  4. It is `skip`, with the reason it gave, if nothing was tested: by exit status 77, or what <run skip-status> says, without
 *     a document or a report; by `1..0`; by a document or a report whose cases are all skipped. A known breakage (`not ok` with
 *     TODO, xfail) tests nothing that holds, and counts as skipped.
 *  5. All else is `pass`, unless processes are left that cannot be ended. A skip after an attempt that failed is `fail`.
 *
 * gen/man/nightshift-judging.7 has the tables of what that comes to. Each of their cells is tried: by tests/unit/judged.sh,
 * tests/run/everywhere.sh and tests/nix/everywhere.sh.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* How a unit tells what became of its test cases. The words are Meson's. */
enum judge_protocol { PROTOCOL_EXIT, PROTOCOL_TAP, PROTOCOL_JUNIT, PROTOCOL_COUNT };

extern const char *const judge_protocol_names[]; /* by enum judge_protocol, NULL at the end */

/* The exit status by which a unit says that it skips, if the manifest names no other: Automake's and Meson's. */
enum { JUDGE_SKIP_STATUS = 77 };

/* The highest status that may mean it. Those above have a meaning of their own: 124 to 127 are of timeout(1) and of shells,
 * and from 129 on they tell of signals. */
enum { JUDGE_SKIP_STATUS_MAX = 123 };

/* What the manifest says of a unit that decides how it is judged. */
struct judge_rule {
	int protocol;         /* enum judge_protocol */
	int skip_status;      /* from 1 to JUDGE_SKIP_STATUS_MAX */
	const char *report;   /* with junit: the file that the unit leaves, from its folder; else NULL */
	const char *may_skip; /* why the unit may skip, or NULL: a skip is then no success */
};

/* What the cases of an attempt come to, counted as they are read. */
struct judge_cases {
	size_t count, failed, skipped; /* a case that was tried several times counts once, as its last try says */
	bool skipped_all;              /* `1..0`: the document says that it skips as a whole */
	const char *skip_reason;  /* of the document, or of the first case that was skipped; "" or NULL: it gave none */
	const char *first_failed; /* the name of the first case that failed, or NULL */
	const char *fault;        /* why the output is not what the protocol promises, or NULL */
	bool nothing;             /* there is no document at all: no plan and no point; or no report */
};

/* How an attempt ended. */
struct judge_end {
	int wait_status; /* as waitpid() gives it; meaningless unless `exited` */
	bool exited;     /* its first process has ended by itself or by a signal; false: it could not be ended */
	bool is_shell;   /* the command was text for a shell, whose status above 128 means a signal */
	bool timed_out, cancelled;
	long long limit;       /* how long it may take, in microseconds, or 0; for the reason of a timeout */
	bool failed_before;    /* an earlier attempt failed: then a skip is none, for what failed was not tried again */
	bool lost;             /* some of its processes are left, and cannot be ended */
	const char *last_line; /* the last line it printed that is not blank, or NULL */
};

struct judgement {
	int verdict; /* enum verdict_kind */
	int status;  /* for the verdict file: the exit status as a shell gives it, 124 for a timeout */
};

/* Judge an attempt that was started. `cases` is NULL with PROTOCOL_EXIT. The reason, a line that may be empty, is appended
 * to ret_reason: why it skips, or what is wrong with it. */
struct judgement judge_attempt(const struct judge_rule *rule, const struct judge_end *end,
	const struct judge_cases *cases, struct buf *ret_reason);

/* What a worker said of the unit that it was asked for, or how it ended without an answer (batch.h). */
struct judge_answer {
	bool answered, ok, skipped;
	bool refused; /* its answer cannot be, or it says that it is of no use any more */
	bool timed_out, cancelled;
	bool failed_before; /* as in struct judge_end */
	int status;         /* without an answer: with which it ended, as a shell gives it */
};

/* Judge a unit by that. What follows for the worker is for others to say, and so is the unit's next attempt. The reason is
 * appended to ret_reason, in which the worker's own words stand already. */
struct judgement judge_worker(const struct judge_answer *answer, struct buf *ret_reason);

/* May those who asked for the unit go on: has it passed, or skipped where the manifest lets it? */
bool judge_is_success(const struct judge_rule *rule, int verdict);

#endif
