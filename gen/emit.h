/*
 * What nightshift writes: one table of outputs, each a template and a path. To add one, add a row
 * in emit.c, a template in templates/, and what it names in values.c.
 */
#ifndef EMIT_H
#define EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "io.h"

struct arena;
struct diag;
struct plan;

/* A template that is compiled into the program. */
struct template_text {
	const char *name;
	const char *text;
	size_t len;
};

/* All of them, ending with a NULL name; made from templates/ by the Makefile. */
extern const struct template_text template_texts[];

enum { EMIT_MAX = 8 };

/* The outputs of a plan, rendered. */
struct outputs {
	struct io_file files[EMIT_MAX];
	struct buf texts[EMIT_MAX]; /* what the files hold */
	size_t count;
	char fingerprint[41]; /* of the plan's file */
};

/*
 * Render every output of the plan. templates is a folder whose files replace the built-in ones of
 * the same name, or NULL. Reports a mistake in a template with its place and is then false. Either
 * way the caller ends with emit_release.
 */
bool emit_render(struct outputs *ret_outputs, struct arena *a, struct diag *d, const struct plan *p,
		 const char *templates);

/* Compare the outputs with what stands below the folder root_fd; reports a path that leads through
 * a link or is taken by something else, and is then false. */
bool emit_compare(struct outputs *o, struct diag *d, const struct plan *p, int root_fd);

/* Free the texts. */
void emit_release(struct outputs *o);

#endif
