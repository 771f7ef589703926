/*
 * What nightshift writes: one table of outputs, each a template and a path. To add one, add a row in emit.c, a template
 * in templates/, and what it names in values.c. The Nix library goes beside the split file, as it is.
 */
#ifndef EMIT_H
#define EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fileset.h"

struct arena;
struct diag;
struct plan;

enum { EMIT_TEMPLATES_MAX = 8 };

/* The outputs of a plan, rendered. */
struct outputs {
	struct fileset_file *files; /* in the arena */
	size_t count;
	struct buf texts[EMIT_TEMPLATES_MAX]; /* what those of templates hold */
	char fingerprint[41];                 /* of the plan's file */
};

/*
 * Render every output of the plan. templates is a folder whose files replace the built-in ones of the same name, or
 * NULL. Reports a mistake in a template with its place, or an output that stands where the library belongs, and is then
 * false. Either way the caller ends with emit_release.
 */
bool emit_render(struct outputs *ret_outputs, struct arena *a, struct diag *d, const struct plan *p,
	const char *templates);

/* Compare the outputs with what stands below the folder root_fd; reports a path that leads through a link or is taken
 * by something else, and is then false. */
bool emit_compare(struct outputs *o, struct diag *d, const struct plan *p, int root_fd);

/* Free the texts. */
void emit_release(struct outputs *o);

#endif
