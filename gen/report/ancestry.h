/*
 * Ancestry: the commits that one contains, as far back as it takes to say which of them a green commit contains, too.
 *
 * This is asked for several groups (of units) at once, each with its own green commits. A commit is out for a group if
 * a green commit of the group contains it.
 */
#ifndef ANCESTRY_H
#define ANCESTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/git.h"

struct arena;

struct ancestry_question {
	const struct git *git;
	const char *from;  /* the commit whose ancestry it is, in full */
	const char *since; /* a commit that is green for all groups, in full; or NULL */
	size_t groups;
	const bool *bounded; /* by group: is any commit known to be green? The walk does not wait for the others */
	bool (*is_green)(const void *context, size_t group, const char *commit);
	const void *context;
};

struct ancestry_commit {
	char id[GIT_HEX + 1];
	struct git_parents parents; /* of time 0 if the commit is missing */
	size_t *parent;             /* the numbers of the parents, if it was visited */
	unsigned long long *out;    /* a bit for each group */
	bool missing;               /* the repository does not have it */
	bool visited, waiting;
	size_t children; /* only within the module */
	size_t place;    /* after all commits that contain it; of the others the newest comes first */
};

struct ancestry {
	struct ancestry_commit **commits; /* named by their numbers, from 0 */
	size_t count;
	bool cut; /* part of the history that matters is missing */
};

/* Walk the ancestry, in the arena. */
void ancestry_walk(struct ancestry *ret_ancestry, struct arena *a, const struct ancestry_question *q);

bool ancestry_is_out(const struct ancestry *h, size_t commit, size_t group);

/* By commit, in the arena: is it the one of that number, or can it be reached from there through commits that are
 * `among`? */
bool *ancestry_within(const struct ancestry *h, struct arena *a, const bool *among, size_t commit);

#endif
