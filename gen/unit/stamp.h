/*
 * What an output was made from: the text of its command, and its inputs, which are files or folders. Inputs count by
 * their content and not by their times: a checkout gives files new times, and a cache serves many work trees.
 *
 *     a file      its bytes, and whether its owner may execute it
 *     a folder    its name, so that an empty one counts, too, and all that is in it
 *     a link      the path that it has, if it stands in a folder, and what it leads to; to nothing is one of the answers.
 *                 A folder that was met before is not taken twice: it counts as the path where it was met. A link to a
 *                 folder that contains the input is an error.
 *
 * The output itself, and what stands beside it while it is made, is left out of a folder that is an input.
 *
 * A stamp also has the size, number and times of each file, and when it was taken. As long as these are the same, the
 * content is not read again, as in git's index; but it is, if the file had changed so shortly before the stamp was
 * taken that it may have changed once more without another time.
 */
#ifndef STAMP_H
#define STAMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sha256.h"

struct arena;

enum stamp_kind {
	STAMP_FILE,
	STAMP_PROGRAM, /* a file that its owner may execute */
	STAMP_FOLDER,
	STAMP_LINK, /* what it leads to follows under the same path; if nothing does, it leads to nothing */
	STAMP_MET,  /* a folder that was met before */
};

struct stamp_file {
	const char *path;
	enum stamp_kind kind;
	char hash[SHA256_HEX + 1];   /* of a file's content, or of the path that a link has or where a folder was met */
	long long size, number;      /* of a file */
	long long changed, modified; /* of a file: nanoseconds since 1970 */
};

struct stamp {
	struct stamp_file *files;
	size_t count;
	long long taken;          /* when that was begun: nanoseconds since 1970 */
	char key[SHA256_HEX + 1]; /* over all that decides: outputs with the same key are the same */
};

/* What a stamp is taken of. */
struct stamp_request {
	const char *command;
	const char *const *inputs;
	size_t input_count;
	const char *output; /* its path; it need not be there */
};

/*
 * Take the stamp, in the arena. `old`, an earlier one, saves reading files again; it may be empty. False, with errno
 * set, if an input cannot be read; *ret_failed is then its path.
 */
bool stamp_take(struct stamp *ret_stamp, struct arena *a, const struct stamp_request *q, const struct stamp *old,
	const char **ret_failed);

/* The path of an input that changed between the two stamps, even if it was changed back; or NULL. *ret_same says whether
 * all is as it was again. */
const char *stamp_changed(const struct stamp *before, const struct stamp *after, bool *ret_same);

/* Read the stamp from that file, into the arena. An empty one if there is none, or if another version wrote it. */
void stamp_load(struct stamp *ret_stamp, struct arena *a, const char *path);

/* Write it to a file, by rename. False, with errno set, if that cannot be done. */
bool stamp_save(const struct stamp *s, const char *path);

#endif
