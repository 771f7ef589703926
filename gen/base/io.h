/*
 * Files: read one whole; replace a set of them, each by rename and only where its bytes differ, so that Make sees no
 * change where there is none and a run that is killed or fails leaves the old file or the new one, never half.
 */
#ifndef IO_H
#define IO_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct stat;

/* Append the whole file to out. False, with errno set, if that cannot be done. */
bool io_read(const char *path, struct buf *ret_text);

/* Write all of it, whatever interrupts. False, with errno set, if that cannot be done. */
bool io_write(int fd, const char *s, size_t len);

/* When a file was modified: microseconds since 1970, as far as the system tells. */
long long io_modified(const struct stat *st);

/* How a file that is to be written compares with what is there. */
enum io_state {
	IO_SAME,    /* there, with these bytes */
	IO_DIFFERS, /* there, with other bytes, or not there */
	IO_ESCAPES, /* the path goes through a symbolic link, or is one: it might lead outside */
	IO_BLOCKED, /* a folder stands where the file belongs, or a file where a folder does */
	IO_FAILED,  /* the machine: errno says why */
};

/* One file to write. The path is relative to the root, with neither empty, '.' nor '..' parts. */
struct io_file {
	const char *path;
	const char *text;
	size_t len;
	enum io_state state; /* as io_compare found it */
	char *temporary;     /* while io_replace runs */
};

/* Compare each file with what is there below the folder root_fd and note its state. */
void io_compare(int root_fd, struct io_file *files, size_t n);

/*
 * Write those of the n files whose state is IO_DIFFERS: all new bytes first, under temporary names beside the old
 * files, then all renames. Missing folders are made. On failure nothing was renamed unless a rename itself failed,
 * temporaries are gone, errno is set, *ret_failed is the path it happened at, and false comes back.
 */
bool io_replace(int root_fd, struct io_file *files, size_t n, const char **ret_failed);

#endif
