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
 * characters, bytes that are no UTF-8, what a reader does not see (base/esc.h), commands to a CI service, and a blank at its end. A line that ends in a
 * single \ goes on in the next one of its word and unit, or has no newline in the file. An empty line has no blank before it
 * either. No line is longer than MARKED_LINE_MAX bytes, and each is written by one write, so that those who share a pipe mix
 * lines, but no line is torn.
 */
#ifndef MARKED_H
#define MARKED_H

enum {
	MARKED_LINE_MAX = 500,  /* bytes, with the newline: what every system writes into a pipe at once (PIPE_BUF) */
	MARKED_LOG_LINES = 200, /* of the end of the log so many lines are written at most, */
	MARKED_LOG_MAX = 32 * 1024,   /* and so many bytes */
	MARKED_FILE_MAX = 256 * 1024, /* a file that has more bytes is left out, and `cut` says so */
};

/* Write the block of what lies in the folder, of a unit or of one attempt of it, to the descriptor. Nothing without a verdict.
 * That nobody listens is no failure. */
void marked_write(int fd, const char *unit, const char *folder);

#endif
