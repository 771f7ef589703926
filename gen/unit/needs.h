/*
 * The jobs before a job of GitHub Actions, as its toJSON(needs) tells of them: { "ID": { "result": "success", ... }, ... }. A result
 * is success, failure, cancelled or skipped.
 */
#ifndef NEEDS_H
#define NEEDS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;

struct need {
	const char *job, *result;
};

struct needs {
	struct need *v;
	size_t n;
};

/* Read the file, in the arena. False, with a message, if it cannot be read, is something else, or names no job. */
bool needs_read(struct needs *ret_needs, struct arena *a, struct diag *d, const char *path);

/* Append the id that jobs of a platform have after a prefix, such as "test-": GitHub takes neither '.' nor '+' in one. The text
 * is in the arena. */
const char *needs_id(struct arena *a, const char *prefix, const char *platform);

/* Is it a job that runs units of the platform, builds their programs or judges them? */
bool needs_tests(const struct need *n, struct arena *a, const char *platform);

#endif
