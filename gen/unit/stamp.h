/*
 * What an output was made from: the text of its command, and its inputs, which are files or folders. Inputs count by
 * their content and not by their times: a checkout gives files new times, and a cache serves many work trees. A stamp
 * also has the size, number and change time of each file; as long as these are the same, the content is not read
 * again, as in git's index.
 */
#ifndef STAMP_H
#define STAMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sha256.h"

struct arena;

struct stamp_file {
	const char *path;
	long long size, number, changed;
	bool program; /* its owner may execute it */
	char hash[SHA256_HEX + 1];
};

struct stamp {
	struct stamp_file *files;
	size_t count;
	char key[SHA256_HEX + 1]; /* over all that decides: outputs with the same key are the same */
};

/*
 * Take the stamp, in the arena. `old` is the path of an earlier stamp, which saves reading files again; it need not
 * be there. False, with errno set, if an input cannot be read; *ret_failed is then its path.
 */
bool stamp_take(struct stamp *ret_stamp, struct arena *a, const char *command, const char *const *inputs, size_t n,
	const char *old, const char **ret_failed);

/* Does the stamp in that file have the same key? */
bool stamp_matches(const struct stamp *s, const char *path);

/* Write it to a file, by rename. False, with errno set, if that cannot be done. */
bool stamp_save(const struct stamp *s, const char *path);

#endif
