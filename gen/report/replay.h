/* Replay: the shell commands that run a unit again as it ran, under the same seed. */
#ifndef REPLAY_H
#define REPLAY_H

#include <stddef.h>

struct arena;
struct git;
struct suite;

enum { REPLAY_CHECKOUT, REPLAY_MAKE, REPLAY_NIX, REPLAY_MAX };

struct replay {
	const struct suite *suite;
	const struct git *git;       /* or NULL: the commit's own seed is not known */
	const char *commit;          /* in full, or NULL: nobody said */
	const char *unit, *platform; /* platform may be NULL */
	long long seed;              /* below 0: it takes none */
};

/* The commands, from the repository's top and in the arena: check the commit out, run the unit by make, and by Nix if the
 * suite has it. Without a commit there is only the one by make. */
void replay_commands(const struct replay *r, struct arena *a, const char *ret_commands[REPLAY_MAX], size_t *ret_count);

/* The command that runs the unit by make, in the arena. */
const char *replay_make(const struct replay *r, struct arena *a);

#endif
