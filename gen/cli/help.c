#include "cli/help.h"

#include <string.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/print.h"
#include "cli/option_rows.h"

/* WIDTH: columns of a line at most. INDENT: where the text about an option or a command begins. */
enum { WIDTH = 79, INDENT = 28 };

const unsigned help_paged = FOR_RUN | FOR_EXEC | FOR_RECORD | FOR_PART | FOR_GATE;

const struct help_topic help_topics[] = {
	{ "manifest", "what a manifest may say: each element, each attribute" },
	{ "discover", "commands that print which tests exist" },
	{ "judging", "what became of a unit, and what counts" },
	{ "results", "the record: what is in it, its text, how long it is kept" },
	{ "views", "the tables and views of the record, for SQL" },
	{ "values", "what templates may use" },
	{ "schema", "RELAX NG of the manifest, for editors" },
	{ "action", "how the jobs of workflows get nightshift" },
	{ "nightshift", "the manual: commands, files, environment" },
	{ 0 },
};

/* The commands by what they are for; each stands in one row. */
static const struct {
	const char *title;
	unsigned commands;
} kinds_of_command[] = {
	{ "From the manifest", FOR_INIT | FOR_GENERATE | FOR_LINT | FOR_PLAN },
	{ "Of a change", FOR_AFFECTED | FOR_SEED },
	{ "Run", FOR_RUN | FOR_LIST | FOR_EXEC | FOR_BATCH | FOR_FIXTURE },
	{ "Judge", FOR_PART | FOR_GATE },
	{ "Record and ask",
		FOR_RECORD | FOR_COVERAGE | FOR_REPORT | FOR_QUALIFY | FOR_SUSPECTS | FOR_FLAKY | FOR_REPLAY |
			FOR_TUNE },
	{ "Others", FOR_PROGRAM | FOR_COMPLETE | FOR_HELP },
};

/* Options that belong together, for these commands. An option that no row names stands among the others. */
static const struct {
	unsigned commands;
	const char *title, *names; /* with blanks around each */
} groups[] = {
	{ FOR_GENERATE, "What is written", " check diff force templates " },
	{ FOR_GENERATE, "What is asked", " file no-discover no-build " },
	{ FOR_GENERATE, "The record", " record no-record " },
	{ FOR_AFFECTED, "The change", " base head worktree " },
	{ FOR_AFFECTED, "Which units", " lane platform " },
	{ FOR_AFFECTED, "The answer", " format write " },
	{ FOR_RUN | FOR_LIST, "Which units", " platform lane shard units failed " },
	{ FOR_RUN, "How they run",
		" jobs seed keep-going fail-fast repeat until-fail retries no-run no-build no-wait slow " },
	{ FOR_RUN, "What is shown", " failure-output no-capture " },
	{ FOR_RUN, "What they leave", " results into junit record no-record " },
	{ FOR_RUN, "Of which plan", " file plan commit tree templates " },
	{ FOR_LIST, "The answer", " format " },
	{ FOR_LIST, "Of which plan", " file plan templates record " },
	{ FOR_RECORD, "What results do not say themselves",
		" lane platform commit run attempt started variant seed format " },
	{ FOR_RECORD, "Instead of importing", " export since prune " },
	{ FOR_REPORT, "Which night", " lane commit since " },
	{ FOR_REPORT, "The answer", " format output stale " },
	{ FOR_AFFECTED | FOR_RECORD | FOR_REPORT, "Where from", " file record templates " },
	{ FOR_UNITS, "The verdict", " unit results suite plan part run platform lane commit tree junit mark journal " },
	{ FOR_UNITS, "How units run",
		" units worker device lock pool quarantine jobs timeout grace attempts shell seed seed-env program log-cap heartbeat " },
	{ FOR_EXEC, "How the unit is judged", " protocol report skip-status may-skip " },
	{ FOR_FIXTURE, "What is made", " output input check cache cache-size " },
	{ FOR_FIXTURE, "How long that may take", " timeout wait " },
	{ FOR_GATE, "What is owed", " plan lane platform commit owed due seed nothing-due " },
	{ FOR_GATE, "What counts", " needs store " },
	{ FOR_GATE, "The answer", " format summary " },
};

