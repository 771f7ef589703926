/*
 * The git repository, read with libgit2; only git*.c include that library. Nothing here writes to the repository.
 *
 * What is not there and what cannot be read are two things: false or NULL is only for the first, and whatever is there and
 * cannot be read, also by a libgit2 that does not know its form, ends the run by die(), with git's reason and what helps.
 *
 * git.c opens it and answers questions about one commit, the index and ids; git_history.c walks the history and
 * compares commits; git_changes.c compares files; git_rule.c matches paths as a .gitignore does.
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
 * Open the repository that holds the folder `path`. NULL if there is none. Dies, with a sentence that says what to do,
 * if it belongs to another user, is broken, in a form that libgit2 does not read, or if the commit of HEAD cannot be read.
 */
struct git *git_open(const char *path);

void git_close(struct git *g);

/* The top of the work tree, without a slash at the end, in the arena. NULL for a bare repository. */
const char *git_work_tree(const struct git *g, struct arena *a);

/*
 * Find the id of the commit that rev names (git-rev-parse); or, unless dir is NULL, the id of the tree of the folder
 * dir in that commit ("." is the whole tree). False if there is none: HEAD has no commit yet, the name is unknown,
 * there is no such folder.
 */
bool git_resolve(const struct git *g, const char *rev, const char *dir, char ret_hex[GIT_HEX + 1]);

/* Append the bytes of the file with that id, in whichever commit it is. False if the repository does not have it. */
bool git_blob_read(const struct git *g, const char *hex, struct buf *ret_text);

/* Append the bytes of the file that the commit which rev names has at that path. False if there is none: what stands there is no
 * file, but a folder, a link or a submodule, or nothing, or there is no such commit. */
bool git_file_read(const struct git *g, const char *rev, const char *path, struct buf *ret_text);

/* Is the history cut off, as in a clone with a depth? */
bool git_is_shallow(const struct git *g);

/* What a commit says of itself. The texts are foreign: they may have any bytes but zero. */
struct git_commit_info {
	char id[GIT_HEX + 1];
	long long time; /* of the committer, seconds since 1970 */
	const char *author, *summary;
};

/* Read the commit with that id, in the arena. False if the repository does not have it. */
bool git_commit_read(const struct git *g, struct arena *a, const char *hex, struct git_commit_info *ret_info);

/*
 * Visit the commit with the id `from` and its ancestors, without the commit `hidden` (or NULL) and its ancestors. The
 * newest come first, and no commit before its children; in a shallow clone only roughly so. Ends when visit returns
 * false. Returns false if the history is cut off before its end.
 */
bool git_walk(const struct git *g, const char *from, const char *hidden, bool (*visit)(void *context, const char *id),
	void *context);

/* A commit's place in the history. */
struct git_parents {
	long long time; /* of the committer, seconds since 1970 */
	size_t count;
	char (*ids)[GIT_HEX + 1]; /* of its parents, which may be missing in a shallow clone */
};

/* Read it, in the arena. False if the repository does not have the commit. */
bool git_parents_read(const struct git *g, struct arena *a, const char *hex, struct git_parents *ret_parents);

/*
 * Does a tracked file of the index or work tree differ from HEAD, or the files in a submodule from the commit that HEAD names? A
 * file that a sparse checkout leaves out does not. Where a file's attributes name a filter or an encoding (git-lfs), only git
 * itself can tell, which is started for it; if it is not there or fails, such a file counts as changed, and stderr says so once. Where there is no work tree, all
 * differs.
 */
bool git_is_dirty(const struct git *g);

/* The tracked paths whose last part is `name` or ends in `suffix` (either may be NULL), sorted, in the arena; the
 * list ends with NULL. */
const char **git_tracked(const struct git *g, struct arena *a, const char *name, const char *suffix);

/* A path that differs between two commits. */
struct git_change {
	const char *path; /* from the top; that of a submodule ends with a '/' */
	char status;      /* 'A' added, 'D' deleted, 'M' modified, contents or mode */
};

/* The difference of two commits. */
struct git_range {
	char base[GIT_HEX + 1], merge_base[GIT_HEX + 1], head[GIT_HEX + 1];
	struct git_change *changes; /* from the merge base to head, sorted by path, each path once */
	size_t count;
	/* The number of commits from the merge base back along first parents, and of those between it and head, if
	 * asked for also only along first parents. 0 in a shallow clone, where nobody knows. */
	unsigned long line, commits;
	bool shallow;
};

enum git_found { GIT_FOUND, GIT_NO_BASE, GIT_NO_HEAD, GIT_UNRELATED };

/*
 * Compare head with the merge base of base and head, in the arena. A renamed file has two changes: its old path is
 * deleted, its new path added. A file that became a link or a submodule has one. With `work_tree`, what is not
 * committed counts as well (as in git_is_dirty; there must be a work tree), also files that git neither tracks nor ignores. GIT_UNRELATED if the two have no commit in
 * common; in a shallow clone that commit may just be missing. Dies if git fails.
 */
enum git_found git_since(const struct git *g, struct arena *a, const char *base, const char *head, bool work_tree,
	bool first_parent, struct git_range *ret_range);

/*
 * Find what the commit itself changes, in the form of git_since: what differs from its parent, or, for a merge, from
 * each of its parents (nothing, if nobody edited the merge). False if the repository does not have a parent: then
 * nobody knows.
 */
bool git_commit_changes(const struct git *g, struct arena *a, const char *hex, struct git_range *ret_range);

/* All tracked paths, sorted, in the arena. That of a submodule ends with a '/'. */
const char **git_files(const struct git *g, struct arena *a, size_t *ret_count);

/*
 * One line of a .gitignore. No other rule counts, neither of a repository nor of the user's configuration. git_rule_set
 * replaces the line; it is relative to the top (has a '/' in front) and has no '!'.
 */
struct git_rule;

struct git_rule *git_rule_open(void);
void git_rule_set(struct git_rule *r, const char *line);

/* Does the line match the path, or a folder above it? The path of a folder ends with a '/'. */
bool git_rule_match(struct git_rule *r, const char *path);

void git_rule_close(struct git_rule *r);

/* The branch that a clone of the remote `origin` begins with, in the arena; NULL if nobody knows, as where nothing was cloned. */
const char *git_default_branch(const struct git *g, struct arena *a);

/* The names of branches, of those of remotes and of tags, as people type them, sorted and each once, in the arena. None, if they cannot
 * be read. */
const char **git_ref_names(const struct git *g, struct arena *a, size_t *ret_count);

/* May a branch have that name? Needs no repository. */
bool git_branch_ok(const char *name);

/* The id that `git hash-object` gives a file of these bytes. Needs no repository. */
void git_hash(const char *bytes, size_t len, char ret_hex[GIT_HEX + 1]);

/* The same for a file of any size. False if it cannot be read. */
bool git_hash_file(const char *path, char ret_hex[GIT_HEX + 1]);

/* Append the difference of two texts as a unified diff with that path in its header. A text is NULL if there is no such
 * file. */
void git_unified(const char *path, const char *old, size_t old_len, const char *now, size_t now_len, struct buf *out);

#endif
