/*
 * Messages, and the three kinds of failure. A mistake in what the user wrote is reported with its place and counted, and
 * the stage goes on, so that one run shows every mistake; only main() turns the count into an exit status. If the machine
 * fails (memory, disk, database, git), die() ends the run with status 3. Our own mistakes are asserted.
 *
 *     suite.xml:12:2: error: module 'gc' has 'chunks' but no 'from' and 'to' to cut
 *     	<module name="gc" chunks="10"/>
 *     	^
 */
#ifndef DIAG_H
#define DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/base.h"

/* The program's exit statuses: yes or done; an honest no; the input is wrong; the machine failed. And those of `run`: another
 * run is in the tree; no unit is chosen; a signal has ended it early. The table in gen/man/nightshift-run.1 tells them apart. */
enum {
	EXIT_YES = 0,
	EXIT_NO = 1,
	EXIT_INPUT = 2,
	EXIT_MACHINE = 3,
	EXIT_BUSY = 4,
	EXIT_NOTHING = 5,
	EXIT_INTERRUPTED = 130
};

/* A place in an input file. Lines and columns (in characters) count from 1; line 0 means the file as a whole, and no
 * file the command line. The name outlives every place made with it. */
struct loc {
	const char *file;
	unsigned line, col;
};

/* DIAG_SHOWN: so many errors, and so many warnings, are shown; the rest are counted. */
enum { DIAG_SOURCES = 64, DIAG_SHOWN = 100 };

struct diag {
	FILE *out;     /* where messages go; NULL: they are only counted */
	bool color;    /* the caret and the word 'error' in colour */
	bool annotate; /* each message as a GitHub Actions annotation, too */
	int errors;    /* how often diag_error was called */
	int warnings;  /* how often diag_warn was called */
	bool hidden;   /* the message before was not shown, so its notes are not either */
	struct source {
		const char *file, *text;
		size_t len;
		struct loc printed_by; /* line 0 for a file */
		unsigned line;         /* the line last looked for, and where it begins */
		const char *begin;
	} sources[DIAG_SOURCES];
	size_t source_count;
};

/* Messages with a place in this file then show the line itself. The caller keeps the text, which must outlive d. */
void diag_source(struct diag *d, const char *file, const char *text, size_t len);

/* The same for what a command of a file has printed, which `name` stands for in places: a message gets the command's place, says
 * which line of its output is meant, and shows that. False if there is no room for one more: then no place may have that name. */
bool diag_printed(struct diag *d, const char *name, const char *text, size_t len, struct loc command);

/* Say how many errors and warnings were not shown, if any. To be called last. */
void diag_end(struct diag *d);

/* Report a mistake in what the user wrote: one line, no capital, no full stop, names in single quotes. */
void diag_error(struct diag *d, struct loc at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Warn of something that is allowed, but probably not meant. */
void diag_warn(struct diag *d, struct loc at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Add a second place to the message before. */
void diag_note(struct diag *d, struct loc at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Show lines that a command printed, each after "| ", as the end of a log is shown. */
void diag_show(struct diag *d, const char *lines, size_t len);

/* Does that errno say that the machine fails, so that nothing is known of what was asked for? A file that lacks only a descriptor to
 * be read is neither wrong nor absent. */
bool diag_is_machine(int err);

/* Report that the file or folder, which is there, cannot be read, as errno says; die if it is the machine that fails. */
void diag_unread(struct diag *d, const char *path);

/* Report it if the path, which lies below the folder dir, is a link to something that does not, or to nothing: what others
 * left must not bring files of this machine into the record, and from there into the page. True if it is one. */
bool diag_leads_out(struct diag *d, const char *dir, const char *path);

/*
 * The machine failed: print 'nightshift: ...' and exit with EXIT_MACHINE. A format that ends in ':' gets errno's text.
 */
_Noreturn void die(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * Which of the n names was probably meant by `name`: the nearest by Damerau-Levenshtein distance (with transposition of
 * neighbours), if the distance is at most a third of the longer name's length; otherwise NULL.
 */
const char *diag_meant(const char *name, const char *const *names, size_t n);

/* The end of a message about an unknown name: "; did you mean 'near'?", or "" if near is NULL. It lives until the next
 * call. */
const char *diag_did_you_mean(const char *near);

#endif
