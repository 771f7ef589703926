#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/annotate.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/print.h"
#include "base/version.h"
#include "cli/option_values.h"
#include "unit/judge.h"

/* No file: messages are of the command line. */
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

/* When to use colour. */
enum { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER, WHEN_COUNT };

static const char *const when_names[WHEN_COUNT] = { "auto", "always", "never" };

/* How the argument of an option is read. */
enum kind {
	KIND_FLAG,    /* it has none, and sets a bool */
	KIND_TEXT,    /* a text as it is */
	KIND_REASON,  /* a text that may be left out; the member is then "" */
	KIND_TEXTS,   /* a text, but the option may stand more than once */
	KIND_NUMBER,  /* a decimal number */
	KIND_SECONDS, /* a number of seconds, which may have a fraction; the member gets microseconds */
	KIND_SIZE,    /* a number of bytes, which may have a unit */
	KIND_WORD,    /* one of a list; the member gets its place there */
	KIND_FOLDER,  /* a folder to work in from now on; sets no member */
	KIND_VERSION, /* has none, and sets no member: the version is printed */
};

/*
 * The columns of a row that say what its option sets. MEMBER is the place of a member in struct cli; it does not
 * compile if that has another type.
 */
#define MEMBER(type, name) _Generic(((struct cli *)NULL)->name, type : offsetof(struct cli, name))
#define FLAG(name) .kind = KIND_FLAG, .member = MEMBER(bool, name)
#define TEXT(name) .kind = KIND_TEXT, .member = MEMBER(const char *, name)
#define REASON(name) .kind = KIND_REASON, .member = MEMBER(const char *, name)
#define TEXTS(name, number) .kind = KIND_TEXTS, .member = MEMBER(const char **, name), .count = MEMBER(int, number)
#define NUMBER(name, from, to) .kind = KIND_NUMBER, .member = MEMBER(long long, name), .least = (from), .most = (to)
#define SECONDS(name) .kind = KIND_SECONDS, .member = MEMBER(long long, name)
#define SIZE(name) .kind = KIND_SIZE, .member = MEMBER(long long, name)
#define WORD(name, list, bits) .kind = KIND_WORD, .member = MEMBER(int, name), .words = (list), .allowed = (bits)

/*
 * The options: this table parses the command line and prints the help. An option has several rows where commands
 * take it in their own ways; no command stands in two of them.
 */
