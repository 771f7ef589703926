/*
 * Foreign text, of logs, commits and command lines: written so that it means nothing, to a terminal, to Markdown or
 * HTML, to a runner of GitHub Actions that reads the output.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Append at most max bytes of a foreign text, with nothing in it that is not seen, and no newline unless `lines`; and
 * with no command to a runner, which takes "##[" for one anywhere. */
void foreign_clean(struct buf *out, const char *s, size_t max, bool lines);

/* Append a line of foreign text. In Markdown as code, where neither Markdown nor HTML means anything, and nobody is
 * mentioned; between more backticks than are in it. */
void foreign_line(struct buf *out, const char *s, size_t max, bool markdown);

/* Append the last lines of a log, each behind a '|', so that none is a command to a runner. */
void foreign_log(struct buf *out, const char *tail, const char *indent);

/* Append a block of code of Markdown. */
void foreign_block(struct buf *out, const struct buf *text);

/* Append a commit's summary and author as "text (name)". */
void foreign_commit(struct buf *out, const char *summary, const char *author, bool markdown);

#endif
