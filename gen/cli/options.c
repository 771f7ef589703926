#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/version.h"

static const struct loc command_line = { 0 };

static const char *const format_names[FORMAT_COUNT] = {
	[FORMAT_TEXT] = "text",
	[FORMAT_MARKDOWN] = "markdown",
	[FORMAT_JSON] = "json",
	[FORMAT_MATRIX] = "matrix",
	[FORMAT_HTML] = "html",
	[FORMAT_FOLDER] = "folder",
	[FORMAT_JUNIT] = "junit",
	[FORMAT_TAP] = "tap",
	[FORMAT_NIX_LOG] = "nix",
	[FORMAT_CTEST_COSTS] = "ctest-costs",
	[FORMAT_DURATIONS] = "test-durations",
};

enum {
	OPT_CHECK = 256,
	OPT_DIFF,
	OPT_TEMPLATES,
	OPT_NO_DISCOVER,
	OPT_NO_RECORD,
	OPT_RECORD,
	OPT_LANE,
	OPT_PLATFORM,
	OPT_COMMIT,
	OPT_RUN,
	OPT_ATTEMPT,
	OPT_STARTED,
	OPT_EXPORT,
	OPT_PRUNE,
	OPT_VARIANT,
	OPT_SINCE,
	OPT_EXEC,
	OPT_STALE,
	OPT_FORMAT,
	OPT_BASE,
	OPT_HEAD,
	OPT_WORKTREE,
	OPT_UNIT,
	OPT_RESULTS,
	OPT_SUITE,
	OPT_PLAN,
	OPT_TREE,
	OPT_SEED,
	OPT_SEED_ENV,
	OPT_TIMEOUT,
	OPT_GRACE,
	OPT_ATTEMPTS,
	OPT_LOG_CAP,
	OPT_HEARTBEAT,
	OPT_PROGRAM,
	OPT_WAIT,
	OPT_INPUT,
	OPT_CACHE,
	OPT_CACHE_SIZE,
	OPT_SHARD,
	OPT_FAILED,
	OPT_KEEP_GOING,
	OPT_FAIL_FAST,
	OPT_REPEAT,
	OPT_UNTIL_FAIL,
	OPT_NO_BUILD,
	OPT_NO_WAIT,
	OPT_SLOW,
	OPT_JUNIT,
	OPT_UNITS,
	OPT_WORKER,
	OPT_DEVICE,
	OPT_LOCK,
	OPT_POOL,
	OPT_QUARANTINE,
	OPT_COLOR,
	OPT_HELP,
	OPT_VERSION
};

/*
 * The table that parses the options prints the help. One may stand here twice, if commands take it in their own ways.
 */