static const struct row {
	char letter; /* or 0 */
	const char *name, *argument, *about;
	unsigned commands; /* FOR_ of those that take it */
	enum kind kind;
	size_t member;            /* where that lies in struct cli, */
	size_t count;             /* and how many texts it has */
	long long least, most;    /* of a number */
	const char *const *words; /* of which one may be said, */
	unsigned allowed;         /* if its bit is set here */
} options[] = {
	{ 0, "dry-run", NULL, "write nothing; print the manifest", FOR_INIT, FLAG(dry_run) },
	{ 0, "kind", "KIND", "which tests, if there are several: ctest, meson, pytest, tap or make", FOR_INIT,
		TEXT(kind) },
	{ 0, "check", NULL, "write nothing; say which outputs are stale", FOR_GENERATE, FLAG(check) },
	{ 0, "check", NULL, "write nothing; say whether it would", FOR_TUNE, FLAG(check) },
	{ 0, "diff", NULL, "write nothing; show what would change", FOR_GENERATE, FLAG(diff) },
	{ 0, "force", NULL, "also replace files that nightshift did not write", FOR_GENERATE, FLAG(force) },
	{ 0, "templates", "DIR", "use the templates in DIR instead of the built-in ones",
		FOR_GENERATE | FOR_LINT | FOR_RUN | FOR_AFFECTED, TEXT(templates) },
	{ 0, "no-discover", NULL, "do not run the <discover as=\"check\"> commands", FOR_DISCOVERY, FLAG(no_discover) },
	{ 0, "no-record", NULL, "leave the record alone", FOR_GENERATE | FOR_RUN, FLAG(no_record) },
	{ 0, "record", "FILE", "the record (default: .nightshift/record.db in the repository)",
		FOR_GENERATE | FOR_RUN | FOR_RECORD | FOR_REPORT | FOR_TUNE | FOR_QUESTIONS, TEXT(record) },
	{ 0, "lane", "LANE", "only what this lane runs: pr, merge or nightly", FOR_PLAN | FOR_RUN, TEXT(lane) },
	{ 0, "lane", "LANE", "the lane: pr (default), merge or nightly", FOR_AFFECTED, TEXT(lane) },
	{ 0, "lane", "LANE", "only what runs of this lane measured: pr, merge or nightly", FOR_TUNE, TEXT(lane) },
	{ 0, "platform", "NAME", "only what runs on this platform", FOR_PLAN | FOR_AFFECTED, TEXT(platform) },
	{ 0, "base", "REV", "what the change will be merged into", FOR_AFFECTED, TEXT(base) },
	{ 0, "head", "REV", "the change (default: HEAD)", FOR_AFFECTED, TEXT(head) },
	{ 0, "write", "DIR",
		"also write into DIR the units of each job, and what each platform owes; without --base everything is due",
		FOR_AFFECTED, TEXT(write) },
	{ 0, "worktree", NULL, "also count what is not committed", FOR_AFFECTED, FLAG(worktree) },
	{ 0, "lane", "LANE", "the lane of results that do not say one: pr, merge or nightly", FOR_RECORD, TEXT(lane) },
	{ 0, "platform", "NAME", "the platform of results that do not say one", FOR_RECORD, TEXT(platform) },
	{ 0, "commit", "REV", "the commit of such results (default: $GITHUB_SHA, $CI_COMMIT_SHA)", FOR_RECORD,
		TEXT(commit) },
	{ 0, "run", "NAME",
		"the run that results are of, or answer (default: github-$GITHUB_RUN_ID, gitlab-$CI_PIPELINE_ID); with --export: only what has this name",
		FOR_RECORD, TEXT(run_name) },
	{ 0, "attempt", "N", "which attempt of it (default: $GITHUB_RUN_ATTEMPT)", FOR_RECORD,
		NUMBER(attempt, 1, 100000) },
	{ 0, "started", "SECONDS",
		"start of the run (Unix time): older Nix results are cached, others without times have it", FOR_RECORD,
		NUMBER(started, 0, 999999999999) },
	{ 0, "export", "FILE", "write what is recorded as text, to merge elsewhere; - is standard output", FOR_RECORD,
		TEXT(export_file) },
	{ 0, "since", "DATE", "with --export: only what finished on that day or later", FOR_RECORD, TEXT(since) },
	{ 0, "prune", "DAYS", "replace results older than DAYS by monthly sums", FOR_RECORD, NUMBER(prune, 1, 100000) },
	{ 0, "variant", "NAME", "the variant of test cases that do not say one", FOR_RECORD, TEXT(variant) },
	{ 0, "seed", "N", "the seed of such results, where their units take one", FOR_RECORD,
		NUMBER(seed, 0, SEED_MOST) },
	{ 0, "format", "FORMAT",
		"the format of the files, if their content does not tell: folder, junit, tap, nix, ctest-costs or test-durations",
		FOR_RECORD,
		WORD(format, format_names,
			1 << FORMAT_FOLDER | 1 << FORMAT_JUNIT | 1 << FORMAT_TAP | 1 << FORMAT_NIX_LOG |
				1 << FORMAT_CTEST_COSTS | 1 << FORMAT_DURATIONS) },
	{ 0, "lane", "LANE", "the night of this lane: pr, merge or nightly (default)",
		FOR_REPORT | FOR_QUALIFY | FOR_SUSPECTS, TEXT(lane) },
	{ 0, "commit", "REV", "the night of this commit (default: HEAD)", FOR_REPORT, TEXT(commit) },
	{ 0, "commit", "REV", "the last red night of what this commit contains (default: HEAD)", FOR_SUSPECTS,
		TEXT(commit) },
	{ 0, "since", "REV", "the last green commit, for the suspects (default: the record's)",
		FOR_REPORT | FOR_SUSPECTS, TEXT(since) },
	{ 0, "since", "DAYS", "what failed in the last days (default: 30)", FOR_FLAKY, NUMBER(days, 1, 10000) },
	{ 0, "platform", "NAME", "only on this platform", FOR_FLAKY | FOR_REPLAY, TEXT(platform) },
	{ 0, "attempt", "N", "which attempt (default: the last red one, or the last)", FOR_REPLAY,
		NUMBER(attempt, 1, 100000) },
	{ 0, "exec", NULL, "run it by make, if HEAD is the commit", FOR_REPLAY, FLAG(exec) },
	{ 0, "stale", "DAYS", "red if no night was green for DAYS days", FOR_REPORT, NUMBER(stale, 1, 10000) },
	{ 0, "plan", "FILE",
		"run what the file of a plan says, and nothing else; the repository's top is the folder of -C, or the current one",
		FOR_RUN, TEXT(plan) },
	{ 0, "commit", "ID", "with --plan: the commit that verdicts name and the seed is of, in full", FOR_RUN,
		TEXT(commit) },
	{ 0, "tree", "clean|dirty", "with --plan: the state of the files beside that commit", FOR_RUN, TEXT(tree) },
	{ 0, "platform", "NAME", "act as this platform (default: this machine's)", FOR_RUN, TEXT(platform) },
	{ 0, "shard", "I/N|NUMBER", "only the I-th of N parts, or that shard of the plan", FOR_RUN, TEXT(shard) },
	{ 0, "units", "FILE", "only the units that FILE names, one on each line", FOR_RUN, TEXT(units) },
	{ 0, "failed", NULL, "only the units that did not pass when they last ran", FOR_RUN, FLAG(failed) },
	{ 'j', "jobs", "N", "how many units run at a time", FOR_PLAN, NUMBER(jobs, 1, 100000) },
	{ 'j', "jobs", "N", "how many units run at a time (default: one for each processor)", FOR_RUN,
		NUMBER(jobs, 1, 100000) },
	{ 0, "seed", "N", "another seed than the commit's", FOR_RUN, NUMBER(seed, 0, SEED_MOST) },
	{ 0, "keep-going", NULL, "run all, whatever fails (default)", FOR_RUN, FLAG(keep_going) },
	{ 0, "fail-fast", NULL, "after the first unit that does not pass, start no other; the rest is cancelled",
		FOR_RUN, FLAG(fail_fast) },
	{ 0, "repeat", "N", "run everything N times", FOR_RUN, NUMBER(repeat, 1, 1000000) },
	{ 0, "until-fail", NULL, "run it again until one does not pass", FOR_RUN, FLAG(until_fail) },
	{ 0, "no-build", NULL, "build nothing: the test programs are there", FOR_RUN, FLAG(no_build) },
	{ 0, "no-build", NULL, "do not build the programs that a discovery asks", FOR_GENERATE, FLAG(no_build) },
	{ 0, "no-wait", NULL, "do not wait for another run in this tree", FOR_RUN, FLAG(no_wait) },
	{ 0, "results", "KIND",
		"folders: each unit leaves one; journal: not one that passes and prints nothing (default from 100 units)",
		FOR_RUN, TEXT(results) },
	{ 0, "into", "DIR", "put the results into DIR (default: build/nightshift in the suite's folder)", FOR_RUN,
		TEXT(into) },
	{ 0, "slow", "SECONDS",
		"name units that take three times as long as expected, and longer than SECONDS (default: 10)", FOR_RUN,
		SECONDS(slow) },
	{ 0, "junit", "FILE", "also write the results to FILE, as JUnit XML", FOR_RUN, TEXT(junit) },
	{ 0, "format", "FORMAT", "text (default) or json", FOR_PLAN | FOR_QUESTIONS,
		WORD(format, format_names, 1 << FORMAT_TEXT | 1 << FORMAT_JSON) },
	{ 0, "format", "FORMAT", "text (default), json, or matrix: a line of JSON for GitHub Actions", FOR_AFFECTED,
		WORD(format, format_names, 1 << FORMAT_TEXT | 1 << FORMAT_JSON | 1 << FORMAT_MATRIX) },
	{ 0, "format", "FORMAT", "text (default), markdown, json, or html: one page of the whole record", FOR_REPORT,
		WORD(format, format_names,
			1 << FORMAT_TEXT | 1 << FORMAT_MARKDOWN | 1 << FORMAT_JSON | 1 << FORMAT_HTML) },
	{ 'o', "output", "FILE", "write to FILE instead of standard output", FOR_REPORT, TEXT(output) },
	{ 0, "unit", "UNIT", "write a log and a verdict for this unit (default: write nothing)", FOR_EXEC, TEXT(unit) },
	{ 0, "results", "DIR", "the folder that has a folder for each unit", FOR_UNITS, TEXT(results) },
	{ 0, "suite", "NAME", "the verdict's suite", FOR_UNITS, TEXT(suite) },
	{ 0, "plan", "HEX", "the fingerprint of its plan", FOR_BATCH, TEXT(plan) },
	{ 0, "plan", "HEX", "the fingerprint of its plan, which need not be said with --part", FOR_EXEC, TEXT(plan) },
	{ 0, "part", "HEX", "its part of the plan, as 'nightshift part' prints it", FOR_EXEC, TEXT(part) },
	{ 0, "run", "NAME", "the run it belongs to", FOR_UNITS, TEXT(run_name) },
	{ 0, "platform", "NAME", "its platform", FOR_UNITS, TEXT(platform) },
	{ 0, "lane", "LANE", "its lane: pr, merge or nightly", FOR_UNITS, TEXT(lane) },
	{ 0, "commit", "ID", "its commit, in full", FOR_UNITS, TEXT(commit) },
	{ 0, "tree", "clean|dirty", "the state of the files beside that commit", FOR_UNITS, TEXT(tree) },
	{ 0, "seed", "N", "the seed it runs under", FOR_UNITS, NUMBER(seed, 0, SEED_MOST) },
	{ 0, "seed-env", "VARIABLE", "the variable that gives the command its seed; unset without one", FOR_UNITS,
		TEXT(seed_env) },
	{ 0, "timeout", "SECONDS", "how long an attempt may take (default: forever)", FOR_UNITS, SECONDS(timeout) },
	{ 0, "grace", "SECONDS", "the time from SIGTERM to SIGKILL (default: 10)", FOR_UNITS, SECONDS(grace) },
	{ 0, "attempts", "N", "how many attempts it has to pass (default: 1)", FOR_UNITS, NUMBER(attempts, 1, 1000) },
	{ 0, "protocol", "WORD",
		"how it tells what became of its test cases: exit (default: by its exit status alone), tap or junit",
		FOR_EXEC, WORD(protocol, judge_protocol_names, (1 << PROTOCOL_COUNT) - 1) },
	{ 0, "report", "PATH", "with --protocol=junit: the file that it leaves", FOR_EXEC, TEXT(report) },
	{ 0, "skip-status", "N", "the exit status by which it says that it skips (default: 77)", FOR_EXEC,
		NUMBER(skip_status, 1, JUDGE_SKIP_STATUS_MAX) },
	{ 0, "may-skip", "WHY", "the exit status is 0 if it skips, too", FOR_EXEC, REASON(may_skip) },
	{ 0, "junit", NULL, "also write junit.xml beside its verdict", FOR_UNITS, FLAG(unit_junit) },
	{ 0, "mark", NULL, "unless it passes, also write what became of it into the log (standard error)", FOR_EXEC,
		FLAG(mark) },
	{ 0, "shell", "PATH", "the shell that runs shell text (default: /bin/sh)", FOR_UNITS, TEXT(shell) },
	{ 0, "log-cap", "BYTES",
		"how much of its output is kept, half from the beginning and half from the end (default: 16M)",
		FOR_UNITS, SIZE(log_cap) },
	{ 0, "heartbeat", "SECONDS", "report a running unit every SECONDS (default: 60; 0: never)", FOR_UNITS,
		SECONDS(heartbeat) },
	{ 0, "program", "FILE", "fail at once if FILE does not exist; may be repeated", FOR_UNITS,
		TEXTS(programs, program_count) },
	{ 0, "units", "FILE", "the units (default: standard input)", FOR_BATCH, TEXT(units) },
	{ 0, "worker", "SHELLTEXT",
		"a command that reads a line for each unit and answers in TAP (default: each unit is shell text)",
		FOR_BATCH, TEXT(worker) },
	{ 0, "device", "NAME", "a device of the pool; may be repeated (default: -j plain workers)", FOR_BATCH,
		TEXTS(devices, device_count) },
	{ 0, "lock", "SHELLTEXT", "a command that is put before the worker's; it gets $NIGHTSHIFT_DEVICES", FOR_BATCH,
		TEXT(lock) },
	{ 0, "pool", "NAME", "wait until no other batch has the pool of this name", FOR_BATCH, TEXT(pool) },
	{ 0, "journal", NULL,
		"a unit that passes at once and leaves nothing else is a line in DIR/journal, not a folder", FOR_BATCH,
		FLAG(journal) },
	{ 0, "quarantine", "N", "give up a device on which N units in a row failed (default: 3; 0: never)", FOR_BATCH,
		NUMBER(quarantine, 0, 100000) },
	{ 'j', "jobs", "N", "how many units run at a time (default: one for each device or processor)", FOR_BATCH,
		NUMBER(jobs, 1, 100000) },
	{ 'o', "output", "PATH", "what the command makes, at $NIGHTSHIFT_OUTPUT", FOR_FIXTURE, TEXT(output) },
	{ 0, "check", NULL, "make nothing; the exit status says whether it is there and up to date", FOR_FIXTURE,
		FLAG(check) },
	{ 0, "input", "FILE", "a file or folder that it is made from; may be repeated", FOR_FIXTURE,
		TEXTS(inputs, input_count) },
	{ 0, "timeout", "SECONDS", "how long making it may take (default: forever)", FOR_FIXTURE, SECONDS(timeout) },
	{ 0, "wait", "SECONDS", "how long to wait for another process that is making it (default: 900)", FOR_FIXTURE,
		SECONDS(wait) },
	{ 0, "cache", "DIR", "keep what was made in DIR, also for other work trees", FOR_FIXTURE, TEXT(cache) },
	{ 0, "cache-size", "BYTES", "remove what was unused the longest until the cache fits into BYTES, like 10G",
		FOR_FIXTURE, SIZE(cache_size) },
	{ 0, "plan", "FILE", "the file of the plan, which generate writes", FOR_PART | FOR_GATE, TEXT(plan) },
	{ 0, "fingerprint", "HEX", "fail if the file has another fingerprint", FOR_PART, TEXT(fingerprint) },
	{ 0, "platform", "NAME", "as the units run on this platform", FOR_PART, TEXT(platform) },
	{ 0, "text", NULL, "print the text that the part of one unit is the SHA-256 of", FOR_PART, FLAG(text) },
	{ 0, "lane", "LANE", "the lane that owes the units: pr, merge or nightly", FOR_GATE, TEXT(lane) },
	{ 0, "platform", "NAME", "the platform that they are owed on", FOR_GATE, TEXT(platform) },
	{ 0, "commit", "ID", "the commit whose verdicts count, in full", FOR_GATE, TEXT(commit) },
	{ 0, "owed", "FILE", "the units that are owed, one on each line (default: all that the lane runs)", FOR_GATE,
		TEXT(owed) },
	{ 0, "due", "DIR",
		"judge each platform that owes units by DIR, the folder that affected --write has written; PATH has a folder for each platform",
		FOR_GATE, TEXT(due) },
	{ 0, "needs", "FILE",
		"with --due: the jobs before this one, as toJSON(needs) of GitHub Actions; each must have succeeded, or had nothing to do",
		FOR_GATE, TEXT(needs) },
	{ 0, "summary", "FILE", "with --due: also append the answer to FILE, as Markdown", FOR_GATE, TEXT(summary) },
	{ 0, "nothing-due", NULL, "it is right if no unit is owed", FOR_GATE, FLAG(nothing_due) },
	{ 0, "seed", "N", "the seed that units owe which take the suite's (default: that of the commit)", FOR_GATE,
		NUMBER(seed, 0, SEED_MOST) },
	{ 0, "store", NULL, "take results of Nix, which name no commit: each DIR is what this commit evaluates to",
		FOR_GATE, FLAG(store) },
	{ 0, "format", "FORMAT", "text (default), json or tap", FOR_GATE,
		WORD(format, format_names, 1 << FORMAT_TEXT | 1 << FORMAT_TAP | 1 << FORMAT_JSON) },
	{ 'f', "file", "FILE", "the manifest (default: nightshift.xml, or the only suite.xml or *.suite.xml in git)",
		FOR_MANIFEST, TEXT(file) },
	{ 'C', "directory", "DIR", "work in DIR", FOR_ALL, .kind = KIND_FOLDER },
	{ 0, "color", "WHEN", "colour in messages: auto (default), always or never", FOR_ALL & ~FOR_QUESTIONS,
		WORD(color_when, when_names, (1 << WHEN_COUNT) - 1) },
	{ 0, "color", "WHEN", "colour in messages and answers: auto (default), always or never", FOR_QUESTIONS,
		WORD(color_when, when_names, (1 << WHEN_COUNT) - 1) },
	{ 'q', "quiet", NULL, "print results and mistakes only", FOR_ALL, FLAG(quiet) },
	{ 'v', "verbose", NULL, "print more", FOR_ALL, FLAG(verbose) },
	{ 0, "help", NULL, "print this help, or that of a command", FOR_ALL, FLAG(help) },
	{ 0, "version", NULL, "print the version", FOR_ALL, .kind = KIND_VERSION },
};

