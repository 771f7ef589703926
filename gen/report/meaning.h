/*
 * What a change means: the plan that a commit has in its tree, and how each unit of a newer plan differs from what that one
 * says. A comment, other seconds or another order mean nothing.
 */
#ifndef MEANING_H
#define MEANING_H

struct arena;
struct before;
struct git;
struct plan;
struct planfile;

/*
 * Read the plan that the commit has at that path, which is from the repository's top. NULL if it is there and can be read;
 * otherwise why not, as a sentence in the arena. Texts live in the arena.
 */
const char *meaning_read(struct planfile *ret_plan, struct arena *a, const struct git *g, const char *commit,
	const char *path);

/*
 * Compare the plan of the base with `now`, which is the file of the plan p, on a lane (enum lane). *ret_before lives in the arena
 * and points into both.
 */
void meaning_compare(struct before *ret_before, struct arena *a, const struct planfile *base,
	const struct planfile *now, const struct plan *p, int lane);

#endif
