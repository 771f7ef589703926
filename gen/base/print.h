/*
 * What is printed for people, on standard output and standard error: all of it goes through here, and so through
 * foreign_shown, whatever names and logs are in it. Formats for programs that this could change (the export) write for
 * themselves; JSON escapes all that this would make visible.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/base.h"

struct buf;

/* The colours that this program uses itself are printed on standard output, and on standard error, only after that is allowed. */
void print_allow_colors(bool out, bool err);

/* Print whole lines. Who wants to know whether that failed asks the stream. */
void print_text(FILE *to, const char *s, size_t len);

/* Print whole lines, made as by printf, on standard output; on standard error after "nightshift: ". */
void print_out(const char *fmt, ...) PRINTF_LIKE(1, 2);
void print_talk(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Print on standard output what a program needs byte for byte; a terminal gets it as print_text does it. */
void print_exactly(const char *s, size_t len);

/* Print lines that base/annotate.h made, and nothing else: they are commands to a runner of GitHub Actions. */
void print_commands(FILE *to, const struct buf *lines);

/* Write whole lines to a descriptor by one write, so that those of several processes do not mix, and forget them. False, with errno
 * set, if that cannot be done; that nobody listens is no failure. */
bool print_now(int fd, struct buf *lines);

/* Let a line stand on standard error, a terminal, below all that was printed, until something is printed here, or this is called
 * again; NULL only takes it away. Its text was made harmless, has no colours, and leaves the last column free. It goes away whole,
 * also where the terminal has become narrower and has wrapped it: the cursor stays at its beginning. */
void print_live(const char *line);

/* Let standard output have what was printed until now. */
void print_flush(void);

/* The same, at the end. False if standard output did not take all that was ever printed, with the reason in errno. */
bool print_end(void);

#endif
