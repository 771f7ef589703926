/*
 * The tables of the commands and of the options: what the command line is parsed by (parse.c), what the help prints (help.c), and what
 * shells complete (complete.c).
 */
#ifndef OPTION_ROWS_H
#define OPTION_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/options.h"

/* How the argument of an option is read. */
enum option_kind {
	OPTION_FLAG,    /* it has none, and sets a bool */
	OPTION_TEXT,    /* a text as it is */
	OPTION_REASON,  /* a text that may be left out; the member is then "" */
	OPTION_TEXTS,   /* a text, but the option may stand more than once */
	OPTION_NUMBER,  /* a decimal number */
	OPTION_SECONDS, /* a number of seconds, which may have a fraction; the member gets microseconds */
	OPTION_SIZE,    /* a number of bytes, which may have a unit */
	OPTION_WORD,    /* one of a list; the member gets its place there */
	OPTION_FOLDER,  /* a folder to work in from now on; sets no member */
	OPTION_VERSION, /* has none, and sets no member: the version is printed */
};

/* An option has several rows where commands take it in their own ways; no command stands in two of them. */
struct option_row {
	char letter; /* or 0 */
	const char *name, *argument, *about;
	unsigned commands; /* FOR_ of those that take it */
	enum option_kind kind;
	size_t member;            /* where that lies in struct cli, */
	size_t count;             /* and how many texts it has */
	long long least, most;    /* of a number */
	const char *const *words; /* of which one may be said, */
	unsigned allowed;         /* if its bit is set here */
};

/* What --color may be: when to use colour. */
enum { OPTION_WHEN_AUTO, OPTION_WHEN_ALWAYS, OPTION_WHEN_NEVER, OPTION_WHEN_COUNT };

enum { OPTION_MAX = 256 };

extern const struct option_row cli_options[];
extern const size_t cli_option_count; /* at most OPTION_MAX */

struct command_row {
	const char *name, *arguments, *about;
	int min, max; /* number of arguments */
};

extern const struct command_row cli_commands[CMD_COUNT];

/* The words of --format, by enum format. */
extern const char *const cli_format_names[FORMAT_COUNT];

/* Are these rows of one option? */
bool cli_is_same(const struct option_row *a, const struct option_row *b);

#endif
