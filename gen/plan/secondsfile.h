/*
 * Measured seconds, committed beside the manifest as seconds.tsv: a line for a unit and a platform, or '*' for any,
 *
 *     unit <tab> platform <tab> seconds
 *
 * with '#' comments. They decide order and shards, never what runs.
 */
#ifndef SECONDSFILE_H
#define SECONDSFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct arena;
struct buf;

struct seconds_row {
	struct loc loc;
	const char *unit, *platform; /* platform "*" is any */
	unsigned long long usec;
};

struct seconds {
	struct seconds_row *rows;
	size_t count;
};

/* Read the text of such a file; `file` is its name in messages. Reports every mistake and is false if there was one. */
bool secondsfile_read(struct seconds *ret_seconds, struct arena *a, struct diag *d, const char *file, const char *text,
	size_t len);

/* The comment at the top of a new one. */
#define SECONDSFILE_TITLE "# unit\tplatform\tseconds, measured; written by nightshift tune\n"

/* Append such a file: the first `top` bytes of the old text, then a line for each row, in their order. */
void secondsfile_write(const struct seconds *s, const char *old, size_t top, struct buf *out);

/* How many bytes of the text stand before its first row: comments and empty lines. */
size_t secondsfile_top(const char *text, size_t len);

#endif