static const struct {
	int code; /* the short letter, or OPT_ */
	const char *name, *argument, *about;
	unsigned commands;
	unsigned formats; /* of --format: a bit for each that these commands know */
} options[] = {
	{ OPT_CHECK, "check", NULL, "write nothing; say which outputs are stale", FOR_GENERATE },
	{ OPT_CHECK, "check", NULL, "write nothing; say whether it would", FOR_TUNE },
	{ OPT_DIFF, "diff", NULL, "write nothing; show what would change", FOR_GENERATE },
	{ OPT_TEMPLATES, "templates", "DIR", "use the templates in DIR instead of the built-in ones",
		FOR_GENERATE | FOR_LINT | FOR_RUN },
	{ OPT_NO_DISCOVER, "no-discover", NULL, "do not run the <discover as=\"check\"> commands", FOR_DISCOVERY },
	{ OPT_NO_RECORD, "no-record", NULL, "leave the record alone", FOR_GENERATE | FOR_RUN },
	{ OPT_RECORD, "record", "FILE", "the record (default: .nightshift/record.db in the repository)",
		FOR_GENERATE | FOR_RUN | FOR_RECORD | FOR_REPORT | FOR_TUNE | FOR_QUESTIONS },
	{ OPT_LANE, "lane", "LANE", "only what this lane runs: pr, merge or nightly", FOR_PLAN | FOR_RUN },
	{ OPT_LANE, "lane", "LANE", "the lane: pr (default), merge or nightly", FOR_AFFECTED },
	{ OPT_LANE, "lane", "LANE", "only what runs of this lane measured: pr, merge or nightly", FOR_TUNE },
	{ OPT_PLATFORM, "platform", "NAME", "only what runs on this platform", FOR_PLAN | FOR_AFFECTED },
	{ OPT_BASE, "base", "REV", "what the change will be merged into", FOR_AFFECTED },
	{ OPT_HEAD, "head", "REV", "the change (default: HEAD)", FOR_AFFECTED },
	{ OPT_WORKTREE, "worktree", NULL, "what is not committed counts as well", FOR_AFFECTED },
	{ OPT_LANE, "lane", "LANE", "the lane of results that do not say one: pr, merge or nightly", FOR_RECORD },
	{ OPT_PLATFORM, "platform", "NAME", "the platform of results that do not say one", FOR_RECORD },
	{ OPT_COMMIT, "commit", "REV", "the commit of those (default: $GITHUB_SHA, $CI_COMMIT_SHA)", FOR_RECORD },
	{ OPT_RUN, "run", "NAME",
		"the run that results are of, or answer (default: github-$GITHUB_RUN_ID, gitlab-$CI_PIPELINE_ID); with --export: only what has this name",
		FOR_RECORD },
	{ OPT_ATTEMPT, "attempt", "N", "which attempt of it (default: $GITHUB_RUN_ATTEMPT)", FOR_RECORD },
	{ OPT_STARTED, "started", "SECONDS", "when that run began, since 1970: what Nix has from before was cached",
		FOR_RECORD },
	{ OPT_EXPORT, "export", "FILE", "write what is recorded as text, to merge elsewhere; - is standard output",
		FOR_RECORD },
	{ OPT_SINCE, "since", "DATE", "with --export: only what finished on that day or later", FOR_RECORD },
	{ OPT_PRUNE, "prune", "DAYS", "keep only sums of the months before", FOR_RECORD },
	{ OPT_VARIANT, "variant", "NAME", "the variant of test cases that do not say one", FOR_RECORD },
	{ OPT_SEED, "seed", "N", "the seed of those, as far as their units take one", FOR_RECORD },
	{ OPT_FORMAT, "format", "FORMAT",
		"what the files are, if not what they look like: folder, junit, tap, nix, ctest-costs or test-durations",
		FOR_RECORD,
		1 << FORMAT_FOLDER | 1 << FORMAT_JUNIT | 1 << FORMAT_TAP | 1 << FORMAT_NIX_LOG |
			1 << FORMAT_CTEST_COSTS | 1 << FORMAT_DURATIONS },
	{ OPT_LANE, "lane", "LANE", "the night of this lane: pr, merge or nightly (default)",
		FOR_REPORT | FOR_QUALIFY | FOR_SUSPECTS },
	{ OPT_COMMIT, "commit", "REV", "the night of this commit (default: HEAD)", FOR_REPORT },
	{ OPT_COMMIT, "commit", "REV", "the last red night of what this commit contains (default: HEAD)",
		FOR_SUSPECTS },
	{ OPT_SINCE, "since", "REV", "the last green commit, for the suspects (default: the record's)",
		FOR_REPORT | FOR_SUSPECTS },
	{ OPT_SINCE, "since", "DAYS", "what failed in the last days (default: 30)", FOR_FLAKY },
	{ OPT_PLATFORM, "platform", "NAME", "only on this platform", FOR_FLAKY | FOR_REPLAY },
	{ OPT_ATTEMPT, "attempt", "N", "that attempt (default: the last that is red, or the last)", FOR_REPLAY },
	{ OPT_EXEC, "exec", NULL, "run it by make, if HEAD is the commit", FOR_REPLAY },
	{ OPT_STALE, "stale", "DAYS", "red if no night was green for so many days", FOR_REPORT },
	{ OPT_PLATFORM, "platform", "NAME", "act as this platform (default: this machine's)", FOR_RUN },
	{ OPT_SHARD, "shard", "I/N|NUMBER", "only the I-th of N parts, or that shard of the plan", FOR_RUN },
	{ OPT_FAILED, "failed", NULL, "only what did not pass the last time it ran", FOR_RUN },
	{ 'j', "jobs", "N", "how many units run at a time", FOR_PLAN },
	{ 'j', "jobs", "N", "how many units run at a time (default: one for each processor)", FOR_RUN },
	{ OPT_SEED, "seed", "N", "another seed than HEAD's", FOR_RUN },
	{ OPT_KEEP_GOING, "keep-going", NULL, "run all, whatever fails (default)", FOR_RUN },
	{ OPT_FAIL_FAST, "fail-fast", NULL, "start nothing more when one did not pass; the rest is cancelled",
		FOR_RUN },
	{ OPT_REPEAT, "repeat", "N", "run all of it so many times", FOR_RUN },
	{ OPT_UNTIL_FAIL, "until-fail", NULL, "run it again until one does not pass", FOR_RUN },
	{ OPT_NO_BUILD, "no-build", NULL, "the test programs are there: build nothing", FOR_RUN },
	{ OPT_NO_WAIT, "no-wait", NULL, "do not wait for another run in this tree", FOR_RUN },
	{ OPT_SLOW, "slow", "SECONDS",
		"tell of units that take thrice as long as expected, and longer than this (default: 10)", FOR_RUN },
	{ OPT_JUNIT, "junit", "FILE", "write the results there, too, as JUnit XML", FOR_RUN },
	{ OPT_FORMAT, "format", "FORMAT", "text (default) or json", FOR_PLAN | FOR_QUESTIONS,
		1 << FORMAT_TEXT | 1 << FORMAT_JSON },
	{ OPT_FORMAT, "format", "FORMAT", "text (default), json, or matrix: a line of JSON for GitHub Actions",
		FOR_AFFECTED, 1 << FORMAT_TEXT | 1 << FORMAT_JSON | 1 << FORMAT_MATRIX },
	{ OPT_FORMAT, "format", "FORMAT", "text (default), markdown, json, or html: one page of the whole record",
		FOR_REPORT, 1 << FORMAT_TEXT | 1 << FORMAT_MARKDOWN | 1 << FORMAT_JSON | 1 << FORMAT_HTML },
	{ 'o', "output", "FILE", "write it there and not to standard output", FOR_REPORT },
	{ OPT_UNIT, "unit", "UNIT", "leave a log and a verdict of this unit (default: watch, and leave nothing)",
		FOR_EXEC },
	{ OPT_RESULTS, "results", "DIR", "the folder in which each unit has one", FOR_UNITS },
	{ OPT_SUITE, "suite", "NAME", "the verdict's suite", FOR_UNITS },
	{ OPT_PLAN, "plan", "HEX", "the fingerprint of its plan", FOR_UNITS },
	{ OPT_RUN, "run", "NAME", "the run it belongs to", FOR_UNITS },
	{ OPT_PLATFORM, "platform", "NAME", "its platform", FOR_UNITS },
	{ OPT_LANE, "lane", "LANE", "its lane: pr, merge or nightly", FOR_UNITS },
	{ OPT_COMMIT, "commit", "ID", "its commit, in full", FOR_UNITS },
	{ OPT_TREE, "tree", "clean|dirty", "the state of the files beside that commit", FOR_UNITS },
	{ OPT_SEED, "seed", "N", "the seed it runs under", FOR_UNITS },
	{ OPT_SEED_ENV, "seed-env", "VARIABLE", "what tells the command; unset without a seed", FOR_UNITS },
	{ OPT_TIMEOUT, "timeout", "SECONDS", "how long an attempt may take (default: forever)", FOR_UNITS },
	{ OPT_GRACE, "grace", "SECONDS", "from SIGTERM to SIGKILL (default: 10)", FOR_UNITS },
	{ OPT_ATTEMPTS, "attempts", "N", "how often it may try to pass (default: 1)", FOR_UNITS },
	{ OPT_LOG_CAP, "log-cap", "BYTES", "how much of its output is kept, half of it the end (default: 16M)",
		FOR_UNITS },
	{ OPT_HEARTBEAT, "heartbeat", "SECONDS", "say so often that it still runs (default: 60; 0: never)", FOR_UNITS },
	{ OPT_PROGRAM, "program", "FILE", "fail at once if it is not there; may stand more than once", FOR_UNITS },
	{ OPT_UNITS, "units", "FILE", "the units (default: standard input)", FOR_BATCH },
	{ OPT_WORKER, "worker", "SHELLTEXT",
		"what reads a line for each unit and answers in TAP (default: each unit is shell text)", FOR_BATCH },
	{ OPT_DEVICE, "device", "NAME", "a device of the pool; may stand more than once (default: -j plain workers)",
		FOR_BATCH },
	{ OPT_LOCK, "lock", "SHELLTEXT", "what stands before a worker's command; it knows $NIGHTSHIFT_DEVICES",
		FOR_BATCH },
	{ OPT_POOL, "pool", "NAME", "wait until no other batch has the pool of this name", FOR_BATCH },
	{ OPT_QUARANTINE, "quarantine", "N",
		"give up a device on which so many units in a row failed (default: 3; 0: never)", FOR_BATCH },
	{ 'j', "jobs", "N", "how many units run at a time (default: one for each device or processor)", FOR_BATCH },
	{ 'o', "output", "PATH", "what the command makes, at $NIGHTSHIFT_OUTPUT", FOR_FIXTURE },
	{ OPT_CHECK, "check", NULL, "make nothing; say by the exit status whether it is there and fresh", FOR_FIXTURE },
	{ OPT_INPUT, "input", "FILE", "what it is made of, a file or folder; may stand more than once", FOR_FIXTURE },
	{ OPT_TIMEOUT, "timeout", "SECONDS", "how long making it may take (default: forever)", FOR_FIXTURE },
	{ OPT_WAIT, "wait", "SECONDS", "how long to wait for another one who is making it (default: 900)",
		FOR_FIXTURE },
	{ OPT_CACHE, "cache", "DIR", "keep what was made there, for other work trees, too", FOR_FIXTURE },
	{ OPT_CACHE_SIZE, "cache-size", "BYTES", "remove what was not used for longest until that fits, like 10G",
		FOR_FIXTURE },
	{ 'f', "file", "FILE", "the manifest (default: nightshift.xml, or the only suite.xml or *.suite.xml in git)",
		FOR_MANIFEST },
	{ 'C', "directory", "DIR", "work in DIR", FOR_ALL },
	{ OPT_COLOR, "color", "WHEN", "colour in messages: auto (default), always or never", FOR_ALL & ~FOR_QUESTIONS },
	{ OPT_COLOR, "color", "WHEN", "colour in messages and answers: auto (default), always or never",
		FOR_QUESTIONS },
	{ 'q', "quiet", NULL, "print results and mistakes only", FOR_ALL },
	{ 'v', "verbose", NULL, "print more", FOR_ALL },
	{ OPT_HELP, "help", NULL, "print this help, or that of a command", FOR_ALL },
	{ OPT_VERSION, "version", NULL, "print the version", FOR_ALL },
};