static const char everywhere[] = " directory color quiet verbose help version ";

/* How examples begin that say much. */
#define CONTINUED " \\\n      "
#define BATCH \
	"batch --results=out --suite=s --run=1" CONTINUED "--plan=\"$(git hash-object plan.json)\" --units=units.txt"
#define GATE "gate --plan=plan.json --commit=\"$(git rev-parse HEAD)\"" CONTINUED "--lane=pr --platform=linux "

/* Two examples for each command: what to type, and what it does. */
static const struct {
	const char *what, *line;
} examples[CMD_COUNT][2] = {
	[CMD_INIT] = { { "see what it would write", "init --dry-run" },
		{ "for the tests of pytest alone", "init --kind=pytest" } },
	[CMD_GENERATE] = { { "write what the manifest says", "generate" },
		{ "in CI: is what is committed what the manifest says?", "generate --check" } },
	[CMD_LINT] = { { "the manifest of this repository", "lint" }, { "another one", "lint -f tests/suite.xml" } },
	[CMD_PLAN] = { { "all lanes on all platforms", "plan" },
		{ "what pull requests run, with 8 units at a time", "plan --lane=pr -j8" } },
	[CMD_AFFECTED] = { { "what this branch makes due", "affected --base=origin/main" },
		{ "with what is not committed yet, for a program",
			"affected --base=origin/main --worktree --format=json" } },
	[CMD_SEED] = { { "of HEAD", "seed" }, { "of a tag", "seed v1.2" } },
	[CMD_RUN] = { { "all of a variant but what is slow", "run wide '!*-soak'" },
		{ "what did not pass the last time, until it fails", "run --failed --until-fail" } },
	[CMD_LIST] = { { "what pull requests run here", "list --lane=pr" },
		{ "of a variant, all that is known, for a program", "list wide --format=json" } },
	[CMD_RECORD] = { { "what units have left, as the night's", "record --lane=nightly build/nightshift" },
		{ "all of the record as text, to merge it elsewhere", "record --export=record.tsv" } },
	[CMD_COVERAGE] = { { "what is covered where", "coverage" }, { "for a program", "coverage --format=json" } },
	[CMD_REPORT] = { { "is the night of HEAD green?", "report" },
		{ "the whole record as one page", "report --format=html -o record.html" } },
	[CMD_QUALIFY] = { { "of HEAD", "qualify" }, { "before a release", "qualify v1.2" } },
	[CMD_SUSPECTS] = { { "of all that is red", "suspects" }, { "of some units", "suspects 'gc_*'" } },
	[CMD_FLAKY] = { { "in the last 30 days", "flaky" }, { "in the last week", "flaky --since=7" } },
	[CMD_REPLAY] = { { "the command that runs a unit again", "replay last wide-gc_3" },
		{ "run it at once", "replay last wide-gc_3 --exec" } },
	[CMD_TUNE] = { { "write the seconds that were measured", "tune" },
		{ "would they make the plan better?", "tune --check" } },
	[CMD_EXEC] = { { "end a command after a minute, with all that it has started",
			       "exec --timeout=60 -- make soak" },
		{ "shell text, tried twice", "exec --attempts=2 -- './server & ./client'" } },
	[CMD_BATCH] = { { "units of a file, each as shell text, four at a time", BATCH " -j4" },
		{ "by workers that stay alive, on two devices",
			BATCH CONTINUED "--worker=./serve --device=npu0 --device=npu1" } },
	[CMD_FIXTURE] = { { "make an image, unless it is there and its script has not changed",
				  "fixture -o image --input=make.sh -- ./make.sh" },
		{ "in 15 minutes at most, and keep it for other work trees",
			"fixture -o image --timeout=900 --cache=../images -- ./make.sh" } },
	[CMD_PART] = { { "of each unit", "part --plan=plan.json" },
		{ "the text that one is the hash of", "part --plan=plan.json --text wide-gc_3" } },
	[CMD_GATE] = { { "has all passed that pull requests owe on Linux, at this commit?", GATE "build/nightshift" },
		{ "has what these lines name?", GATE "--owed=owed.txt build/nightshift" } },
	[CMD_PROGRAM] = { { "for a container", "program build/image/nightshift" },
		{ "beside a plan", "program lane/nightshift" } },
	[CMD_COMPLETE] = { { "commands that begin so", "complete -- co" },
		{ "values of an option", "complete -- run --lane=" } },
	[CMD_HELP] = { { "the manual of a command", "help run" }, { "what a manifest may say", "help manifest" } },
};

