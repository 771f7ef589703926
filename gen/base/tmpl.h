/*
 * Templates. They know values, not tests: what a name means is said by a table of fields.
 *
 *     <% name | filter | filter %>   a hole; its filters name its language, innermost first, and
 * there is no default
 *     <%# name %> ... <%/ name %>    once for each element of a list, with its fields; or if a
 * value is there
 *     <%^ name %> ... <%/ name %>    if the list is empty, or the value is not there
 *     <%! anything %>                a comment
 *
 * A line that holds one section tag or comment and blanks disappears whole. Names are looked for in the innermost list
 * first, then outwards; 'first' and 'last' are true in the first and last turn of the innermost list. The tag syntax is
 * Mustache's (mustache.github.io/mustache.5.html) with other delimiters: "<%" and "%>" stand in none of the languages
 * we write. Unlike Mustache, an unknown name, a hole without a filter and a value that is not there are errors.
 */
#ifndef TMPL_H
#define TMPL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/esc.h"

struct arena;
struct buf;

struct scope;

/* A name a template may use. */
struct field {
	const char *name;
	enum value_kind kind;
	const char *about; /* a line for templates/README.md */
	/* What it stands for, in obj, an element of the scope's list. root is what tmpl_render was given. Text that is
	 * made on the spot goes into scratch, which is empty and lives until the hole is written. */
	void (*get)(const void *root, const void *obj, struct value *ret_value, struct buf *scratch);
	const struct scope *elements; /* of a list */
};

/* The names that are known at a place: a table of fields that ends with a NULL name. */
struct scope {
	const char *name;
	const struct field *fields;
};

/* A compiled template, in the arena. */
struct tmpl;

/* Compile text. Reports every mistake with its place in `file`; NULL if there was one. */
struct tmpl *tmpl_compile(struct arena *a, struct diag *d, const char *file, const char *text, size_t len,
	const struct scope *scope);

/* Append the template filled from root. Reports a value that is not there or that a language cannot hold, with the
 * hole's place, and is then false. */
bool tmpl_render(const struct tmpl *t, struct diag *d, const void *root, struct buf *out);

/* Append the table of a scope's values as Markdown. */
void tmpl_document(const struct scope *s, struct buf *out);

/* Append the table of filters as Markdown. */
void tmpl_document_filters(struct buf *out);

#endif
