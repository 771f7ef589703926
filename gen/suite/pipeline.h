/*
 * Is a command for the shell one pipe, as in `a | b`, and what are its parts? A shell tells only how the last part has ended
 * (set -o pipefail is not everywhere, and where it is, it changes what the conditions of the text mean), so who wants to know of
 * the others has to start each part for itself. Each part of a pipe runs in a shell of its own in any case (POSIX, 2.12).
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include <stddef.h>

struct arena;

enum pipeline_kind {
	PIPELINE_NONE,   /* no pipe stands in the text */
	PIPELINE_WHOLE,  /* the whole text is one pipe, and in none of its parts stands another */
	PIPELINE_WITHIN, /* there may be one in a part of the text: `a && b | c`, `$(a | b)`, `if a | b; then ...` */
};

struct pipeline {
	const char **parts; /* in the arena; one, the text, unless it is a pipe as a whole */
	size_t count;
};

/* Read text for the shell, which is one line, as POSIX describes the language; the kind comes back. Text that this does not
 * understand is never cut: it is PIPELINE_WITHIN if a '|' stands in it. */
enum pipeline_kind pipeline_read(struct pipeline *ret_pipeline, struct arena *a, const char *text);

#endif