static const struct {
	const char *name, *arguments, *about;
	int min, max; /* how many arguments */
} commands[CMD_COUNT] = {
	[CMD_GENERATE] = { "generate", "", "write the outputs; or verify that they are what would be written", 0, 0 },
	[CMD_LINT] = { "lint", "", "every rule, nothing written", 0, 0 },
	[CMD_PLAN] = { "plan", "", "units, lanes, shards and how good they are", 0, 0 },
	[CMD_AFFECTED] = { "affected", "--base=REV", "the units a change makes due, and why", 0, 0 },
	[CMD_SEED] = { "seed", "[REV]", "the seed, a number alone on a line", 0, 1 },
	[CMD_RUN] = { "run", "[UNIT|GLOB]...", "run units through make, with progress; record and sum up", 0, 1000000 },
	[CMD_RECORD] = { "record", "[FILE|DIR]...",
		"import what ran: folders of units, JUnit XML, TAP, logs of Nix, exports; export; prune", 0, 1000000 },
	[CMD_COVERAGE] = { "coverage", "", "what each lane covers on each platform, nightly only, holes, never run", 0,
		0 },
	[CMD_REPORT] = { "report", "", "is the night green: what failed and how to replay it, what is absent, suspects",
		0, 0 },
	[CMD_QUALIFY] = { "qualify", "[REV]", "is there a fully green night for it?", 0, 1 },
	[CMD_SUSPECTS] = { "suspects", "[UNIT]", "the commits between the last green and the first red night, ranked",
		0, 1 },
	[CMD_FLAKY] = { "flaky", "[UNIT]", "what passes and fails at one commit: by chance, or by its seed", 0, 1 },
	[CMD_REPLAY] = { "replay", "RUN UNIT", "the exact command again, with its seed", 2, 2 },
	[CMD_TUNE] = { "tune", "", "measured seconds into seconds.tsv, where the plan gains by them", 0, 0 },
	[CMD_EXEC] = { "exec", "-- COMMAND",
		"run one unit under a watchdog: shell text, or a program and its arguments", 1, 1000000 },
	[CMD_BATCH] = { "batch", "", "run many units by workers that are used again, over a pool of devices", 0, 0 },
	[CMD_FIXTURE] = { "fixture", "-o PATH -- SHELLTEXT", "make something once, however many want it at a time", 1,
		1 },
	[CMD_HELP] = { "help", "[COMMAND|TOPIC]",
		"this help; values that templates may name; schema of manifests; views of the record", 0, 1 },
};

