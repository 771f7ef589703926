/*
 * What the last word of a command line may be. The scripts in templates/completion hand over the words after the program's name, and
 * offer what comes back: on each line a word, and after a tab what it is; or the one line ":files" or ":folders". Nothing is said of
 * mistakes, since the line is not finished.
 */
#include "cli/commands.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/help.h"
#include "cli/option_rows.h"
#include "cli/session.h"
#include "lib/git.h"
#include "record/record.h"
#include "record/runs.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

/* The commands whose arguments are units of the plan. */
enum { ON_UNITS = FOR_RUN | FOR_LIST | FOR_SUSPECTS | FOR_FLAKY | FOR_REPLAY | FOR_PART };

/* So many runs are offered at most. */
enum { RUNS_OFFERED = 100 };

struct completion {
	struct session *s;
	char **words; /* the first is the command; the last is what is completed */
	int count;
	unsigned bit;       /* FOR_ of the command, or 0 */
	const char *before; /* what stands in the last word before what is completed, such as "--lane=" */
	const char *begun;  /* and what it begins with */
	struct planfile plan;
	struct buf out;
};

/* Offer a word, if it begins as what is typed. */
static void
offer(struct completion *c, const char *word, const char *ending, const char *about)
{
	if (!strncmp(word, c->begun, strlen(c->begun)))
		buf_printf(&c->out, "%s%s%s\t%s\n", c->before, word, ending, about);
}

/* The row of the option of that name or letter, given with its dashes, in the command; NULL if it takes none such. */
static const struct option_row *
find_option(unsigned bit, const char *word, size_t len)
{
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct option_row *row = &cli_options[i];

		if (!(row->commands & bit))
			continue;
		if (len == 2 && word[1] == row->letter)
			return row;
		if (len == strlen(row->name) + 2 && !strncmp(word, "--", 2) && !strncmp(word + 2, row->name, len - 2))
			return row;
	}
	return NULL;
}

/* Does the option take the word after it? */
static bool
takes_next(const struct option_row *row)
{
	return row && row->argument && row->kind != OPTION_REASON;
}

/* What the words before the last one give the option of that name; NULL if nothing. The last one counts. ret_arguments, which may be
 * NULL, gets how many of them are no options and no values of options. */
static const char *
given(const struct completion *c, const char *name, int *ret_arguments)
{
	const char *value = NULL;
	int arguments = 0;

	for (int i = 1; i + 1 < c->count; i++) {
		const char *word = c->words[i];
		size_t len = strcspn(word, "=");

		if (word[0] == '-' && word[1] && word[1] != '-')
			len = 2;
		const struct option_row *row = word[0] == '-' ? find_option(c->bit, word, len) : NULL;

		arguments += word[0] != '-';
		if (!row || !row->argument)
			continue;
		const char *says = word[len]                  ? word + len + (word[len] == '=')
			: takes_next(row) && i + 2 < c->count ? c->words[++i]
							      : NULL;

		if (says && !strcmp(row->name, name))
			value = says;
	}
	if (ret_arguments)
		*ret_arguments = arguments;
	return value;
}

/* Go to the folder that --directory names. False if that cannot be done. */
static bool
enter_folder(const struct completion *c)
{
	const char *folder = given(c, "directory", NULL);

	return !folder || !chdir(folder);
}

/* Read the file of the plan: that of --plan, or the one that the manifest's generate writes. */
static bool
read_plan(struct completion *c)
{
	struct session *s = c->s;
	struct diag silent = { 0 };
	const char *path = (c->bit & (FOR_RUN | FOR_LIST | FOR_PART | FOR_GATE)) ? given(c, "plan", NULL) : NULL;

	if (!enter_folder(c))
		return false;
	if (!path) {
		s->diag.out = NULL;
		s->cli.file = given(c, "file", NULL);
		if (!session_read_manifest(s) || !model_paths(&s->suite, &s->arena, &silent) || !s->suite.plan)
			return false;
		path = arena_printf(&s->arena, "%s/%s", s->root, s->suite.plan);
	}
	return !access(path, R_OK) && planfile_load(&c->plan, &s->arena, &silent, path);
}

static void
offer_units(struct completion *c)
{
	if (!read_plan(c))
		return;
	/* '!' takes units out. */
	if (c->begun[0] == '!') {
		c->before = "!";
		c->begun++;
	}
	for (size_t i = 0; i < c->plan.unit_count; i++)
		offer(c, c->plan.units[i].id, "", c->plan.units[i].module);
}

static void
offer_platforms(struct completion *c)
{
	if (!read_plan(c))
		return;
	for (size_t i = 0; i < c->plan.platform_count; i++)
		offer(c, c->plan.platforms[i].name, "", c->plan.platforms[i].system);
}

/* Does the name stand on a command line as it is? Whoever makes a branch chooses its name, and a shell would obey some. */
static bool
is_plain_ref(const char *name)
{
	return *name != '-' &&
		!name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/+@-")];
}

/* Offer what names a commit: HEAD, the branches, and the tags. */
static void
offer_revisions(struct completion *c)
{
	struct git *git = enter_folder(c) ? git_open(".") : NULL;
	size_t n;

	if (!git)
		return;
	const char **names = git_ref_names(git, &c->s->arena, &n);

	offer(c, "HEAD", "", "");
	for (size_t i = 0; i < n; i++)
		if (is_plain_ref(names[i]))
			offer(c, names[i], "", "");
	git_close(git);
}

