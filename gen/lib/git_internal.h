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

#endif
