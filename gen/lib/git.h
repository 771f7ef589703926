/* The repository, read with libgit2: the only file that knows it. Nothing here writes to it. */
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
 * Open the repository that holds the folder `path`, or NULL when there is none. Whatever else fails (another owner's
 * repository, a broken one) dies with a sentence that says what to do.
 */
struct git *git_open(const char *path);

void git_close(struct git *g);

/* The top of the work tree with no slash at the end, in the arena; NULL for a bare repository. */
const char *git_work_tree(const struct git *g, struct arena *a);

/*
 * The id of the commit that rev names, as git-rev-parse reads it; of the tree that it has at the folder dir ("." is the
 * whole) if dir is given. False if there is none: an unborn HEAD, an unknown name, no such folder.
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
bool git_commit_read(const struct git *g, struct arena *a, const char *hex, struct git_commit_info *ret_info);

/*
 * Visit the commits that can be reached from the one with the id `from`, without those that can be from `hidden` (or
 * NULL): the newest first, none before one that comes from it. Ends when visit is false. In a shallow clone the order
 * is only roughly that. False if the history is cut off before it ends.
 */
bool git_walk(const struct git *g, const char *from, const char *hidden, bool (*visit)(void *context, const char *id),
	void *context);

/* A commit's place in the history. */
struct git_parents {
	long long time; /* of the committer, seconds since 1970 */
	size_t count;
	char (*ids)[GIT_HEX + 1]; /* of its parents, which a shallow clone may not have */
};

/* Read it in the arena; false if the commit is not here. */
bool git_parents_read(const struct git *g, struct arena *a, const char *hex, struct git_parents *ret_parents);

/* Does a tracked file of the index or work tree differ from HEAD? */
bool git_is_dirty(const struct git *g);

/* The paths git tracks whose last part is `name` or ends in `suffix` (either may be NULL), sorted, in the arena, NULL
 * at the end. */
const char **git_tracked(const struct git *g, struct arena *a, const char *name, const char *suffix);

/* A path that differs between two commits. */
struct git_change {
	const char *path; /* from the top; of a submodule with a '/' at the end */
	char status;      /* 'A' added, 'D' deleted, 'M' modified, contents or mode */
};

/* What lies between two commits. */
struct git_range {
	char base[GIT_HEX + 1], merge_base[GIT_HEX + 1], head[GIT_HEX + 1];
	struct git_change *changes; /* from the merge base to head, sorted by path, each path once */
	size_t count;
	/* The length of the merge base's first-parent line, and how many commits lie between it and head; along first
	 * parents alone, if that was asked for. Not known in a shallow clone: 0. */
	unsigned long line, commits;
	bool shallow;
};

enum git_found { GIT_FOUND, GIT_NO_BASE, GIT_NO_HEAD, GIT_UNRELATED };

/*
 * Compare head with the merge base of base and head, in the arena. A renamed file is one that went and one that came,
 * so both paths are there; a file that became a link or a submodule likewise is there once. With `work_tree` what is
 * not committed counts as well, files that git neither tracks nor ignores included. GIT_UNRELATED if the two have no
 * commit in common, which in a shallow clone may only mean that it is not there. Dies where git fails.
 */
enum git_found git_since(const struct git *g, struct arena *a, const char *base, const char *head, bool work_tree,
	bool first_parent, struct git_range *ret_range);

/*
 * What the commit itself changes, as git_since has it: what differs from its parent, or, of a merge, from each of its
 * parents, which is nothing where git merged alone. False if a parent is not here: then nobody knows.
 */
bool git_commit_changes(const struct git *g, struct arena *a, const char *hex, struct git_range *ret_range);

/* Every path git tracks, sorted, in the arena; of a submodule with a '/' at the end. */
const char **git_files(const struct git *g, struct arena *a, size_t *ret_count);

/*
 * One line of a .gitignore and nothing else: not those of the repository, nor what its owner's configuration says.
 * Opened once; git_rule_set makes it another line, from the top (with a '/' in front) and without '!'.
 */
struct git_rule;

struct git_rule *git_rule_open(void);
void git_rule_set(struct git_rule *r, const char *line);

/* Does it match the path, or a folder above it? A folder's path ends in '/'. */
bool git_rule_match(struct git_rule *r, const char *path);

void git_rule_close(struct git_rule *r);

/* May a branch have that name? Needs no repository. */
bool git_branch_ok(const char *name);

/* The id that `git hash-object` gives a file of these bytes. Needs no repository. */
void git_hash(const char *bytes, size_t len, char ret_hex[GIT_HEX + 1]);

/* The same of a file, however large. False if it cannot be read. */
bool git_hash_file(const char *path, char ret_hex[GIT_HEX + 1]);

/* Append the difference of two texts as a unified diff with that path in its header. NULL stands for a file that is not
 * there. */
void git_unified(const char *path, const char *old, size_t old_len, const char *now, size_t now_len, struct buf *out);

#endif
