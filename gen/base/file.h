/*
 * Files and folders: read one whole, replace one whole, make a folder with those above it, remove a folder with all in
 * it. What replaces a file is written beside it and renamed, so that a reader, a kill or a full disk finds the old file
 * or the new one, never a part.
 */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct buf;
struct stat;

/* Append the whole file to ret_text. False, with errno set, if that cannot be done. */
bool file_read(const char *path, struct buf *ret_text);

/* The same of a file that is open. */
bool file_read_fd(int fd, struct buf *ret_text);

/* The same, but at most so many bytes from where it stands. */
bool file_read_fd_most(int fd, size_t max, struct buf *ret_text);

/*
 * Open a file of somebody else's, to read: a program may have left anything in its place. Nobody waits for who writes into a
 * FIFO, and unless `follow`, a link is not followed. Below 0, with errno set (EINVAL: it is no regular file), if it cannot be
 * read.
 */
int file_open_foreign(const char *path, bool follow);

/* The descriptor, if it is of a regular file; or else it is closed, and below 0 comes back, with errno set: to EINVAL if it is of
 * something else. One below 0 comes back as it is. */
int file_regular_only(int fd);

/* Append the last `max` bytes of the file, or all if it is shorter; it is opened as by file_open_foreign. Nothing if it is not
 * there; and if it cannot be read, a line that says so. */
void file_read_end(const char *path, bool follow, size_t max, struct buf *out);

/* The names in a folder, but not those that begin with a dot, sorted, in the arena. False, with errno set, if it cannot be
 * opened; dies if it cannot be read. */
bool file_list(struct arena *a, const char *dir, const char ***ret_names, size_t *ret_count);

/* The same with those that begin with a dot, except "." and "..". */
bool file_list_all(struct arena *a, const char *dir, const char ***ret_names, size_t *ret_count);

/* The same of a folder that is open, which is closed by that; `shown` is its path, for a message. */
bool file_list_fd(struct arena *a, int fd, const char *shown, const char ***ret_names, size_t *ret_count);

/* Is the path, which lies below the folder dir, a link to something that does not, or to nothing? dir itself may be a link. */
bool file_leads_out(const char *dir, const char *path);

/* Write all of it, whatever interrupts. False, with errno set, if that cannot be done. */
bool file_write(int fd, const char *s, size_t len);

/* When a file was modified: microseconds since 1970, as far as the system tells. */
long long file_modified(const struct stat *st);

/* The same in nanoseconds, and when anything about the file changed, which nobody can set back. */
long long file_modified_ns(const struct stat *st);
long long file_changed_ns(const struct stat *st);

/*
 * Make the file `name` in the folder dir_fd with these bytes, in the place of a file or link of that name; its mode is that of
 * a new file under the umask. False, with errno set, if that cannot be done; then there is none.
 */
bool file_create_at(int dir_fd, const char *name, const char *s, size_t len);

/*
 * Replace the file that a user named, or make it. A link stays, and the file that it leads to is replaced. A device or FIFO
 * is written to, and so is a descriptor, such as /dev/stdout. False, with errno set, if that cannot be done; then the old file
 * is there still.
 */
bool file_replace(const char *path, const char *s, size_t len);

/* The same in a folder where others leave what they like: whatever stands there, other than a folder, is replaced. */
bool file_put(const char *path, const char *s, size_t len);

/* A file that is written piece by piece and then put in the place of another one. */
struct file_draft {
	FILE *out;
	char *path, *temporary; /* owned; NULL if a device or FIFO is written to, which has all at once */
};

/* Begin to write what is to replace the file. False, with errno set, if that cannot be done. */
bool file_draft_open(struct file_draft *ret_draft, const char *path);

/* The same for what file_put is for. */
bool file_draft_open_put(struct file_draft *ret_draft, const char *path);

/* Put it in the place of the file. False, with errno set, if not all could be written or renamed; then it is dropped. */
bool file_draft_keep(struct file_draft *d);

/* Forget it. What a device or FIFO was given cannot be taken back. */
void file_draft_drop(struct file_draft *d);

/* Make the folder and those above it, as `mkdir -p`. False, with errno set, if it is not there then. */
bool file_mkdirs(const char *path);

/* Make the folders above what the path names. */
bool file_mkdirs_above(const char *path);

/* Where temporary files are: $TMPDIR, or /tmp. */
const char *file_temporary(void);

/*
 * Make a new folder there, and append its path. False, with errno set, if that cannot be done. The path is FILE_SCRATCH characters
 * longer than $TMPDIR at most: that of a Unix socket may have 104 characters, of which macOS gives $TMPDIR 49.
 */
enum { FILE_SCRATCH = 9 };
bool file_make_scratch(struct buf *out);

/* Remove what the path names, a folder with all in it; no link is followed. True if it is gone, or was not there; else
 * errno is set. */
bool file_remove_all(const char *path);

#endif
