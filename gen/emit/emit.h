/*
 * What nightshift writes: one table of outputs, each a template and a path. To add one, add a row in emit.c, a template
 * in templates/, and the values it names in plan_values.c.
 */
#ifndef EMIT_H
#define EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/fileset.h"

struct arena;
struct plan;
struct suite;

enum { EMIT_TEMPLATES_MAX = 8 };

/* The outputs of a plan, rendered. */
struct outputs {
	struct fileset_file *files; /* in the arena */
	size_t count;
	struct buf texts[EMIT_TEMPLATES_MAX]; /* of those that are made from templates */
	char fingerprint[41];                 /* the git id of the plan's file */
};

/*
 * Render every output of the plan. templates is a folder whose files replace the built-in ones of the same name, or
 * NULL. Returns false after it has reported a mistake in a template with its place. Either way the caller ends with emit_release.
 */
bool emit_render(struct outputs *ret_outputs, struct arena *a, struct diag *d, const struct plan *p,
	const char *templates);

/* Compare the outputs with what stands below the folder root_fd. Returns false after it has reported a path that leads
 * through a link or is taken by something else. */
bool emit_compare(struct outputs *o, struct diag *d, const struct plan *p, int root_fd);

/* Where the manifest asks for the file of that path, which is one of the outputs' own. */
struct loc emit_asked_at(const struct suite *s, const char *path);

/* Free the texts. */
void emit_release(struct outputs *o);

/* Append the tables of all values and filters that a template may use, as Markdown. */
void emit_document(struct buf *out);

#endif
