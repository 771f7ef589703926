#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"

static bool
read_all(int fd, struct buf *out)
{
	struct stat st;

	if (!fstat(fd, &st) && st.st_size > 0)
		buf_reserve(out, (size_t)st.st_size + 1);
	for (;;) {
		char *to = buf_reserve(out, 64 * 1024);
		ssize_t n = read(fd, to, out->cap - out->len - 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		to[n] = '\0';
		out->len += (size_t)n;
		if (n == 0)
			return true;
	}
}

bool
io_read(const char *path, struct buf *ret_text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	bool ok = read_all(fd, ret_text);
	int err = errno;

	close(fd);
	errno = err;
	return ok;
}

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

static enum io_state
compare(int root_fd, const struct io_file *f, struct buf *old)
{
	const char *name;
	struct stat st;
	int dir = open_parent(root_fd, f->path, false, &name);

	if (dir < 0)
		return errno == ENOENT     ? IO_DIFFERS
			: errno == ELOOP   ? IO_ESCAPES
			: errno == ENOTDIR ? IO_BLOCKED
					   : IO_FAILED;
	enum io_state state = IO_FAILED;
	int fd = -1;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		state = errno == ENOENT ? IO_DIFFERS : IO_FAILED;
	else if (S_ISLNK(st.st_mode))
		state = IO_ESCAPES;
	else if (!S_ISREG(st.st_mode))
		state = IO_BLOCKED;
	else if ((size_t)st.st_size != f->len)
		state = IO_DIFFERS;
	else if ((fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) >= 0) {
		buf_reset(old);
		if (read_all(fd, old))
			state = old->len == f->len && (!f->len || !memcmp(old->s, f->text, f->len)) ? IO_SAME
												    : IO_DIFFERS;
		close(fd);
	}
	close(dir);
	return state;
}

void
io_compare(int root_fd, struct io_file *files, size_t n)
{
	struct buf old = { 0 };

	for (size_t i = 0; i < n; i++)
		files[i].state = compare(root_fd, &files[i], &old);
	buf_release(&old);
}

bool
io_write(int fd, const char *s, size_t len)
{
	while (len) {
		ssize_t n = write(fd, s, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		s += n;
		len -= (size_t)n;
	}
	return true;
}

/* Write the new bytes beside the old file. The mode is that of a new file under the caller's umask. */
static bool
write_temporary(int root_fd, struct io_file *f)
{
	const char *name;
	int dir = open_parent(root_fd, f->path, true, &name);

	if (dir < 0)
		return false;
	size_t size = strlen(name) + 32;
	char *temporary = malloc(size);

	if (!temporary)
		die("out of memory");
	snprintf(temporary, size, ".%s.%ld.tmp", name, (long)getpid());
	int fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	bool ok = fd >= 0 && io_write(fd, f->text, f->len);
	int err = errno;

	/* close() is where some file systems tell of a full disk */
	if (fd >= 0 && close(fd) && ok) {
		ok = false;
		err = errno;
	}
	if (!ok && fd >= 0)
		unlinkat(dir, temporary, 0);
	if (ok)
		f->temporary = temporary;
	else
		free(temporary);
	close(dir);
	errno = err;
	return ok;
}

/* Rename the temporary over the file, or remove it. */
static bool
settle(int root_fd, struct io_file *f, bool keep)
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
io_replace(int root_fd, struct io_file *files, size_t n, const char **ret_failed)
{
	bool ok = true;
	int err = 0;

	for (size_t i = 0; ok && i < n; i++)
		if (files[i].state == IO_DIFFERS && !write_temporary(root_fd, &files[i])) {
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

long long
io_modified(const struct stat *st)
{
#if defined(__APPLE__) && (!defined(_POSIX_C_SOURCE) || defined(_DARWIN_C_SOURCE))
	return (long long)st->st_mtimespec.tv_sec * 1000000 + st->st_mtimespec.tv_nsec / 1000;
#elif defined(__APPLE__)
	return (long long)st->st_mtime * 1000000 + st->st_mtimensec / 1000;
#else
	return (long long)st->st_mtim.tv_sec * 1000000 + st->st_mtim.tv_nsec / 1000;
#endif
}
