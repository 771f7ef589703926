#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/annotate.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/print.h"
#include "base/version.h"
#include "cli/help.h"
#include "cli/option_rows.h"
#include "cli/option_values.h"

/* No file: messages are of the command line. */
static const struct loc command_line = { 0 };

/* Append a text to a list that lives as long as the program. */
static void
add_text(const char ***list, int *count, const char *text)
{
	*list = xrealloc(*list, ((size_t)*count + 1) * sizeof(**list));
	(*list)[(*count)++] = text;
}

/* Set what the row of an option says. */
static void
take_option(struct cli *c, struct diag *d, const struct option_row *row, const char *argument)
{
	void *member = (char *)c + row->member, *count = (char *)c + row->count;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)member = true;
		break;
	case OPTION_TEXT:
		*(const char **)member = argument;
		break;
	case OPTION_REASON:
		*(const char **)member = argument ? argument : "";
		break;
	case OPTION_TEXTS:
		add_text(member, count, argument);
		break;
	case OPTION_NUMBER:
		*(long long *)member = option_number(d, row->name, argument, row->least, row->most);
		break;
	case OPTION_SECONDS:
		*(long long *)member = option_seconds(d, row->name, argument);
		break;
	case OPTION_SIZE:
		*(long long *)member = option_size(d, row->name, argument);
		break;
	case OPTION_WORD:
		*(int *)member = option_word(d, row->name, argument, row->words, row->allowed);
		break;
	case OPTION_FOLDER:
		if (chdir(argument))
			diag_error(d, command_line, "cannot work in '%s': %s", argument, strerror(errno));
		break;
	case OPTION_VERSION:
		break;
	}
}

/* What getopt looks for: an entry of `longs` for each row, and the letters in `shorts`. */
struct getopt_tables {
	struct option longs[OPTION_MAX + 1];
	char shorts[2 * OPTION_MAX + 2];
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
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct option_row *row = &cli_options[i], *own = row;
		int code = row->letter;

		for (size_t k = 0; !code; k++)
			if (cli_is_same(&cli_options[k], row))
				code = 256 + (int)k;
		for (size_t k = 0; k < cli_option_count && !(own->commands & users); k++)
			if (cli_is_same(&cli_options[k], row) && (cli_options[k].commands & users))
				own = &cli_options[k];
		int takes = own->kind == OPTION_REASON ? optional_argument
			: own->argument                ? required_argument
						       : no_argument;

		ret_tables->longs[i] = (struct option){ row->name, takes, NULL, code };
		if (!row->letter)
			continue;
		*letters++ = row->letter;
		if (row->argument)
			*letters++ = ':';
	}
	*letters = '\0';
	ret_tables->longs[cli_option_count] = (struct option){ 0 };
}

/* The row of the option with that code: that of the commands, or else its first; NULL if there is no such option. */
static const struct option_row *
find_row(const struct getopt_tables *tables, int code, unsigned users)
{
	const struct option_row *first = NULL;

	for (size_t i = 0; i < cli_option_count; i++) {
		if (tables->longs[i].val != code)
			continue;
		if (cli_options[i].commands & users)
			return &cli_options[i];
		first = first ? first : &cli_options[i];
	}
	return first;
}

/* The names of the options that these commands take, or all of them if there is none, with "--" in front and each once; in the arena. */
static const char **
option_names(struct arena *a, unsigned users, size_t *ret_count)
{
	const char **names = arena_alloc(a, cli_option_count * sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < cli_option_count; i++) {
		const char *name = cli_options[i].name;
		bool known = users && !(cli_options[i].commands & users);

		for (size_t k = 0; k < n && !known; k++)
			known = !strcmp(names[k] + 2, name);
		if (!known)
			names[n++] = arena_printf(a, "--%s", name);
	}
	*ret_count = n;
	return names;
}

/* The end of a message about an option that there is not: which was meant. The word may be the beginning of several. It lives as
 * long as the arena. */
