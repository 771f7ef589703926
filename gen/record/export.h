/*
 * Exports: a record, or a part of it, as text (facts.h), to be put into another record (merge.h). The lines are sorted, so
 * the same content has the same bytes. What follows from other facts is left out.
 */
#ifndef EXPORT_H
#define EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct record;

/* What to export: everything where neither is given. */
struct export_choice {
	const char *run; /* only runs and occasions of this name, or NULL */
	long long since; /* only what finished then or later, microseconds since 1970; or below 0 */
};

/* Write it, one line at a time. The number of its runs and occasions comes back: if there are none, though a part was
 * asked for, nothing is written. Errors of the file are the caller's to find (ferror). */
size_t export_write(struct record *r, const struct export_choice *choice, FILE *out);

/* Does the file of that path begin as an export does, of whatever version? */
bool export_is_one(const char *path);

/* The exports among the files of a folder, sorted by name, in the arena; NULL if it has none. */
const char **export_in_folder(struct arena *a, const char *dir, size_t *ret_count);

#endif
