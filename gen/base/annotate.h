/* Annotations of GitHub Actions: workflow commands on the output, which a runner shows beside the change. Escapes as in
 * actions/toolkit, packages/core/src/command.ts. */
#ifndef ANNOTATE_H
#define ANNOTATE_H

#include <stdbool.h>

struct buf;

/* Does such a runner read the output? GITHUB_ACTIONS says `true` then. */
bool annotate_is_wanted(void);

/* Append text as the data of a workflow command, or as one of its properties. */
void annotate_data(struct buf *out, const char *s);
void annotate_property(struct buf *out, const char *s);

/* Append an annotation that is an error, as a line. */
void annotate_error(struct buf *out, const char *title, const char *text);

#endif
