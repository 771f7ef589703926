/*
 * The suite manifest, from XML to the model. What may stand where is one table, in language.c; templates/suite.rng says the
 * same to editors.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct diag;
struct suite;

/*
 * Read a manifest. `file` is its name in messages; the text is fed to the XML parser `chunk` bytes at a time (0: at
 * once). Everything in the suite lives in the arena or is the caller's text and name. Reports every mistake and is
 * false if there was one; the suite then holds what could be read, and its name is NULL if that is not the whole.
 */
bool manifest_read(struct suite *ret_suite, struct arena *a, struct diag *d, const char *file, const char *text,
	size_t len, size_t chunk);

/* Append the schema of the language, made from the same table: RELAX NG in XML syntax (relaxng.org/spec-20011203.html). */
void manifest_schema(struct buf *out);

#endif
