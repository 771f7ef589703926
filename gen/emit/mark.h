/*
 * The marks by which a file says that nightshift wrote it: the first line of a text ("# Written by nightshift from MANIFEST; not
 * to be edited."; 0.1.0 named its version there), the key `generator` of JSON, and the first line of a file of the Nix library, which
 * nightshift 0.1.0 copied beside the split file, for all manifests that have theirs there. A file without a mark is somebody else's. Git's conflict markers around a mark do not hide it.
 */
#ifndef MARK_H
#define MARK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct outputs;
struct plan;

/* What a file says of itself. */
struct mark {
	bool ours;
	bool library;         /* it is a copy of a file of the Nix library */
	const char *manifest; /* that it was written from, from the repository's top; or NULL */
	const char *include;  /* the file for make that a plan names; or NULL */
};

/* Read the mark of a text, in the arena. */
struct mark mark_read(struct arena *a, const char *text, size_t len);

/*
 * Report each output that would replace a file without a mark. False if there is one. To be asked after emit_compare; dies if a
 * file cannot be read.
 */
bool mark_protect(const struct outputs *o, struct arena *a, struct diag *d, const struct plan *p, int root_fd);

/*
 * Report each output that was written from another manifest, which is still there: each of the two would replace the other's. False
 * if there is one. To be asked after emit_compare; dies if a file cannot be read.
 */
bool mark_owned(const struct outputs *o, struct arena *a, struct diag *d, const struct plan *p, int root_fd);

/*
 * Find what was written from this manifest, which no longer asks for it: files with such a mark in the folders where outputs
 * stand, the file for make that a plan there names, and a copy of the Nix library that nobody there imports any more. Their paths
 * from the root, sorted, in the arena.
 */
void mark_find_left(const struct outputs *o, struct arena *a, const struct plan *p, int root_fd,
	const char ***ret_paths, size_t *ret_count);

/* Does the split file that is there import a copy of the Nix library? */
bool mark_had_library(const struct plan *p, int root_fd);

#endif
