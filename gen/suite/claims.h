/*
 * Which paths a list of patterns claims. The matcher is libgit2's, a pattern at a time, asked only for paths that begin
 * as the pattern does; of several patterns that match a path the last decides, here, since versions of libgit2 do not
 * agree on what '!' means below a folder that is matched.
 */
#ifndef CLAIMS_H
#define CLAIMS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct git;
struct patterns;
struct suite;

/* Paths to be claimed, and what is known of them while they are. */
struct claims {
	const char *const *paths; /* sorted; of a submodule with a '/' at the end */
	size_t count;
	size_t *submodules; /* their places */
	size_t submodule_count;
	unsigned *decided; /* by path: the pattern that matched last + 1, or 0 */
	struct claim *found;
	struct git_rule *rule;
	/* What is known of patterns that may match anywhere, by their rule: many modules have the same. */
	struct known_pattern *known;
	size_t known_size, known_count;
};

/* A path and the pattern that claims it, by their places. */
struct claim {
	size_t path, pattern;
};

/* The paths stay the caller's. Ends with claims_release. */
void claims_init(struct claims *c, const char *const *paths, size_t count);
void claims_release(struct claims *c);

/*
 * The paths that the list claims, in their order; *ret_claims is good until the next call. A submodule that changed is
 * claimed by patterns for what is in it, too: what changed there is not known.
 */
size_t claims_of(struct claims *c, const struct patterns *p, const struct claim **ret_claims);

/*
 * Warn of each pattern of the suite that matches no file that git tracks, with the nearest path that there is, and of
 * one that matches only what is ignored.
 */
void claims_check(const struct suite *s, const struct git *g, struct arena *a, struct diag *d);

#endif