static void
print_options(unsigned bit)
{
	for (size_t i = 0; i < countof(options); i++) {
		char left[64];

		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice |= options[k].code == options[i].code && (options[k].commands & bit);
		if (twice || !(options[i].commands & bit))
			continue;
		snprintf(left, sizeof(left), "%s%c%s--%s%s%s", options[i].code < 256 ? "-" : " ",
			options[i].code < 256 ? options[i].code : ' ', options[i].code < 256 ? ", " : "  ",
			options[i].name, options[i].argument ? "=" : "",
			options[i].argument ? options[i].argument : "");
		printf("  %-24s %s\n", left, options[i].about);
	}
}

int
cli_find(const char *name)
{
	for (int i = 0; i < CMD_COUNT; i++)
		if (!strcmp(commands[i].name, name))
			return i;
	return -1;
}

/* The same, with a message if there is none. */
static int
find_command(struct diag *d, const char *name)
{
	int command = cli_find(name);
	const char *names[CMD_COUNT];

	if (command >= 0)
		return command;
	for (size_t i = 0; i < CMD_COUNT; i++)
		names[i] = commands[i].name;
	const char *near = diag_meant(name, names, CMD_COUNT);

	diag_error(d, command_line, "unknown command '%s'%s%s%s", name,
		near ? "; did you mean '" : ", see nightshift --help", near ? near : "", near ? "'?" : "");
	return -1;
}

