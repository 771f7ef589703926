/*
 * Marked results: what became of a unit that did not pass, written into a log, so that the verdict outlives a build that fails
 * and leaves nothing but its log, as a derivation of Nix does. Each line of a block has the mark, a word for what it is part
 * of, and the unit:
 *
 *     @nightshift verdict UNIT: TEXT     the file `verdict` of its folder (verdict.h), whose first line begins a block
 *     @nightshift replay UNIT: TEXT      the file `replay`, if there is one: how to run it again
 *     @nightshift cases UNIT: TEXT       the file `cases` (casefile.h)
 *     @nightshift junit UNIT: TEXT       the file `junit.xml`
 *     @nightshift cut UNIT: TEXT         a line for people about what does not stand here, or not all of it
 *     @nightshift log UNIT: TEXT         the end of the file `log`
 *     @nightshift end UNIT: SHA256       of all lines of the block before, from the word after "@nightshift " to the line's end
 *
 * TEXT is a line of the file, in which \\, \t, \r, and \xHH for any other byte, stand for what a log would lose or obey: control
 * characters, bytes that are no UTF-8, what a reader does not see (base/esc.h), commands to a CI service, and a blank at its end. A
 * line that ends in a single \ goes on in the next one of its word and unit, or has no newline in the file. An empty line has no
 * blank before it either. No line is longer than MARKED_LINE_MAX bytes, and each is written by one write, so that those who share
 * a pipe mix lines, but no line is torn.
 */
#ifndef MARKED_H
#define MARKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "unit/verdict.h"

struct arena;
struct diag;

enum {
	MARKED_LINE_MAX = 500,  /* bytes, with the newline: what every system writes into a pipe at once (PIPE_BUF) */
	MARKED_LOG_LINES = 200, /* so many lines of the end of the log are written at most, */
	MARKED_LOG_MAX = 32 * 1024,  /* and so many bytes */
	MARKED_FILE_MAX = 256 * 1024 /* a file that has more bytes is left out, and `cut` says so */
};

/* The parts of a block, in its order. */
enum marked_part {
	MARKED_VERDICT,
	MARKED_REPLAY,
	MARKED_CASES,
	MARKED_JUNIT,
	MARKED_CUT,
	MARKED_LOG,
	MARKED_END,
	MARKED_PART_COUNT
};

/* --- writing ---------------------------------------------------------------------------------- */

/* Write the block of what lies in the folder, of a unit or of one attempt of it, to the descriptor. Nothing without a verdict.
 * That nobody listens is no failure; dies if it cannot be written for another reason. */
void marked_write(int fd, const char *unit, const char *folder);

/* --- reading ---------------------------------------------------------------------------------- */

/* A text of a file, which may hold any byte; a NUL follows it. s is NULL if the block has none. */
struct marked_text {
	const char *s;
	size_t len;
};

/* A block. */
struct marked_block {
	unsigned line; /* in which it begins, from 1 */
	const char *unit;
	/* Why it is not whole, after "the marked result of unit 'UNIT' "; NULL: its lines come to its hash, and its verdict is one, of
	 * that unit, and no pass. */
	const char *wrong;
	bool again; /* Nix shows it, of a build that failed */
	/* Only of one that is whole. Each key of the verdict stands in the line of the block. */
	struct verdict_file verdict;
	struct marked_text parts[MARKED_END];
};

/* What a log (unit/nixlog.h) has. */
struct marked_log {
	const char *path;
	struct marked_block *blocks; /* in the order in which they end; in the arena, as all that they hold */
	size_t count;
	size_t messages; /* of Nix */
	size_t marks;    /* lines that have the mark */
};

/*
 * Read a log to its end. A mark counts at the beginning of a line, or of one that a builder printed; and after "NAME> ", as
 * `nix build -L` has it. Blocks of several units may be mixed, and those of one unit if different derivations, by NAME or by
 * the activity, have printed them. What is wrong with a block that is not whole stands in it; a warning is given of one that says
 * that its unit passed, which no log can show, and that is left out. Dies if the stream cannot be read.
 */
void marked_read(struct marked_log *ret_log, struct arena *a, struct diag *d, FILE *in, const char *path);

/* Report what is wrong with a block of the log. */
void marked_report(const struct marked_log *log, const struct marked_block *b, struct diag *d);

/* Is the stream a log: has it a line with the mark, or a message of Nix? A message without "@nix " before it counts if the stream
 * begins with it, as a file of json-log-path does; others are objects that a program has printed. It is read up to there. */
bool marked_is_log(FILE *in);

#endif