/* Append the text, broken into lines of WIDTH columns; it begins in the column where the line stands, and goes on below `indent`. */
static void
add_wrapped(struct buf *out, size_t column, size_t indent, const char *text)
{
	for (const char *word = text; *word;) {
		size_t len = strcspn(word, " ");

		if (column + len > WIDTH && column > indent) {
			buf_printf(out, "\n%*s", (int)indent, "");
			column = indent;
		}
		buf_add(out, word, len);
		column += len;
		word += len;
		if (!*word)
			break;
		word++;
		if (column + 1 + strcspn(word, " ") <= WIDTH) {
			buf_addc(out, ' ');
			column++;
		} else {
			buf_printf(out, "\n%*s", (int)indent, "");
			column = indent;
		}
	}
	buf_addc(out, '\n');
}

/* Append a line: what is typed, and what it is. */
static void
add_line(struct buf *out, const char *left, const char *about)
{
	size_t len = strlen(left);

	buf_printf(out, "  %s", left);
	if (len + 3 > INDENT)
		buf_printf(out, "\n%*s", INDENT, "");
	else
		buf_printf(out, "%*s", (int)(INDENT - 2 - len), "");
	add_wrapped(out, INDENT, INDENT, about);
}

static void
add_option(struct buf *out, const struct option_row *row)
{
	bool is_reason = row->kind == OPTION_REASON;
	struct buf left = { 0 };

	if (row->letter)
		buf_printf(&left, "-%c, ", row->letter);
	else
		buf_adds(&left, "    ");
	buf_printf(&left, "--%s", row->name);
	if (row->argument)
		buf_printf(&left, is_reason ? "[=%s]" : "=%s", row->argument);
	add_line(out, buf_text(&left), row->about);
	buf_release(&left);
}

/* Does a list with blanks around each name have this one? */
static bool
is_named(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = names; (p = strstr(p, name)); p += len)
		if (p[-1] == ' ' && p[len] == ' ')
			return true;
	return false;
}

/* The number of the group that the option has in these commands; countof(groups): none, countof(groups) + 1: it is one of all
 * commands. */
static size_t
group_of(const struct option_row *row, unsigned users)
{
	size_t g = 0;

	if (is_named(everywhere, row->name))
		return countof(groups) + 1;
	while (g < countof(groups) && !((groups[g].commands & users) && is_named(groups[g].names, row->name)))
		g++;
	return g;
}

/* Append the options of these commands that are in that group, below the title; nothing if there is none. */
static void
add_group(struct buf *out, unsigned users, size_t group, const char *title)
{
	bool any = false;

	for (size_t i = 0; i < cli_option_count; i++) {
		const struct option_row *row = &cli_options[i];
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice |= cli_is_same(&cli_options[k], row) && (cli_options[k].commands & users);
		if (twice || !(row->commands & users) || group_of(row, users) != group)
			continue;
		if (!any)
			buf_printf(out, "\n%s:\n", title);
		any = true;
		add_option(out, row);
	}
}

