/*
 * The repository, read with libgit2: the only file that knows it. Nothing here writes to it.
 */
#ifndef GIT_H
#define GIT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

struct git; /* an opened repository */

/* An object id in hex: 40 digits for SHA-1. */
enum { GIT_HEX = 40 };

/*
 * Open the repository that holds the folder `path`, or NULL when there is none. Whatever else fails
 * (another owner's repository, a broken one) dies with a sentence that says what to do.
 */
struct git *git_open(const char *path);

void git_close(struct git *g);

/* The top of the work tree with no slash at the end, in the arena; NULL for a bare repository. */
const char *git_work_tree(const struct git *g, struct arena *a);

/*
 * The id of the commit that rev names, as git-rev-parse reads it; of the tree that it has at the
 * folder dir ("." is the whole) if dir is given. False if there is none: an unborn HEAD, an unknown
 * name, no such folder.
 */
bool git_resolve(const struct git *g, const char *rev, const char *dir, char ret_hex[GIT_HEX + 1]);

/* Is that one's history cut off, as in a clone with a depth? */
bool git_is_shallow(const struct git *g);

/* What a commit says of itself. The texts are foreign, and may hold anything but a zero byte. */
struct git_commit_info {
	char id[GIT_HEX + 1];
	long long time; /* of the committer, seconds since 1970 */
	const char *author, *summary;
};

/* Read the commit of that id, in the arena; false if it is not there. */
bool git_commit_read(const struct git *g, struct arena *a, const char *hex,
		     struct git_commit_info *ret_info);

/*
 * Visit the commits that can be reached from the one with the id `from`, without those that can be
 * from `hidden` (or NULL): the newest first, none before one that comes from it. Ends when visit is
 * false. In a shallow clone the order is only roughly that. False if the history is cut off before
 * it ends.
 */
bool git_walk(const struct git *g, const char *from, const char *hidden,
	      bool (*visit)(void *context, const char *id), void *context);

/* Does a tracked file of the index or work tree differ from HEAD? */
bool git_is_dirty(const struct git *g);

/* The paths git tracks whose last part is `name` or ends in `suffix` (either may be NULL), sorted,
 * in the arena, NULL at the end. */
const char **git_tracked(const struct git *g, struct arena *a, const char *name,
			 const char *suffix);

/* May a branch have that name? Needs no repository. */
bool git_branch_ok(const char *name);

/* The id that `git hash-object` gives a file of these bytes. Needs no repository. */
void git_hash(const char *bytes, size_t len, char ret_hex[GIT_HEX + 1]);

/* Append the difference of two texts as a unified diff with that path in its header. NULL stands
 * for a file that is not there. */
void git_unified(const char *path, const char *old, size_t old_len, const char *now, size_t now_len,
		 struct buf *out);

#endif
