/*
 * Foreign text, of logs, commits, names and command lines: shown so that it does nothing, to a terminal, to Markdown or
 * HTML, to a CI service that reads the output. What one of these would obey stands there to be seen: control characters as
 * ^[ and the like; bytes that are no UTF-8 as \x9b; characters that terminals obey, that turn the direction of writing, or
 * hide (esc_is_hidden), as \u202e; "##[" and "##vso[" as "##\[" and "##\vso[". What was shown so is shown the same again.
 *
 * All that is printed goes through foreign_shown at last (base/print.h). The other functions make an item of a line: it has
 * no newline, is cut, stands between backticks.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * Append the text as what a database or a page can hold: UTF-8 without control characters other than tab and newline. What
 * is none stands as U+FFFD. It ends with a whole character before `out` is longer than max bytes.
 */
void foreign_store(struct buf *out, const char *s, size_t len, size_t max);

/* Append all of a text that is printed. Its newlines and tabs stay, and with `colors` the colours that this program uses itself.
 * A line that begins with "::", which a runner of GitHub Actions obeys, begins with ":\:". */
void foreign_shown(struct buf *out, const char *s, size_t len, bool colors);

/* Append the text, at most max bytes of it: then "..." follows. Newlines become blanks unless `lines`. */
void foreign_clean(struct buf *out, const char *s, size_t max, bool lines);

/* Append the text, each line after "| ", so that none is a command to a runner; one that has no end is closed. */
void foreign_lines(struct buf *out, const char *s, size_t len);

/* Append a line of foreign text. In Markdown as code, where neither Markdown nor HTML means anything, and nobody is
 * mentioned; between more backticks than are in it. */
void foreign_line(struct buf *out, const char *s, size_t max, bool markdown);

/* Append the last 20 lines of a log, at most 1,500 bytes of them, each as foreign_lines does and after `indent`. */
void foreign_log(struct buf *out, const char *tail, const char *indent);

/* Append a block of code of Markdown. */
void foreign_block(struct buf *out, const struct buf *text);

/* Append a commit's summary and author as "text (name)". */
void foreign_commit(struct buf *out, const char *summary, const char *author, bool markdown);

#endif
