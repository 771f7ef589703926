#include "base/fileset.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

/*
 * Open the folder that holds the last part of path, one part at a time so that no part may be a link. What comes back
 * is its descriptor, and the last part in *ret_name; or -1 with errno (ELOOP and ENOTDIR for a link).
 */
static int
open_parent(int root_fd, const char *path, bool make, const char **ret_name)
{
	int fd = dup(root_fd);
	const char *slash;

	for (; fd >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		char part[256];
		size_t len = (size_t)(slash - path);

		if (len >= sizeof(part)) {
			close(fd);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(part, path, len);
		part[len] = '\0';
		if (make && mkdirat(fd, part, 0777) && errno != EEXIST) {
			int err = errno;

			close(fd);
			errno = err;
			return -1;
		}
		int next = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		int err = errno;
		struct stat st;

		/* Linux says ENOTDIR for a link here, macOS ELOOP: make it one. */
		if (next < 0 && !fstatat(fd, part, &st, AT_SYMLINK_NOFOLLOW) && S_ISLNK(st.st_mode))
			err = ELOOP;
		close(fd);
		errno = err;
		fd = next;
	}
	*ret_name = path;
	return fd;
}

bool
fileset_read(int root_fd, const char *path, size_t max, struct buf *ret_text)
{
	const char *name;
	int dir = open_parent(root_fd, path, false, &name), fd = -1;

	if (dir >= 0)
		fd = file_regular_only(openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
	bool ok = fd >= 0 && file_read_fd_most(fd, max ? max : SIZE_MAX, ret_text);
	int err = errno;

	if (dir >= 0)
		close(dir);
	if (fd >= 0)
		close(fd);
	errno = err;
	return ok;
}

/* Remove the last part of path, a file or, with AT_REMOVEDIR, an empty folder. */
static bool
remove_last(int root_fd, const char *path, int flags)
{
	const char *name;
	int dir = open_parent(root_fd, path, false, &name);
	bool ok = dir >= 0 && !unlinkat(dir, name, flags);
	int err = errno;

	if (dir >= 0)
		close(dir);
	errno = err;
	return ok;
}

bool
fileset_remove(int root_fd, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!remove_last(root_fd, path, 0))
		return false;
	if (slash) {
		struct buf folder = { 0 };

		buf_add(&folder, path, (size_t)(slash - path));
		remove_last(root_fd, buf_text(&folder), AT_REMOVEDIR); /* it stays if there is anything in it */
		buf_release(&folder);
	}
	return true;
}

bool
fileset_list(int root_fd, const char *folder, struct arena *a, const char ***ret_names, size_t *ret_count)
{
	const char *rest;
	int dir = open_parent(root_fd, folder, false, &rest); /* the folder itself, since nothing follows its slash */

	if (dir >= 0 && *folder == '\0') { /* not the descriptor of the root, whose place in it is shared */
		int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		close(dir);
		dir = again;
	}
	return dir >= 0 && file_list_fd(a, dir, folder, ret_names, ret_count);
}

static enum fileset_state
compare(int root_fd, const struct fileset_file *f, struct buf *old)
{
	const char *name;
	struct stat st;
	int dir = open_parent(root_fd, f->path, false, &name);

	if (dir < 0)
		return errno == ENOENT     ? FILESET_DIFFERS
			: errno == ELOOP   ? FILESET_ESCAPES
			: errno == ENOTDIR ? FILESET_BLOCKED
					   : FILESET_FAILED;
	enum fileset_state state = FILESET_FAILED;
	int fd = -1;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		state = errno == ENOENT ? FILESET_DIFFERS : FILESET_FAILED;
	else if (S_ISLNK(st.st_mode))
		state = FILESET_ESCAPES;
	else if (!S_ISREG(st.st_mode))
		state = FILESET_BLOCKED;
	else if ((size_t)st.st_size != f->len)
		state = FILESET_DIFFERS;
	else if ((fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) >= 0) {
		buf_reset(old);
		if (file_read_fd(fd, old))
			state = old->len == f->len && (!f->len || !memcmp(old->s, f->text, f->len)) ? FILESET_SAME
												    : FILESET_DIFFERS;
		close(fd);
	}
	close(dir);
	return state;
}

void
fileset_compare(int root_fd, struct fileset_file *files, size_t n)
{
	struct buf old = { 0 };

	for (size_t i = 0; i < n; i++) {
		files[i].state = compare(root_fd, &files[i], &old);
		files[i].err = files[i].state == FILESET_FAILED ? errno : 0;
	}
	buf_release(&old);
}

/* Write the new bytes beside the old file. */
static bool
write_temporary(int root_fd, struct fileset_file *f)
{
	const char *name;
	int dir = open_parent(root_fd, f->path, true, &name);

	if (dir < 0)
		return false;
	struct buf temporary = { 0 };

	buf_printf(&temporary, ".%s.%ld.tmp", name, (long)getpid());
	bool ok = file_create_at(dir, temporary.s, f->text, f->len);
	int err = errno;

	if (ok)
		f->temporary = temporary.s; /* settle() frees it */
	else
		buf_release(&temporary);
	close(dir);
	errno = err;
	return ok;
}

/* Rename the temporary over the file, or remove it. */
static bool
settle(int root_fd, struct fileset_file *f, bool keep)
{
	const char *name;
	int dir = open_parent(root_fd, f->path, false, &name);
	bool ok = dir >= 0;

	if (ok && keep)
		ok = !renameat(dir, f->temporary, dir, name);
	if (dir >= 0 && (!keep || !ok)) {
		int err = errno;

		unlinkat(dir, f->temporary, 0);
		errno = err;
	}
	int err = errno;

	if (dir >= 0)
		close(dir);
	free(f->temporary);
	f->temporary = NULL;
	errno = err;
	return ok;
}

bool
fileset_replace(int root_fd, struct fileset_file *files, size_t n, const char **ret_failed)
{
	bool ok = true;
	int err = 0;

	for (size_t i = 0; ok && i < n; i++)
		if (files[i].state == FILESET_DIFFERS && !write_temporary(root_fd, &files[i])) {
			ok = false;
			err = errno;
			*ret_failed = files[i].path;
		}
	for (size_t i = 0; i < n; i++) {
		if (!files[i].temporary)
			continue;
		if (!settle(root_fd, &files[i], ok) && ok) {
			ok = false;
			err = errno;
			*ret_failed = files[i].path;
		}
	}
	errno = err;
	return ok;
}
