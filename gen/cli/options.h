/*
 * The command line: a table of the commands and a table of the options (option_rows.h), which parse it, print the help and complete
 * words. main.c leads from a command to the file that does it.
 */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>

struct diag;

/* The commands, in the order in which the help shows them. */
enum cli_command {
	CMD_INIT,
	CMD_GENERATE,
	CMD_LINT,
	CMD_PLAN,
	CMD_AFFECTED,
	CMD_SEED,
	CMD_RUN,
	CMD_LIST,
	CMD_RECORD,
	CMD_COVERAGE,
	CMD_REPORT,
	CMD_QUALIFY,
	CMD_SUSPECTS,
	CMD_FLAKY,
	CMD_REPLAY,
	CMD_TUNE,
	CMD_EXEC,
	CMD_BATCH,
	CMD_FIXTURE,
	CMD_PART,
	CMD_GATE,
	CMD_PROGRAM,
	CMD_COMPLETE,
	CMD_HELP,
	CMD_COUNT
};

/* Sets of commands. */
enum {
	FOR_INIT = 1 << CMD_INIT,
	FOR_GENERATE = 1 << CMD_GENERATE,
	FOR_LINT = 1 << CMD_LINT,
	FOR_PLAN = 1 << CMD_PLAN,
	FOR_AFFECTED = 1 << CMD_AFFECTED,
	FOR_SEED = 1 << CMD_SEED,
	FOR_RUN = 1 << CMD_RUN,
	FOR_LIST = 1 << CMD_LIST,
	FOR_RECORD = 1 << CMD_RECORD,
	FOR_COVERAGE = 1 << CMD_COVERAGE,
	FOR_REPORT = 1 << CMD_REPORT,
	FOR_QUALIFY = 1 << CMD_QUALIFY,
	FOR_SUSPECTS = 1 << CMD_SUSPECTS,
	FOR_FLAKY = 1 << CMD_FLAKY,
	FOR_REPLAY = 1 << CMD_REPLAY,
	FOR_QUESTIONS = FOR_COVERAGE | FOR_QUALIFY | FOR_SUSPECTS | FOR_FLAKY | FOR_REPLAY,
	FOR_TUNE = 1 << CMD_TUNE,
	FOR_EXEC = 1 << CMD_EXEC,
	FOR_BATCH = 1 << CMD_BATCH,
	FOR_UNITS = FOR_EXEC | FOR_BATCH,
	FOR_FIXTURE = 1 << CMD_FIXTURE,
	FOR_PART = 1 << CMD_PART,
	FOR_GATE = 1 << CMD_GATE,
	FOR_PROGRAM = 1 << CMD_PROGRAM,
	FOR_COMPLETE = 1 << CMD_COMPLETE,
	FOR_HELP = 1 << CMD_HELP,
	FOR_PLANNING = FOR_GENERATE | FOR_LINT | FOR_PLAN | FOR_RECORD | FOR_COVERAGE | FOR_AFFECTED | FOR_REPORT |
		FOR_TUNE | FOR_RUN | FOR_LIST | FOR_QUESTIONS,
	FOR_DISCOVERY = FOR_GENERATE | FOR_LINT | FOR_PLAN,
	FOR_MANIFEST = FOR_PLANNING | FOR_SEED,
	FOR_ALL = FOR_INIT | FOR_MANIFEST | FOR_UNITS | FOR_FIXTURE | FOR_PART | FOR_GATE | FOR_PROGRAM | FOR_COMPLETE |
		FOR_HELP,
};

enum format {
	FORMAT_TEXT, /* the default; for record: look at each file */
	FORMAT_MARKDOWN,
	FORMAT_JSON,
	FORMAT_MATRIX,
	FORMAT_HTML,
	FORMAT_FOLDER,
	FORMAT_JUNIT,
	FORMAT_TAP,
	FORMAT_NIX_LOG,
	FORMAT_CTEST_COSTS,
	FORMAT_DURATIONS,
	FORMAT_COUNT
};

/*
 * What the command line asks for. Texts are those of argv. A member that no option set is NULL, 0 or false, or below 0
 * where the comment says so.
 */
struct cli {
	int command;  /* enum cli_command */
	unsigned bit; /* FOR_ of it */
	char **args;  /* the arguments that are no options */
	int arg_count;

	/* Options of many commands. */
	bool quiet, verbose, help, check, force;
	int color_when; /* for cli_parse itself; the answer is: */
	bool color;     /* colour on standard output */
	int format;     /* enum format */
	const char *file, *record, *lane, *platform, *commit, *run_name, *since, *output;
	long long jobs, attempt;
	long long seed; /* or below 0 */

	/* init */
	bool dry_run;
	const char *kind;

	/* Planning: generate, lint, plan, affected. */
	bool diff, no_discover, no_record, worktree;
	const char *templates, *base, *head, *write;

	/* What was recorded: record, report, flaky, replay. */
	const char *export_file, *variant;
	long long started; /* seconds since 1970, or below 0 */
	long long prune, stale, days;
	bool exec;

	/* run */
	bool failed, keep_going, fail_fast, until_fail, no_build, no_wait, no_run, no_capture;
	int failures; /* enum run_failures */
	long long retries;
	const char *shard, *junit, *into;
	long long repeat;
	long long slow; /* microseconds, or below 0 */

	/* Units: exec, batch; a plan and a tree also run. */
	const char *unit, *results, *suite, *plan, *tree, *seed_env;
	const char **programs;
	int program_count;
	const char *part, *report, *shell;
	const char *may_skip; /* "" if it was said without a reason */
	int protocol;         /* enum judge_protocol */
	bool unit_junit, journal, mark;
	long long skip_status; /* or below 0 */
	long long attempts;
	long long log_cap;                   /* bytes, or below 0 */
	long long timeout, grace, heartbeat; /* microseconds, or below 0 */

	/* batch */
	const char *units, *worker, *lock, *pool;
	const char **devices;
	int device_count;
	long long quarantine; /* or below 0 */

	/* fixture */
	const char *cache, **inputs;
	int input_count;
	long long cache_size; /* bytes; 0: no limit */
	long long wait;       /* microseconds, or below 0 */

	/* part, gate */
	const char *fingerprint, *owed, *due, *needs, *summary;
	bool text, nothing_due, store;
};

/*
 * Parse the command line. Makes d ready for messages, and changes into the folder of -C. Returns a number below 0 if
 * the command is to be run. Otherwise the program is done, and the number is its exit status: the help or the version
 * was printed, or mistakes were reported.
 */
int cli_parse(struct cli *ret_cli, struct diag *d, int argc, char **argv);

/* Has this command line of `run` or `list` a --plan? Nothing else is done with it, and cli_parse can be called afterwards. */
bool cli_run_has_plan(int argc, char **argv);

/* The command of that name, or -1. */
int cli_find(const char *name);

#endif