static void
print_help(int command)
{
	if (command < CMD_COUNT) {
		printf("usage: nightshift %s [options] %s\n\n%s\n\n", commands[command].name,
			commands[command].arguments, commands[command].about);
		print_options(1u << command);
		return;
	}
	puts("usage: nightshift COMMAND [options]\n\n"
	     "Splits a slow test suite out of a build: from one manifest, build-only and checked Nix derivations, parallel\n"
	     "make targets and a record of what really ran.\n");
	for (size_t i = 0; i < CMD_COUNT; i++) {
		char left[64];

		snprintf(left, sizeof(left), "%s %s", commands[i].name, commands[i].arguments);
		printf("  %-32s %s\n", left, commands[i].about);
	}
	puts("");
	print_options(FOR_ALL);
	puts("\nExit status: 0 yes or done; 1 no; 2 the command line or the manifest is wrong, nothing was written; 3 the machine failed.");
}

bool
cli_help(struct diag *d, const char *name)
{
	int command = name ? find_command(d, name) : CMD_COUNT;

	if (command >= 0)
		print_help(command);
	return command >= 0;
}

/* The number of an option, or, with a message, the least. */
static long long
take_number(struct diag *d, const char *name, const char *argument, long long min, long long max)
{
	char *end;
	long long n = strtoll(argument, &end, 10);

	if (*argument >= '0' && *argument <= '9' && !*end && n >= min && n <= max)
		return n;
	diag_error(d, command_line, "--%s is '%s', but must be a number from %lld to %lld", name, argument, min, max);
	return min;
}