static const struct {
	const char *name, *arguments, *about;
	int min, max; /* number of arguments */
} commands[CMD_COUNT] = {
	[CMD_INIT] = { "init", "", "look which tests the repository has, and write a first manifest", 0, 0 },
	[CMD_GENERATE] = { "generate", "", "write the outputs; or verify that they are what would be written", 0, 0 },
	[CMD_LINT] = { "lint", "", "check every rule and write nothing", 0, 0 },
	[CMD_PLAN] = { "plan", "", "units, lanes, shards and how good they are", 0, 0 },
	[CMD_AFFECTED] = { "affected", "--base=REV", "the units a change makes due, and why", 0, 0 },
	[CMD_SEED] = { "seed", "[REV]", "the seed, a number alone on a line", 0, 1 },
	[CMD_RUN] = { "run", "[UNIT|GLOB]...", "build and run units, with progress, and record the results", 0,
		1000000 },
	[CMD_RECORD] = { "record", "[FILE|DIR]...",
		"import, export or prune what ran: unit folders, JUnit XML, TAP, Nix logs, exports", 0, 1000000 },
	[CMD_COVERAGE] = { "coverage", "", "what each lane covers on each platform, nightly only, holes, never run", 0,
		0 },
	[CMD_REPORT] = { "report", "", "is the night green: what failed and how to replay it, what is absent, suspects",
		0, 0 },
	[CMD_QUALIFY] = { "qualify", "[REV]", "does REV have a fully green night?", 0, 1 },
	[CMD_SUSPECTS] = { "suspects", "[UNIT|GLOB]...",
		"the commits between the last green and the first red night, ranked", 0, 1000000 },
	[CMD_FLAKY] = { "flaky", "[UNIT]", "what passes and fails at one commit: by chance, or by its seed", 0, 1 },
	[CMD_REPLAY] = { "replay", "RUN UNIT", "print the exact command again, with its seed", 2, 2 },
	[CMD_TUNE] = { "tune", "", "write measured seconds into seconds.tsv where the plan gains from them", 0, 0 },
	[CMD_EXEC] = { "exec", "-- COMMAND",
		"run one unit under a watchdog: shell text, or a program and its arguments", 1, 1000000 },
	[CMD_BATCH] = { "batch", "", "run many units on workers that stay alive, over a pool of devices", 0, 0 },
	[CMD_FIXTURE] = { "fixture", "-o PATH -- SHELLTEXT",
		"make something once, however many processes want it at the same time", 1, 1 },
	[CMD_PART] = { "part", "--plan=FILE [UNIT]...", "the part of the plan that decides what a unit does, as a hash",
		0, 1000000 },
	[CMD_GATE] = { "gate", "--plan=FILE PATH...", "has each unit that is owed a verdict that counts?", 0, 1000000 },
	[CMD_PROGRAM] = { "program", "FILE",
		"copy this program, which needs no library, to FILE: for a container, or a job that has nothing", 1,
		1 },
	[CMD_HELP] = { "help", "[COMMAND|TOPIC]",
		"this help; topics: values (of templates), schema (of manifests), discover (tests), views (of the record), action (of workflows)",
		0, 1 },
};