/* Offer the runs that the record knows, the newest first. */
static void
offer_runs(struct completion *c)
{
	size_t n;

	if (!enter_folder(c))
		return;
	c->s->cli.record = given(c, "record", NULL);
	session_find_root(c->s);
	struct record *record = record_open_existing(session_record_path(c->s));

	if (!record)
		return;
	const char **names = runs_names(record->db, &c->s->arena, RUNS_OFFERED, &n);

	for (size_t i = 0; i < n; i++)
		offer(c, names[i], "", "");
	record_close(record);
}

/* Offer each of the words that stand in the text, with '|' between. */
static void
offer_choices(struct completion *c, const char *text)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "|");

		offer(c, arena_strndup(&c->s->arena, p, len), "", "");
		p += len + (p[len] == '|');
	}
}

/* Offer what that option may be given. */
static void
offer_values(struct completion *c, const struct option_row *row)
{
	const char *what = row->argument;

	if (row->words) {
		for (size_t i = 0; i < 32; i++)
			if (row->allowed & 1u << i)
				offer(c, row->words[i], "", "");
	} else if (!strcmp(what, "LANE")) {
		for (size_t i = 0; verdict_lanes[i]; i++)
			offer(c, verdict_lanes[i], "", "");
	} else if (!strcmp(row->name, "platform")) {
		offer_platforms(c);
	} else if (!strcmp(what, "UNIT")) {
		offer_units(c);
	} else if (!strcmp(what, "REV")) {
		offer_revisions(c);
	} else if (!strcmp(row->name, "run")) {
		offer_runs(c);
	} else if (strchr(what, '|') && !strchr(what, '/')) {
		offer_choices(c, what);
	} else if (!strcmp(what, "FILE") || !strcmp(what, "PATH")) {
		buf_adds(&c->out, ":files\n");
	} else if (!strcmp(what, "DIR")) {
		buf_adds(&c->out, ":folders\n");
	}
}

static void
offer_options(struct completion *c)
{
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct option_row *row = &cli_options[i];

		/* Without a command, what all of them take: that of help. */
		if (row->commands & (c->bit ? c->bit : FOR_HELP))
			offer(c, arena_printf(&c->s->arena, "--%s", row->name), takes_next(row) ? "=" : "", row->about);
	}
}

static void
offer_commands(struct completion *c)
{
	for (size_t i = 0; i < CMD_COUNT; i++)
		offer(c, cli_commands[i].name, "", cli_commands[i].about);
}

/* Offer what the command takes beside options. */
static void
offer_arguments(struct completion *c)
{
	int before;

	given(c, "", &before);
	if (c->bit & FOR_REPLAY && !before) {
		offer(c, "last", "", "the newest run that has the unit");
		offer_runs(c);
	} else if (c->bit & (FOR_SEED | FOR_QUALIFY)) {
		if (!before)
			offer_revisions(c);
	} else if (c->bit & ON_UNITS)
		offer_units(c);
	else if (c->bit & (FOR_RECORD | FOR_GATE | FOR_PROGRAM))
		buf_adds(&c->out, ":files\n");
	else if (c->bit & FOR_HELP) {
		offer_commands(c);
		for (const struct help_topic *t = help_topics; t->name; t++)
			offer(c, t->name, "", t->about);
	}
}

/* Has a word before the last one ended the options? */
static bool
is_after_options(const struct completion *c)
{
	for (int i = 1; i + 1 < c->count; i++)
		if (!strcmp(c->words[i], "--"))
			return true;
	return false;
}

/* Offer what the last word may be, which is not the first. */
static void
complete_word(struct completion *c)
{
	char *last = c->words[c->count - 1], *previous = c->words[c->count - 2];
	char *sign = strchr(last, '=');
	const struct option_row *row = c->count > 2 && previous[0] == '-'
		? find_option(c->bit, previous, strlen(previous))
		: NULL;

	if (is_after_options(c)) {
		if (c->bit & (FOR_EXEC | FOR_FIXTURE))
			buf_adds(&c->out, ":files\n");
		else
			offer_arguments(c);
	} else if (takes_next(row)) {
		offer_values(c, row);
	} else if (!strncmp(last, "--", 2) && sign) {
		row = find_option(c->bit, last, (size_t)(sign - last));
		c->before = arena_strndup(&c->s->arena, last, (size_t)(sign - last) + 1);
		c->begun = sign + 1;
		if (row && row->argument)
			offer_values(c, row);
	} else if (last[0] == '-') {
		offer_options(c);
	} else {
		offer_arguments(c);
	}
}

int
cmd_complete(struct session *s)
{
	struct completion c = { .s = s, .words = s->cli.args, .count = s->cli.arg_count, .before = "" };
	int command = c.count > 1 ? cli_find(c.words[0]) : -1;

	c.begun = c.count ? c.words[c.count - 1] : "";
	if (command >= 0) {
		c.bit = 1u << command;
		complete_word(&c);
	} else if (c.count <= 1 && c.begun[0] == '-') {
		offer_options(&c);
	} else if (c.count <= 1) {
		offer_commands(&c);
	}
	session_print(&c.out);
	return EXIT_YES;
}