/* Seconds, as microseconds. */
static long long
take_seconds(struct diag *d, const char *name, const char *argument)
{
	size_t whole = strspn(argument, "0123456789"), part = 0;
	long long usec = 0, unit = 1000000;

	if (whole && argument[whole] == '.')
		part = strspn(argument + whole + 1, "0123456789");
	if (!whole || whole > 9 || part > 6 || argument[whole + (part ? part + 1 : 0)]) {
		diag_error(d, command_line, "--%s is '%s', but must be a number of seconds, like 90 or 0.5", name,
			argument);
		return 0;
	}
	for (size_t i = 0; i < whole; i++)
		usec = usec * 10 + (argument[i] - '0') * 1000000;
	for (size_t i = 0; i < part; i++)
		usec += (argument[whole + 1 + i] - '0') * (unit /= 10);
	return usec;
}

/* A size in bytes. */
static long long
take_size(struct diag *d, const char *name, const char *argument)
{
	static const char units[] = "KMGT";
	size_t digits = strspn(argument, "0123456789");
	const char *unit = argument[digits] ? strchr(units, argument[digits]) : NULL;
	long long n = 0;

	for (size_t i = 0; i < digits && digits <= 15; i++)
		n = n * 10 + (argument[i] - '0');
	int shift = unit ? 10 * (int)(unit - units + 1) : 0;

	if (!digits || digits > 15 || argument[digits + (unit ? 1 : 0)] || !n || n > (1ll << 50) >> shift) {
		diag_error(d, command_line, "--%s is '%s', but must be a number of bytes, like 4096, 64K or 16M", name,
			argument);
		return 1;
	}
	return n << shift;
}

/* One more in a list that lives as long as the program. */
static void
add_argument(const char ***list, int *count, const char *argument)
{
	const char **more = realloc(*list, ((size_t)*count + 1) * sizeof(*more));

	if (!more)
		die("out of memory");
	*list = more;
	more[(*count)++] = argument;
}

/* One of the formats that the command knows. */
static void
take_format(struct cli *c, struct diag *d, const char *argument)
{
	unsigned known = 0;
	int last = 0;
	struct buf names = { 0 };

	for (size_t i = 0; i < countof(options); i++)
		if (options[i].commands & c->bit)
			known |= options[i].formats;
	for (int i = 0; i < FORMAT_COUNT; i++)
		if (known & 1u << i)
			last = i;
	for (int i = 0; i < FORMAT_COUNT; i++) {
		if (!(known & 1u << i))
			continue;
		if (!strcmp(argument, format_names[i])) {
			c->format = i;
			buf_release(&names);
			return;
		}
		buf_printf(&names, "%s%s", !names.len ? "" : i == last ? " or " : ", ", format_names[i]);
	}
	if (known) /* else the command takes no such option, and that was said */
		diag_error(d, command_line, "--format is '%s', but must be %s", argument, buf_text(&names));
	buf_release(&names);
}