/* Are these rows of one option? The first letter spares most calls: this runs thousands of times at each start. */
static bool
is_same(const struct row *a, const struct row *b)
{
	return a->name[0] == b->name[0] && !strcmp(a->name, b->name);
}

static void
print_options(unsigned users)
{
	for (size_t i = 0; i < countof(options); i++) {
		const struct row *row = &options[i];
		char left[64];
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice |= is_same(&options[k], row) && (options[k].commands & users);
		if (twice || !(row->commands & users))
			continue;
		bool is_reason = row->kind == KIND_REASON;

		snprintf(left, sizeof(left), row->letter ? "-%c, --%s%s%s%s" : "%c   --%s%s%s%s",
			row->letter ? row->letter : ' ', row->name,
			!row->argument      ? ""
				: is_reason ? "[="
					    : "=",
			row->argument ? row->argument : "", is_reason ? "]" : "");
		print_out("  %-24s %s\n", left, row->about);
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

/* The same, but with a message if there is none. */
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

	diag_error(d, command_line, "unknown command '%s'%s", name,
		near ? diag_did_you_mean(near) : ", see nightshift --help");
	return -1;
}

static void
print_help(int command)
{
	if (command < CMD_COUNT) {
		print_out("usage: nightshift %s [options] %s\n\n%s\n\n", commands[command].name,
			commands[command].arguments, commands[command].about);
		print_options(1u << command);
		return;
	}
	print_out("%s",
		"usage: nightshift COMMAND [options]\n\n"
		"Splits a slow test suite out of a build: from one manifest, build-only and checked Nix derivations, parallel\n"
		"make targets and a record of what really ran.\n\n");
	for (size_t i = 0; i < CMD_COUNT; i++) {
		char left[64];

		snprintf(left, sizeof(left), "%s %s", commands[i].name, commands[i].arguments);
		print_out("  %-32s %s\n", left, commands[i].about);
	}
	print_out("\n");
	print_options(FOR_ALL);
	print_out("%s",
		"\nExit status: 0 yes or done; 1 no; 2 the command line or the manifest is wrong, nothing was written; 3 the machine failed.\n"
		"Of 'run' also: 4 another run is in this tree (--no-wait); 5 no unit is chosen; 130 it was interrupted.\n");
}

bool
cli_help(struct diag *d, const char *name)
{
	int command = name ? find_command(d, name) : CMD_COUNT;

	if (command >= 0)
		print_help(command);
	return command >= 0;
}

/* Append a text to a list that lives as long as the program. */
static void
add_text(const char ***list, int *count, const char *text)
{
	*list = xrealloc(*list, ((size_t)*count + 1) * sizeof(**list));
	(*list)[(*count)++] = text;
}

/* Set what the row of an option says. */
static void
take_option(struct cli *c, struct diag *d, const struct row *row, const char *argument)
{
	void *member = (char *)c + row->member, *count = (char *)c + row->count;

	switch (row->kind) {
	case KIND_FLAG:
		*(bool *)member = true;
		break;
	case KIND_TEXT:
		*(const char **)member = argument;
		break;
	case KIND_REASON:
		*(const char **)member = argument ? argument : "";
		break;
	case KIND_TEXTS:
		add_text(member, count, argument);
		break;
	case KIND_NUMBER:
		*(long long *)member = option_number(d, row->name, argument, row->least, row->most);
		break;
	case KIND_SECONDS:
		*(long long *)member = option_seconds(d, row->name, argument);
		break;
	case KIND_SIZE:
		*(long long *)member = option_size(d, row->name, argument);
		break;
	case KIND_WORD:
		*(int *)member = option_word(d, row->name, argument, row->words, row->allowed);
		break;
	case KIND_FOLDER:
		if (chdir(argument))
			diag_error(d, command_line, "cannot work in '%s': %s", argument, strerror(errno));
		break;
	case KIND_VERSION:
		break;
	}
}

/* What getopt looks for: an entry of `longs` for each row, and the letters in `shorts`. */
struct getopt_tables {
	struct option longs[countof(options) + 1];
	char shorts[2 * countof(options) + 2];
};

/*
 * Fill them. The code that getopt answers is the letter of the option, or above all letters the number of the first
 * row of its name: one code for all rows of a name, or an abbreviation of it would be ambiguous. So, too, all of them take
 * an argument or none as that of the command does.
 */
static void
make_tables(struct getopt_tables *ret_tables, unsigned users)
{
	char *letters = ret_tables->shorts;

	*letters++ = ':'; /* tell a missing argument from an unknown option */
	for (size_t i = 0; i < countof(options); i++) {
		const struct row *row = &options[i], *own = row;
		int code = row->letter;

		for (size_t k = 0; !code; k++)
			if (is_same(&options[k], row))
				code = 256 + (int)k;
		for (size_t k = 0; k < countof(options) && !(own->commands & users); k++)
			if (is_same(&options[k], row) && (options[k].commands & users))
				own = &options[k];
		int takes = own->kind == KIND_REASON ? optional_argument
			: own->argument              ? required_argument
						     : no_argument;

		ret_tables->longs[i] = (struct option){ row->name, takes, NULL, code };
		if (!row->letter)
			continue;
		*letters++ = row->letter;
		if (row->argument)
			*letters++ = ':';
	}
	*letters = '\0';
	ret_tables->longs[countof(options)] = (struct option){ 0 };
}

/* The row of the option with that code: that of the commands, or else its first; NULL if there is no such option. */
static const struct row *
find_row(const struct getopt_tables *tables, int code, unsigned users)
{
	const struct row *first = NULL;

	for (size_t i = 0; i < countof(options); i++) {
		if (tables->longs[i].val != code)
			continue;
		if (options[i].commands & users)
			return &options[i];
		first = first ? first : &options[i];
	}
	return first;
}

/* Say what is wrong with an option for which getopt answered ':' or '?'. */
static void
refuse_option(struct diag *d, const struct getopt_tables *tables, int answer, const char *word)
{
	const struct row *row = find_row(tables, optopt, 0);

	if (row)
		diag_error(d, command_line, "option '--%s' %s", row->name,
			answer == ':' ? "needs an argument" : "takes no argument");
	else if (optopt) /* a letter, which may stand in the middle of a word */
		diag_error(d, command_line, "unknown option '-%c', see nightshift --help", optopt);
	else
		diag_error(d, command_line, "unknown option '%s', see nightshift --help", word);
}

/* Take all options. False if one asks for the version and nothing else. */
static bool
take_options(struct cli *c, struct diag *d, int argc, char **argv)
{
	struct getopt_tables tables;
	int code;

	make_tables(&tables, c->bit);
	while ((code = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
		if (code == '?' || code == ':') {
			refuse_option(d, &tables, code, argv[optind - 1]);
			continue;
		}
		const struct row *row = find_row(&tables, code, c->bit);
		bool refused = !(row->commands & c->bit);

		if (row->kind == KIND_VERSION)
			return false;
		if (refused && c->bit)
			diag_error(d, command_line, "'%s' takes no option --%s", commands[c->command].name, row->name);
		/* The formats of another command would only mislead. */
		if (!refused || row->words != format_names)
			take_option(c, d, row, optarg);
	}
	return true;
}

bool
cli_run_has_plan(int argc, char **argv)
{
	struct getopt_tables tables;
	bool has = false;
	int code;

	make_tables(&tables, FOR_RUN);
	while ((code = getopt_long(argc - 1, argv + 1, tables.shorts, tables.longs, NULL)) != -1)
		has |= code >= 256 && !strcmp(options[code - 256].name, "plan");
	optind = 0; /* begin again */
	return has;
}

/* Is that stream, a file descriptor, to be coloured? */
static bool
wants_color(const struct cli *c, int stream)
{
	const char *no_color = getenv("NO_COLOR");

	if (c->color_when == WHEN_AUTO)
		return !(no_color && *no_color) && isatty(stream);
	return c->color_when == WHEN_ALWAYS;
}

int
cli_parse(struct cli *ret_cli, struct diag *d, int argc, char **argv)
{
	struct cli *c = ret_cli;

	d->out = stderr;
	d->annotate = annotate_is_wanted();
	*c = (struct cli){ .command = CMD_COUNT,
		.started = -1,
		.seed = -1,
		.log_cap = -1,
		.skip_status = -1,
		.quarantine = -1,
		.timeout = -1,
		.wait = -1,
		.grace = -1,
		.heartbeat = -1,
		.slow = -1 };
	if (argc > 1 && argv[1][0] != '-') {
		int command = find_command(d, argv[1]);

		if (command < 0)
			return EXIT_INPUT;
		c->command = command;
		c->bit = 1u << command;
		argc--;
		argv++;
	}
	if (!take_options(c, d, argc, argv)) {
		print_out("nightshift " NIGHTSHIFT_VERSION "\n");
		return EXIT_YES;
	}
	d->color = wants_color(c, STDERR_FILENO);
	c->color = wants_color(c, STDOUT_FILENO);
	print_allow_colors(c->color, d->color);
	if (d->errors)
		return EXIT_INPUT;
	if (c->help || (!c->bit && argc == 1)) {
		print_help(c->command);
		return c->help ? EXIT_YES : EXIT_INPUT;
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
