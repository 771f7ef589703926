/*
 * Templates. They know values, not tests: a table of fields says what each name means.
 *
 *     <% name | filter | filter %>   a hole. Its filters name its language, innermost first; there is no default.
 *     <%# name %> ... <%/ name %>    once for each element of a list, with its fields; or once, if the value is there
 *     <%^ name %> ... <%/ name %>    if the list is empty, or the value is not there
 *     <%! anything %>                a comment
 *
 * A line that holds only a section tag or a comment, and blanks, disappears whole. Names are looked up in the innermost
 * list first, then outwards; 'first' and 'last' are true in the first and last turn of the innermost list. The syntax is
 * Mustache's (mustache.github.io/mustache.5.html) with other delimiters: "<%" and "%>" occur in none of the languages
 * that we write. Unlike in Mustache, an unknown name, a hole without a filter and a missing value are errors.
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
	/* Get the value of obj, an element of the scope's list; root is what tmpl_render was given. Text that has to be
	 * made goes into scratch, which is empty at first and lives until the hole is written. */
	void (*get)(const void *root, const void *obj, struct value *ret_value, struct buf *scratch);
	const struct scope *elements; /* of a list */
};

/* The names that a place in a template knows: a table of fields that ends with a NULL name. */
struct scope {
	const char *name;
	const struct field *fields;
};

/* A compiled template, in the arena. */
struct tmpl;

/* Compile the text. Every mistake is reported with its place in `file`; then NULL comes back. */
struct tmpl *tmpl_compile(struct arena *a, struct diag *d, const char *file, const char *text, size_t len,
	const struct scope *scope);

/* Append the template, filled from root. False, with the hole's place reported, if a value is missing or a language
 * cannot hold it. */
bool tmpl_render(const struct tmpl *t, struct diag *d, const void *root, struct buf *out);

/* Append the table of a scope's values as Markdown. */
void tmpl_document(const struct scope *s, struct buf *out);

/* Append the table of filters as Markdown. */
void tmpl_document_filters(struct buf *out);

#endif
