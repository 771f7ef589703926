/*
 * Which paths a list of patterns claims. libgit2 matches one pattern at a time, and is asked only about paths that begin as
 * the pattern does. If several patterns match a path, the last one decides; that is done here, since versions of libgit2 do
 * not agree on what '!' means below a folder that is matched.
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

/* The paths that patterns may claim, and what is known about them. */
struct claims {
	const char *const *paths; /* sorted; of a submodule with a '/' at the end */
	size_t count;
	size_t *submodules; /* their places */
	size_t submodule_count;
	unsigned *decided; /* by path: the pattern that matched last + 1, or 0 */
	struct claim *found;
	struct git_rule *rule;
	/* What is known about patterns that may match many paths, by their rule: many modules have the same patterns. */
	struct known_pattern *known;
	size_t known_size, known_count;
};

/* A path and the pattern that claims it, by their places. */
struct claim {
	size_t path, pattern;
};

/* The paths stay the caller's and outlive the claims. End with claims_release. */
void claims_init(struct claims *c, const char *const *paths, size_t count);
void claims_release(struct claims *c);

/*
 * The paths that the list claims, in their order, and how many they are; *ret_claims is valid until the next call. It is not
 * known what changed in a submodule, so a pattern that may match something in it claims it, too; unless `whole` asks for what
 * they claim for sure, as who leaves something out must: then no pattern for a part of it claims it, and one that may take out
 * something in it, takes it out.
 */
size_t claims_of(struct claims *c, const struct patterns *p, bool whole, const struct claim **ret_claims);

/*
 * Warn of each pattern of the suite that matches no file that git tracks, with the nearest path that there is, and of
 * one that matches only what is ignored.
 */
void claims_check(const struct suite *s, const struct git *g, struct arena *a, struct diag *d);

#endif
