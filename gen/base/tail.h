/*
 * The end of a log, shown to people. A program may have printed anything: what a terminal or a CI service would obey is
 * shown, and not passed on. Control characters, escape sequences with them, stand there as ^[ and the like; bytes that
 * are no UTF-8, and characters that turn the direction of writing, as \x9b and \u202e. Each line begins with `| `, so
 * that none is a command for GitHub.
 */
#ifndef TAIL_H
#define TAIL_H

#include <stddef.h>

struct buf;

/* Append the last lines of the file, or nothing if it cannot be read or is empty. */
void tail_add(struct buf *out, const char *path, int lines);

/* Append that text, made harmless; a line that has no end is closed. */
void tail_add_text(struct buf *out, const char *s, size_t len);

#endif