static void
add_command(struct buf *out, int command)
{
	const struct command_row *row = &cli_commands[command];
	unsigned bit = 1u << command;

	buf_printf(out, "usage: nightshift %s [options]%s%s\n\n", row->name, *row->arguments ? " " : "",
		row->arguments);
	add_wrapped(out, 0, 0, row->about);
	buf_adds(out, "\nExamples:\n");
	for (size_t i = 0; i < 2; i++)
		buf_printf(out, "  # %s\n  nightshift %s\n", examples[command][i].what, examples[command][i].line);
	for (size_t g = 0; g < countof(groups); g++)
		if (groups[g].commands & bit)
			add_group(out, bit, g, groups[g].title);
	add_group(out, bit, countof(groups), "Options");
	add_group(out, bit, countof(groups) + 1, "Of every command");
	if (help_paged & bit)
		buf_printf(out, "\nThe manual says more: nightshift help %s\n", row->name);
}

static void
add_all(struct buf *out)
{
	buf_adds(out,
		"usage: nightshift COMMAND [options]\n\n"
		"Splits a slow test suite out of a build: from one manifest, build-only and\n"
		"checked Nix derivations, parallel make targets and a record of what really ran.\n");
	for (size_t k = 0; k < countof(kinds_of_command); k++) {
		buf_printf(out, "\n%s:\n", kinds_of_command[k].title);
		for (size_t i = 0; i < CMD_COUNT; i++) {
			struct buf left = { 0 };

			if (!(kinds_of_command[k].commands & 1u << i))
				continue;
			buf_adds(&left, cli_commands[i].name);
			if (*cli_commands[i].arguments)
				buf_printf(&left, " %s", cli_commands[i].arguments);
			add_line(out, buf_text(&left), cli_commands[i].about);
			buf_release(&left);
		}
	}
	buf_adds(out, "\nTopics of help, as in 'nightshift help manifest':\n");
	for (const struct help_topic *t = help_topics; t->name; t++)
		add_line(out, t->name, t->about);
	add_group(out, FOR_ALL, countof(groups) + 1, "Options of every command");
	buf_adds(out,
		"\nExit status: 0 yes or done; 1 no; 2 the command line or the manifest is wrong,\n"
		"nothing was written; 3 the machine failed. Of 'run' also: 4 another run is in\n"
		"this tree (--no-wait); 5 no unit is chosen; 130 it was interrupted.\n");
}

static void
print_all(struct buf *text)
{
	print_text(stdout, buf_text(text), text->len);
	buf_release(text);
}

void
help_print(int command)
{
	struct buf out = { 0 };

	if (command < CMD_COUNT)
		add_command(&out, command);
	else
		add_all(&out);
	print_all(&out);
}

void
help_print_first(void)
{
	static const struct {
		const char *left, *about; /* about NULL: a title */
	} lines[] = {
		{ "Begin, with a manifest of your tests:", NULL },
		{ "nightshift init", "look for tests, and write a first one" },
		{ "nightshift help manifest", "what else it may say, with examples" },
		{ "nightshift lint", "check it, and write nothing" },
		{ "nightshift generate", "write the plan, make's targets, the workflows" },
		{ "Every day:", NULL },
		{ "nightshift run", "build all, run all, the longest first" },
		{ "nightshift run 'parse-*'", "some of it" },
		{ "nightshift run --failed", "again what did not pass" },
		{ "nightshift replay last UNIT", "the command that runs a red unit again" },
		{ "After the night:", NULL },
		{ "nightshift report", "is it green? what failed, what is absent" },
		{ "nightshift coverage", "what is covered where, and how long ago" },
		{ "More:", NULL },
		{ "nightshift --help", "all commands and topics" },
		{ "nightshift COMMAND --help", "its options, with examples" },
	};
	struct buf out = { 0 };

	buf_adds(&out, "nightshift splits a slow test suite: what runs where, and what really ran.\n");
	for (size_t i = 0; i < countof(lines); i++) {
		if (lines[i].about)
			buf_printf(&out, "  %-28s %s\n", lines[i].left, lines[i].about);
		else
			buf_printf(&out, "\n%s\n", lines[i].left);
	}
	print_all(&out);
}
