/* Annotations of GitHub Actions: workflow commands on the output, which a runner shows beside the change. Escapes as in
 * actions/toolkit, packages/core/src/command.ts; what is foreign in them does nothing else (base/foreign.h). */
#ifndef ANNOTATE_H
#define ANNOTATE_H

#include <stdbool.h>

struct buf;

/* Does such a runner read the output? GITHUB_ACTIONS says `true` then. */
bool annotate_is_wanted(void);

/* Append lines, which print_commands then prints. An annotation that is an error: */
void annotate_error(struct buf *out, const char *title, const char *text);

/* One with a place: the level is error, warning or notice. Without a file it has none; line 0 means the file as a whole. */
void annotate_place(struct buf *out, const char *level, const char *file, unsigned line, unsigned col,
	const char *text);

/* The begin of a group of lines, and its end. */
void annotate_group(struct buf *out, const char *title);
void annotate_group_end(struct buf *out);

#endif
