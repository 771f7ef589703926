/* What the files git*.c share. */
#ifndef GIT_INTERNAL_H
#define GIT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct git_change;
struct git_tree; /* libgit2's */

/* An opened repository, as libgit2 has it. */
struct git {
	struct git_repository *repo;
	bool bare; /* it has no work tree */
};

/* Start libgit2, which counts its starts and its shutdowns. Dies if it does not start. */
void git_start(void);

/* Why the last call of libgit2 failed. The text lives until the next call. */
const char *git_reason(void);

/* The last call of libgit2 failed: die and say at what, why, and what helps where that is known. `what` is like "cannot read the
 * history". */
_Noreturn void git_die(const struct git *g, const char *what);

/* A call of libgit2 that looks for something has failed so: is it not there, and not something that cannot be read? */
bool git_found_nothing(int err);

/* Look a commit up, for the caller to free: by its id; by whatever names it, as git-rev-parse does. NULL if the repository has none
 * of that id or name. Dies if it has one that cannot be read. */
struct git_commit *git_find_commit(const struct git *g, const char *hex);
struct git_commit *git_named_commit(const struct git *g, const char *rev);

/* Differences between two states of the files. */
struct git_changes {
	struct arena *arena;
	struct git_change *v; /* sorted by path, each path once */
	size_t n;
};

/* Find the differences between two trees; NULL is an empty one. Dies if they cannot be compared. */
void git_compare_trees(const struct git *g, struct git_tree *old, struct git_tree *new,
	struct git_changes *ret_changes);

/* The same between a tree and the work tree, with the files that git neither tracks nor ignores. */
void git_compare_work_tree(const struct git *g, struct git_tree *old, struct git_changes *ret_changes);

#endif
