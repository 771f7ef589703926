/*
 * The seed: the first 8 hex digits of an object id as a number, without the top bit (0 to 2147483647). tests.mk (shell
 * arithmetic) and nix/nightshift.nix (fromTOML and bitAnd) compute the same; tests/emit/consumers holds them together.
 */
#ifndef SEED_H
#define SEED_H

#include <stdbool.h>

struct git;
struct suite;

struct seed {
	long value;
	bool fallback;   /* value is the manifest's fallback */
	const char *why; /* for a fallback: "there is no repository here"; otherwise NULL */
};

/* The number of an object id of at least 8 hex digits. */
long seed_of(const char *hex);

/*
 * The seed of a suite at a revision, as its manifest asks for it. g may be NULL: no repository. False only if rev was
 * given by name (rev is not "HEAD") and there is no such commit.
 */
bool seed_resolve(const struct suite *s, const struct git *g, const char *rev, struct seed *ret_seed);

#endif
