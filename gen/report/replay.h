/*
 * Replay: the commands that run a unit once more as it ran, under its seed; for the report of a night, and for those
 * who ask for one run.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stddef.h>

struct arena;
struct git;
struct suite;

enum { REPLAY_CHECKOUT, REPLAY_MAKE, REPLAY_NIX, REPLAY_MAX };

struct replay {
	const struct suite *suite;
	const struct git *git;       /* or NULL: what the commit's own seed is is not known */
	const char *commit;          /* in full, or NULL: nobody said */
	const char *unit, *platform; /* platform may be NULL */
	long long seed;              /* below 0: it takes none */
};

/* The commands, from the repository's top and in the arena: check the commit out, run by make, run by Nix if the suite
 * has it. A commit that is not known is neither checked out nor built. */
void replay_commands(const struct replay *r, struct arena *a, const char *ret_commands[REPLAY_MAX], size_t *ret_count);

/* The one that runs by make. */
const char *replay_make(const struct replay *r, struct arena *a);

#endif