/* Take one option. */
static void
take_option(struct cli *c, struct diag *d, int code, const char *argument, const char **color)
{
	switch (code) {
	case OPT_CHECK:
		c->check = true;
		break;
	case OPT_DIFF:
		c->diff = true;
		break;
	case OPT_TEMPLATES:
		c->templates = argument;
		break;
	case OPT_NO_DISCOVER:
		c->no_discover = true;
		break;
	case OPT_NO_RECORD:
		c->no_record = true;
		break;
	case OPT_RECORD:
		c->record = argument;
		break;
	case OPT_LANE:
		c->lane = argument;
		break;
	case OPT_PLATFORM:
		c->platform = argument;
		break;
	case 'j':
		c->jobs = (long)take_number(d, "jobs", argument, 1, 100000);
		break;
	case OPT_FORMAT:
		take_format(c, d, argument);
		break;
	case OPT_COMMIT:
		c->commit = argument;
		break;
	case OPT_RUN:
		c->run_name = argument;
		break;
	case OPT_ATTEMPT:
		c->attempt = (long)take_number(d, "attempt", argument, 1, 100000);
		break;
	case OPT_STARTED:
		c->started = take_number(d, "started", argument, 0, 1000000000000);
		break;
	case OPT_EXPORT:
		c->export_file = argument;
		break;
	case OPT_PRUNE:
		c->prune = (long)take_number(d, "prune", argument, 1, 100000);
		break;
	case OPT_VARIANT:
		c->variant = argument;
		break;
	case OPT_SINCE:
		c->since = argument;
		if (c->bit & FOR_FLAKY)
			c->days = (long)take_number(d, "since", argument, 1, 10000);
		break;
	case OPT_EXEC:
		c->exec = true;
		break;
	case OPT_STALE:
		c->stale = (long)take_number(d, "stale", argument, 1, 10000);
		break;
	case 'o':
		c->output = argument;
		break;
	case OPT_BASE:
		c->base = argument;
		break;
	case OPT_HEAD:
		c->head = argument;
		break;
	case OPT_WORKTREE:
		c->worktree = true;
		break;
	case OPT_UNIT:
		c->unit = argument;
		break;
	case OPT_RESULTS:
		c->results = argument;
		break;
	case OPT_SUITE:
		c->suite = argument;
		break;
	case OPT_PLAN:
		c->plan = argument;
		break;
	case OPT_TREE:
		c->tree = argument;
		break;
	case OPT_SEED:
		c->seed = take_number(d, "seed", argument, 0, 999999999999999999);
		break;
	case OPT_SEED_ENV:
		c->seed_env = argument;
		break;
	case OPT_TIMEOUT:
		c->timeout = take_seconds(d, "timeout", argument);
		break;
	case OPT_GRACE:
		c->grace = take_seconds(d, "grace", argument);
		break;
	case OPT_ATTEMPTS:
		c->attempts = (long)take_number(d, "attempts", argument, 1, 1000);
		break;
	case OPT_LOG_CAP:
		c->log_cap = take_size(d, "log-cap", argument);
		break;
	case OPT_HEARTBEAT:
		c->heartbeat = take_seconds(d, "heartbeat", argument);
		break;
	case OPT_WAIT:
		c->wait = take_seconds(d, "wait", argument);
		break;
	case OPT_INPUT:
		add_argument(&c->inputs, &c->input_count, argument);
		break;
	case OPT_CACHE:
		c->cache = argument;
		break;
	case OPT_CACHE_SIZE:
		c->cache_size = take_size(d, "cache-size", argument);
		break;
	case OPT_UNITS:
		c->units = argument;
		break;
	case OPT_WORKER:
		c->worker = argument;
		break;
	case OPT_DEVICE:
		add_argument(&c->devices, &c->device_count, argument);
		break;
	case OPT_LOCK:
		c->lock = argument;
		break;
	case OPT_POOL:
		c->pool = argument;
		break;
	case OPT_QUARANTINE:
		c->quarantine = (long)take_number(d, "quarantine", argument, 0, 100000);
		break;
	case OPT_PROGRAM:
		add_argument(&c->programs, &c->program_count, argument);
		break;
	case OPT_SHARD:
		c->shard = argument;
		break;
	case OPT_FAILED:
		c->failed = true;
		break;
	case OPT_KEEP_GOING:
		c->keep_going = true;
		break;
	case OPT_FAIL_FAST:
		c->fail_fast = true;
		break;
	case OPT_REPEAT:
		c->repeat = (long)take_number(d, "repeat", argument, 1, 1000000);
		break;
	case OPT_UNTIL_FAIL:
		c->until_fail = true;
		break;
	case OPT_NO_BUILD:
		c->no_build = true;
		break;
	case OPT_NO_WAIT:
		c->no_wait = true;
		break;
	case OPT_SLOW:
		c->slow = take_seconds(d, "slow", argument);
		break;
	case OPT_JUNIT:
		c->junit = argument;
		break;
	case OPT_COLOR:
		*color = argument;
		if (strcmp(argument, "auto") && strcmp(argument, "always") && strcmp(argument, "never"))
			diag_error(d, command_line, "--color is '%s', but must be auto, always or never", argument);
		break;
	case 'f':
		c->file = argument;
		break;
	case 'C':
		if (chdir(argument))
			diag_error(d, command_line, "cannot work in '%s': %s", argument, strerror(errno));
		break;
	case 'q':
		c->quiet = true;
		break;
	case 'v':
		c->verbose = true;
		break;
	default:
		break;
	}
}

