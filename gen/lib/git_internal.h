/* What the files git*.c share. */
#ifndef GIT_INTERNAL_H
#define GIT_INTERNAL_H

/* An opened repository, as libgit2 has it. */
struct git {
	struct git_repository *repo;
};

/* Start libgit2, which counts its starts and its shutdowns. Dies if it does not start. */
void git_start(void);

/* Why the last call of libgit2 failed. The text lives until the next call. */
const char *git_reason(void);

/* Look a commit up, for the caller to free; NULL if the repository does not have it. Dies if that cannot be told, since there is no
 * descriptor left to read it. */
struct git_commit *git_find_commit(const struct git *g, const char *hex);

/* Die if what was not found may be there: no descriptor is left to look for it. */
void git_die_unread(const char *what);

#endif
