/*
 * The command line: one table of the commands, one of the options, from which it is parsed and the help is printed.
 * What a command does is elsewhere: main.c lists those that need a library, front.c those that start once for each
 * test.
 */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>

struct diag;

/* In the order in which the help shows them. */
enum cli_command {
	CMD_GENERATE,
	CMD_LINT,
	CMD_PLAN,
	CMD_AFFECTED,
	CMD_SEED,
	CMD_RUN,
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
	CMD_HELP,
	CMD_COUNT
};

/* For those who ask about several commands at once. */
enum {
	FOR_GENERATE = 1 << CMD_GENERATE,
	FOR_LINT = 1 << CMD_LINT,
	FOR_PLAN = 1 << CMD_PLAN,
	FOR_AFFECTED = 1 << CMD_AFFECTED,
	FOR_SEED = 1 << CMD_SEED,
	FOR_RUN = 1 << CMD_RUN,
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
	FOR_HELP = 1 << CMD_HELP,
	FOR_PLANNING = FOR_GENERATE | FOR_LINT | FOR_PLAN | FOR_RECORD | FOR_COVERAGE | FOR_AFFECTED | FOR_REPORT |
		FOR_TUNE | FOR_RUN | FOR_QUESTIONS,
	FOR_DISCOVERY = FOR_GENERATE | FOR_LINT | FOR_PLAN,
	FOR_MANIFEST = FOR_PLANNING | FOR_SEED,
	FOR_ALL = FOR_MANIFEST | FOR_UNITS | FOR_FIXTURE | FOR_HELP,
};

enum format {
	FORMAT_TEXT, /* the default: record then looks at what it gets */
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

/* What was asked for. Text is argv's; NULL, 0 and false where nothing was said. */
struct cli {
	int command;  /* enum cli_command */
	unsigned bit; /* FOR_ of it */
	bool check, diff, no_discover, no_record, worktree, quiet, verbose, exec;
	bool color; /* on standard output */
	const char *templates, *record, *lane, *platform, *file, *base, *head;
	const char *commit, *run_name, *since, *output, *export_file;
	const char *variant;
	long jobs, attempt, stale, days, prune;
	long long started; /* seconds since 1970; below 0: not said */
	const char *unit, *results, *suite, *plan, *tree, *seed_env;
	const char **programs;
	int program_count;
	const char *units, *worker, *lock, *pool;
	const char **devices;
	int device_count;
	long quarantine;             /* below 0: not said */
	const char *cache, **inputs; /* of a fixture */
	int input_count;
	long long cache_size; /* bytes; 0: any number */
	long long wait;       /* microseconds; below 0: not said */
	long attempts;
	long long seed, log_cap;             /* below 0: not said */
	long long timeout, grace, heartbeat; /* microseconds; below 0: not said */
	bool failed, keep_going, fail_fast, until_fail, no_build, no_wait;
	const char *shard, *junit;
	long repeat;
	long long slow; /* microseconds; below 0: not said */
	int format;     /* enum format */
	char **args;    /* what is left of the command line */
	int arg_count;
};

/*
 * Parse the command line. d is made ready for messages, and -C and --color are done when it comes back. Below 0, the
 * command is to be run; else that was all, and the exit status comes back: help and the version were printed, or what
 * is wrong was said.
 */
int cli_parse(struct cli *ret_cli, struct diag *d, int argc, char **argv);

/* Which command has that name, or -1. */
int cli_find(const char *name);

/* Print the help, or that of the command of that name, unless NULL. False, with a message, if there is none. */
bool cli_help(struct diag *d, const char *name);

#endif