static const char *
meant_options(struct arena *a, unsigned users, const char *word)
{
	const char *near = NULL, **names;
	struct buf begun = { 0 };
	size_t n, found = 0;

	names = option_names(a, users, &n);
	for (size_t i = 0; i < n; i++) {
		if (strncmp(names[i], word, strlen(word)))
			continue;
		buf_printf(&begun, "%s%s", found++ ? ", " : "", names[i]);
		near = names[i];
	}
	const char *several = arena_printf(a, ", which begins %s", buf_text(&begun));

	buf_release(&begun);
	if (found > 1)
		return several;
	near = near ? near : diag_meant(word, names, n);
	return near ? arena_strdup(a, diag_did_you_mean(near)) : ", see nightshift --help";
}

/* Say what is wrong with an option for which getopt answered ':' or '?'. */
static void
refuse_option(const struct cli *c, struct diag *d, const struct getopt_tables *tables, int answer, const char *word)
{
	const struct option_row *row = find_row(tables, optopt, 0);
	struct arena a = { 0 };
	const char *name = arena_strndup(&a, word, strcspn(word, "="));

	if (row)
		diag_error(d, command_line, "option '--%s' %s", row->name,
			answer == ':' ? "needs an argument" : "takes no argument");
	else if (optopt) /* a letter, which may stand in the middle of a word */
		diag_error(d, command_line, "unknown option '-%c', see nightshift %s%s--help", optopt,
			c->bit ? cli_commands[c->command].name : "", c->bit ? " " : "");
	else
		diag_error(d, command_line, "unknown option '%s'%s", name, meant_options(&a, c->bit, name));
	arena_release(&a);
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
			refuse_option(c, d, &tables, code, argv[optind - 1]);
			continue;
		}
		const struct option_row *row = find_row(&tables, code, c->bit);
		bool refused = !(row->commands & c->bit);

		if (row->kind == OPTION_VERSION)
			return false;
		if (refused && c->bit)
			diag_error(d, command_line, "'%s' takes no option --%s", cli_commands[c->command].name,
				row->name);
		/* The formats of another command would only mislead. */
		if (!refused || row->words != cli_format_names)
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

	make_tables(&tables, FOR_RUN | FOR_LIST);
	while ((code = getopt_long(argc - 1, argv + 1, tables.shorts, tables.longs, NULL)) != -1)
		has |= code >= 256 && !strcmp(cli_options[code - 256].name, "plan");
	optind = 0; /* begin again */
	return has;
}

/* The command of that name; -1, with a message, if there is none. */
static int
find_command(struct diag *d, const char *name)
{
	int command = cli_find(name);
	const char *names[CMD_COUNT];

	if (command >= 0)
		return command;
	for (size_t i = 0; i < CMD_COUNT; i++)
		names[i] = cli_commands[i].name;
	const char *near = diag_meant(name, names, CMD_COUNT);

	diag_error(d, command_line, "unknown command '%s'%s", name,
		near ? diag_did_you_mean(near) : ", see nightshift --help");
	return -1;
}

/* Is that stream, a file descriptor, to be coloured? */
static bool
wants_color(const struct cli *c, int stream)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (c->color_when == OPTION_WHEN_AUTO)
		return !(no_color && *no_color) && !(term && !strcmp(term, "dumb")) && isatty(stream);
	return c->color_when == OPTION_WHEN_ALWAYS;
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
	if (!c->help && !c->bit && argc == 1) {
		help_print_first();
		return EXIT_INPUT;
	}
	if (c->help) {
		help_print(c->command);
		return EXIT_YES;
	}
	if (!c->bit) {
		diag_error(d, command_line, "the command comes first, see nightshift --help");
		return EXIT_INPUT;
	}
	c->args = argv + optind;
	c->arg_count = argc - optind;
	if (c->arg_count < cli_commands[c->command].min || c->arg_count > cli_commands[c->command].max) {
		diag_error(d, command_line, "usage: nightshift %s [options] %s", cli_commands[c->command].name,
			cli_commands[c->command].arguments);
		return EXIT_INPUT;
	}
	return -1;
}
