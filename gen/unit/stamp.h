/*
 * What an output was made from: the text of its command, and its inputs, files or folders. By content, and not by time:
 * a checkout gives files new times, and a cache serves many work trees. So that not all of it is read each time, a
 * stamp also has size, number and change time of each file; while these stay as they are, so has the content, as in
 * git's index.
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
	bool program; /* it may be executed */
	char hash[SHA256_HEX + 1];
};

struct stamp {
	struct stamp_file *files;
	size_t count;
	char key[SHA256_HEX + 1]; /* of all that decides: what has the same key is the same */
};

/*
 * Take the stamp, in the arena. `old` is the file of an earlier one, or of none, to learn from. False, with errno set,
 * if an input cannot be read; *ret_failed is its path then.
 */
bool stamp_take(struct stamp *ret_stamp, struct arena *a, const char *command, const char *const *inputs, size_t n,
	const char *old, const char **ret_failed);

/* Does the file say that? */
bool stamp_matches(const struct stamp *s, const char *path);

/* Write it, by rename. False, with errno set, if that cannot be done. */
bool stamp_save(const struct stamp *s, const char *path);

#endif
