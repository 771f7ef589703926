/*
 * What templates may name: the plan, as tables of fields. templates/README.md lists them, and is checked against these
 * tables.
 */
#ifndef VALUES_H
#define VALUES_H

#include <stddef.h>

struct arena;
struct buf;
struct plan;
struct scope;

/* The plan with what is derived from it for writing: what tmpl_render gets as its root. */
struct values;

/* Derive the values of a plan, in the arena. */
struct values *values_make(struct arena *a, const struct plan *p);

/* Name the plan's file by its id; until then 'fingerprint' is not there. hex lives as long as v. */
void values_set_fingerprint(struct values *v, const char *hex);

/* The outermost scope. */
extern const struct scope values_scope;

/* Append the tables of values as Markdown. */
void values_document(struct buf *out);

#endif