int
cli_parse(struct cli *ret_cli, struct diag *d, int argc, char **argv)
{
	struct cli *c = ret_cli;
	struct option longs[countof(options) + 1] = { 0 };
	char shorts[2 * countof(options) + 2] = ":";
	const char *color = "auto", *no_color = getenv("NO_COLOR");
	const char *annotate = getenv("GITHUB_ACTIONS");
	bool help = false;
	int code;

	d->out = stderr;
	d->annotate = annotate && !strcmp(annotate, "true");

	*c = (struct cli){ .command = CMD_COUNT,
		.started = -1,
		.seed = -1,
		.log_cap = -1,
		.quarantine = -1,
		.timeout = -1,
		.wait = -1,
		.grace = -1,
		.heartbeat = -1,
		.slow = -1 };
	for (size_t i = 0; i < countof(options); i++) {
		longs[i] = (struct option){ options[i].name, options[i].argument ? required_argument : no_argument,
			NULL, options[i].code };
		if (options[i].code < 256)
			snprintf(shorts + strlen(shorts), 3, "%c%s", options[i].code, options[i].argument ? ":" : "");
	}
	if (argc > 1 && argv[1][0] != '-') {
		int command = find_command(d, argv[1]);

		if (command < 0)
			return EXIT_INPUT;
		c->command = command;
		c->bit = 1u << command;
		argc--;
		argv++;
	}
	while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (code == OPT_VERSION) {
			puts("nightshift " NIGHTSHIFT_VERSION);
			return EXIT_YES;
		}
		help |= code == OPT_HELP;
		if (code == '?' || code == ':') {
			const char *name = NULL;

			for (size_t i = 0; optopt && i < countof(options); i++)
				if (options[i].code == optopt)
					name = options[i].name;
			if (name)
				diag_error(d, command_line,
					code == ':' ? "option '--%s' needs an argument"
						    : "option '--%s' takes no argument",
					name);
			else if (optopt) /* a letter, which may stand in the middle of a word */
				diag_error(d, command_line, "unknown option '-%c', see nightshift --help", optopt);
			else
				diag_error(d, command_line, "unknown option '%s', see nightshift --help",
					argv[optind - 1]);
			continue;
		}
		const char *refused = NULL; /* no row of that option is for this command */

		for (size_t i = 0; c->bit && i < countof(options); i++) {
			if (options[i].code != code)
				continue;
			refused = options[i].name;
			if (options[i].commands & c->bit) {
				refused = NULL;
				break;
			}
		}
		if (refused)
			diag_error(d, command_line, "'%s' takes no option --%s", commands[c->command].name, refused);
		take_option(c, d, code, optarg, &color);
	}
	bool may = !strcmp(color, "auto") && !(no_color && *no_color);

	d->color = !strcmp(color, "always") || (may && isatty(STDERR_FILENO));
	c->color = !strcmp(color, "always") || (may && isatty(STDOUT_FILENO));
	if (d->errors)
		return EXIT_INPUT;
	if (help || (!c->bit && argc == 1)) {
		print_help(c->command);
		return help ? EXIT_YES : EXIT_INPUT;
	}
	if (!c->bit) {
		diag_error(d, command_line, "the command comes first, see nightshift --help");
		return EXIT_INPUT;
	}
	c->args = argv + optind;
	c->arg_count = argc - optind;
	if (c->arg_count < commands[c->command].min || c->arg_count > commands[c->command].max) {
		diag_error(d, command_line, "usage: nightshift %s [options] %s", commands[c->command].name,
			commands[c->command].arguments);
		return EXIT_INPUT;
	}
	return -1;
}
