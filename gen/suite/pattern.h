/*
 * Patterns of paths, as a .gitignore has them (gitignore(5)): '*' and '?' within a folder, '**' over folders, a folder
 * means all in it, one without a '/' before its end is looked for at any depth, and '!' takes out again. Two things
 * differ: a '/' in front means the repository's top, as in every path of a manifest, and of several patterns that match
 * a path the last decides, also where a folder above it was matched before.
 *
 * Here they are only read; git.c has the matcher, claims.c asks it.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct arena;

struct pattern {
	struct loc loc;
	const char *text;   /* as the manifest or discovery says it */
	const char *rule;   /* the same as a line of a .gitignore at the repository's top, without '!' */
	const char *prefix; /* what every path it matches begins with: text before any wildcard */
	bool negative;      /* it takes out */
	bool exact;         /* it is the path of a file or folder, not a pattern */
};

/* A list of patterns; a path is in it if the last pattern that matches is not a negative one. */
struct patterns {
	struct pattern *v;
	const char **rules; /* of each, with its '!': what plan.json says */
	size_t n;
};

/*
 * Append the pattern `text`, which is relative to the folder dir ("." is the repository's top), or, with a '/' in
 * front, to the top. Reports one that has '..' in it or names nothing, and is false then.
 */
bool pattern_add(struct patterns *p, struct arena *a, struct diag *d, struct loc at, const char *dir, const char *text);

/* Append the path of a file or folder, which stands for itself, whatever characters it has: `text` is how it was said,
 * `path` the same from the repository's top ("." is all of it). */
void pattern_add_path(struct patterns *p, struct arena *a, struct loc at, const char *text, const char *path);

/* Append all of another list. */
void pattern_add_all(struct patterns *p, struct arena *a, const struct patterns *more);

#endif
