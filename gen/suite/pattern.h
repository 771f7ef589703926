/*
 * Patterns of paths, as in a .gitignore (gitignore(5)): '*' and '?' match within a folder, '**' across folders, a folder
 * stands for all that is in it, a pattern without a '/' before its end matches at any depth, and '!' takes out again. Two
 * things differ: a '/' in front means the repository's top, as in every path of a manifest; and if several patterns match a
 * path, the last one decides, even if an earlier one matched a folder above it.
 *
 * Here patterns are only read. The matcher is in lib/git.h, and claims.c asks it.
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
 * Append the pattern `text`, which is relative to the folder dir ("." is the repository's top), or to the top if it begins
 * with '/'. False, with a message, if it has '..' in it or names nothing.
 */
bool pattern_add(struct patterns *p, struct arena *a, struct diag *d, struct loc at, const char *dir, const char *text);

/* Append the path of a file or folder. It stands for itself, whatever characters it has. `text` is what was written, `path`
 * the same from the repository's top ("." is all of it). */
void pattern_add_path(struct patterns *p, struct arena *a, struct loc at, const char *text, const char *path);

/* Append a pattern that is written as in `rules`. That is its text, too. */
void pattern_add_rule(struct patterns *p, struct arena *a, const char *line);

/* Of a path that the pattern matches: does it end with that file's name, instead of a wildcard or the name of a folder above? */
bool pattern_names(const struct pattern *p, const char *path);

/* Append all of another list. */
void pattern_add_all(struct patterns *p, struct arena *a, const struct patterns *more);

#endif
