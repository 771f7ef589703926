/*
 * A set of files that is written together, below one folder: each by rename and only where its bytes differ, so that Make
 * sees no change where there is none, and a run that is killed or fails leaves the old file or the new one, never half.
 */
#ifndef FILESET_H
#define FILESET_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/* How a file that is to be written compares with what is there. */
enum fileset_state {
	FILESET_SAME,    /* there, with these bytes */
	FILESET_DIFFERS, /* there, with other bytes, or not there */
	FILESET_ESCAPES, /* the path goes through a symbolic link, or is one: it might lead outside */
	FILESET_BLOCKED, /* a folder stands where the file belongs, or a file where a folder does */
	FILESET_FAILED,  /* the machine: `err` says why */
};

/* One file to write. The path is relative to the root, with neither empty, '.' nor '..' parts. */
struct fileset_file {
	const char *path;
	const char *text;
	size_t len;
	enum fileset_state state; /* as fileset_compare found it */
	int err;                  /* an errno, if that is FILESET_FAILED */
	char *temporary;          /* while fileset_replace runs */
};

/* Compare each file with what is there below the folder root_fd and note its state. */
void fileset_compare(int root_fd, struct fileset_file *files, size_t n);

/*
 * Write those of the n files whose state is FILESET_DIFFERS: all new bytes first, under temporary names beside the old
 * files, then all renames. Missing folders are made. On failure nothing was renamed unless a rename itself failed,
 * temporaries are gone, errno is set, *ret_failed is the path it happened at, and false comes back.
 */
bool fileset_replace(int root_fd, struct fileset_file *files, size_t n, const char **ret_failed);

/* Append the file to ret_text, or its first `max` bytes, unless that is 0. No part of its path may be a link. False, with errno set, if it is no regular file, or cannot
 * be read. */
bool fileset_read(int root_fd, const char *path, size_t max, struct buf *ret_text);

/* Remove the file, and the folder below the root that it leaves empty. No part of its path may be a link to a folder. False, with
 * errno set, if the file cannot be removed. */
bool fileset_remove(int root_fd, const char *path);

/* The names in a folder below the root, sorted, in the arena; its path ends with a slash, or is "" for the root. No part of it may be
 * a link. False, with errno set, if it cannot be opened. */
bool fileset_list(int root_fd, const char *folder, struct arena *a, const char ***ret_names, size_t *ret_count);

#endif
