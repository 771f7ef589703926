#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/text.h"
#include "base/buf.h"
#include "base/print.h"

enum { MOST_LINKS = 40 };

/* --- whole files ------------------------------------------------------------------------------ */

bool
file_read_fd_most(int fd, size_t max, struct buf *ret_text)
{
	struct stat st;

	if (!fstat(fd, &st) && st.st_size > 0)
		buf_reserve(ret_text, ((size_t)st.st_size < max ? (size_t)st.st_size : max) + 1);
	while (max) {
		char *to = buf_reserve(ret_text, 64 * 1024);
		size_t room = ret_text->cap - ret_text->len - 1;
		ssize_t n = read(fd, to, room < max ? room : max);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		to[n] = '\0';
		ret_text->len += (size_t)n;
		max -= (size_t)n;
		if (n == 0)
			break;
	}
	return true;
}

bool
file_read_fd(int fd, struct buf *ret_text)
{
	return file_read_fd_most(fd, SIZE_MAX, ret_text);
}

int
file_regular_only(int fd)
{
	struct stat st;

	if (fd < 0)
		return fd;
	int err = fstat(fd, &st) ? errno : S_ISREG(st.st_mode) ? 0 : EINVAL;

	if (!err)
		return fd;
	close(fd);
	errno = err;
	return -1;
}

int
file_open_foreign(const char *path, bool follow)
{
	return file_regular_only(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW)));
}

bool
file_read(const char *path, struct buf *ret_text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	bool ok = file_read_fd(fd, ret_text);
	int err = errno;

	close(fd);
	errno = err;
	return ok;
}

/* Why a file cannot be read that is there. */
static const char *
why_unread(int err, bool follow)
{
	return err == ELOOP && !follow ? "it is a link" : err == EINVAL ? "it is no regular file" : strerror(err);
}

void
file_read_end(const char *path, bool follow, size_t max, struct buf *out)
{
	int fd = file_open_foreign(path, follow);
	FILE *in = fd < 0 ? NULL : fdopen(fd, "rb");
	size_t n = 0;

	if (in) {
		if (fseeko(in, -(off_t)max, SEEK_END))
			rewind(in); /* it is shorter */
		char *to = buf_reserve(out, max + 1);

		errno = 0;
		n = fread(to, 1, max, in);
		to[n] = '\0';
		out->len += n;
	}
	if (in ? ferror(in) : errno != ENOENT)
		buf_printf(out, "%snightshift: '%s' cannot be read: %s\n", n ? "\n" : "", path,
			why_unread(errno, follow));
	if (in)
		fclose(in);
	else if (fd >= 0)
		close(fd);
}

/* Read the names of a folder that is open, and close it; `shown` is its path, for a message. */
static void
list(struct arena *a, DIR *stream, const char *shown, bool hidden, const char ***ret_names, size_t *ret_count)
{
	const char **names = NULL;
	struct dirent *entry;
	size_t n = 0;

	for (errno = 0; (entry = readdir(stream)); errno = 0) {
		const char *name = entry->d_name;

		if (*name == '.' && (!hidden || !name[1] || !strcmp(name, "..")))
			continue;
		names = arena_grow(a, names, n, sizeof(*names));
		names[n++] = arena_strdup(a, name);
	}
	if (errno)
		die("cannot read the folder '%s':", shown);
	closedir(stream);
	if (n > 1)
		qsort(names, n, sizeof(*names), text_order);
	*ret_names = names;
	*ret_count = n;
}

static bool
list_path(struct arena *a, const char *dir, bool hidden, const char ***ret_names, size_t *ret_count)
{
	DIR *stream = opendir(dir);

	if (stream)
		list(a, stream, dir, hidden, ret_names, ret_count);
	return stream;
}

bool
file_list_fd(struct arena *a, int fd, const char *shown, const char ***ret_names, size_t *ret_count)
{
	DIR *stream = fdopendir(fd);

	if (stream)
		list(a, stream, shown, true, ret_names, ret_count);
	else
		close(fd);
	return stream;
}

bool
file_list(struct arena *a, const char *dir, const char ***ret_names, size_t *ret_count)
{
	return list_path(a, dir, false, ret_names, ret_count);
}

bool
file_list_all(struct arena *a, const char *dir, const char ***ret_names, size_t *ret_count)
{
	return list_path(a, dir, true, ret_names, ret_count);
}

bool
file_write(int fd, const char *s, size_t len)
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

/* The name that the system has for a time of a file: that of its content, or that of anything about it. */
#if defined(__APPLE__)
#define TIME_OF(st, which) ((st)->st_##which##timespec)
#else
#define TIME_OF(st, which) ((st)->st_##which##tim)
#endif

static long long
nanoseconds(struct timespec t)
{
	return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

long long
file_modified_ns(const struct stat *st)
{
	return nanoseconds(TIME_OF(st, m));
}

long long
file_changed_ns(const struct stat *st)
{
	return nanoseconds(TIME_OF(st, c));
}

long long
file_modified(const struct stat *st)
{
	return file_modified_ns(st) / 1000;
}

/* --- replacing --------------------------------------------------------------------------------- */

/* Open a new file of that name, in the place of what stands there; it is not written to. */
static int
create(int dir_fd, const char *name)
{
	unlinkat(dir_fd, name, 0);
	return openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

bool
file_create_at(int dir_fd, const char *name, const char *s, size_t len)
{
	int fd = create(dir_fd, name);
	bool ok = fd >= 0 && file_write(fd, s, len);
	int err = errno;

	/* close() is where some file systems tell of a full disk */
	if (fd >= 0 && close(fd) && ok) {
		ok = false;
		err = errno;
	}
	if (!ok && fd >= 0)
		unlinkat(dir_fd, name, 0);
	errno = err;
	return ok;
}

/* A name beside the path that no other process takes. */
static void
add_temporary(struct buf *out, const char *path)
{
	buf_printf(out, "%s.%ld.tmp", path, (long)getpid());
}

/* Rename the temporary file over the other one; if that fails, remove it. */
static bool
settle(const char *temporary, const char *path)
{
	if (!rename(temporary, path))
		return true;
	int err = errno;

	unlink(temporary);
	errno = err;
	return false;
}

/* The descriptor of this process that the path names, as /dev/stdout does; or -1. Opened by its name, it would be a file of its
 * own, which begins at the top again. */
static int
descriptor_named(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	long n;

	if (!strcmp(path, "/dev/stdout"))
		return STDOUT_FILENO;
	if (!strcmp(path, "/dev/stderr"))
		return STDERR_FILENO;
	for (size_t i = 0; i < countof(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])) &&
			text_is_number(path + strlen(folders[i]), 0, INT_MAX, &n))
			return (int)n;
	return -1;
}

/* Follow a link one step: put the path that it leads to in the place of its own. False, with errno set, if it is no link. */
static bool
follow(struct buf *path)
{
	char to[4096];
	ssize_t n = readlink(buf_text(path), to, sizeof(to));
	const char *slash = strrchr(buf_text(path), '/');
	size_t folder = slash && n > 0 && *to != '/' ? (size_t)(slash + 1 - path->s) : 0;

	if (n < 0 || n == sizeof(to)) {
		errno = n < 0 ? errno : ENAMETOOLONG;
		return false;
	}
	struct buf next = { 0 };

	buf_add(&next, path->s, folder);
	buf_add(&next, to, (size_t)n);
	buf_release(path);
	*path = next;
	return true;
}

/*
 * Where does it go that is written to the path? What stands there and is no file, such as a device or a FIFO, is written
 * to and never replaced: *ret_fd is then open for that. Otherwise *ret_fd is -1 and ret_file is the file to replace, where links
 * lead to; they stay. False, with errno set, if it goes nowhere.
 */
static bool
find_place(const char *path, struct buf *ret_file, int *ret_fd)
{
	struct stat st;
	int n, links = 0;

	*ret_fd = -1;
	buf_adds(ret_file, path);
	while ((n = descriptor_named(buf_text(ret_file))) < 0 && follow(ret_file))
		if (++links == MOST_LINKS) {
			errno = ELOOP;
			return false;
		}
	if (n >= 0) {
		print_flush(); /* what was printed comes first */
		*ret_fd = fcntl(n, F_DUPFD_CLOEXEC, 3);
		return *ret_fd >= 0;
	}
	if (stat(buf_text(ret_file), &st) || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
		return true;
	*ret_fd = open(buf_text(ret_file), O_WRONLY | O_NOCTTY | O_CLOEXEC);
	return *ret_fd >= 0;
}

/* Write all into it and close it. */
static bool
write_and_close(int fd, const char *s, size_t len)
{
	bool ok = file_write(fd, s, len);
	int err = errno;

	if (close(fd) && ok)
		return false;
	errno = err;
	return ok;
}

bool
file_put(const char *path, const char *s, size_t len)
{
	struct buf temporary = { 0 };

	add_temporary(&temporary, path);
	bool ok = file_create_at(AT_FDCWD, temporary.s, s, len) && settle(temporary.s, path);
	int err = errno;

	buf_release(&temporary);
	errno = err;
	return ok;
}

bool
file_replace(const char *path, const char *s, size_t len)
{
	struct buf file = { 0 };
	int fd;
	bool ok = find_place(path, &file, &fd) &&
		(fd >= 0 ? write_and_close(fd, s, len) : file_put(buf_text(&file), s, len));
	int err = errno;

	buf_release(&file);
	errno = err;
	return ok;
}

/* The temporary files of the drafts that are open: a process that dies leaves none. */
static struct {
	char **paths;
	size_t count;
	pid_t owner;
} drafts;

static void
remove_drafts(void)
{
	for (size_t i = 0; drafts.owner == getpid() && i < drafts.count; i++)
		unlink(drafts.paths[i]);
}

static void
remember_draft(char *temporary)
{
	if (drafts.owner != getpid()) { /* those of who forked are not ours */
		if (!drafts.owner)
			atexit(remove_drafts);
		drafts.owner = getpid();
		drafts.count = 0;
	}
	char **grown = realloc(drafts.paths, (drafts.count + 1) * sizeof(*grown));

	if (!grown)
		die("out of memory");
	drafts.paths = grown;
	drafts.paths[drafts.count++] = temporary;
}

static void
forget_draft(const char *temporary)
{
	for (size_t i = 0; i < drafts.count; i++)
		if (drafts.paths[i] == temporary)
			drafts.paths[i] = drafts.paths[--drafts.count];
}

bool
file_draft_open_put(struct file_draft *ret_draft, const char *path)
{
	struct buf temporary = { 0 }, copy = { 0 };

	add_temporary(&temporary, path);
	buf_adds(&copy, path);
	int fd = create(AT_FDCWD, temporary.s);

	*ret_draft = (struct file_draft){ fd < 0 ? NULL : fdopen(fd, "wb"), copy.s, temporary.s };
	if (ret_draft->out) {
		remember_draft(temporary.s);
		return true;
	}
	int err = errno;

	if (fd >= 0) {
		close(fd);
		unlink(temporary.s);
	}

	buf_release(&temporary);
	buf_release(&copy);
	errno = err;
	return false;
}

bool
file_draft_open(struct file_draft *ret_draft, const char *path)
{
	struct buf file = { 0 };
	int fd;
	bool ok = find_place(path, &file, &fd);

	if (ok && fd < 0) {
		ok = file_draft_open_put(ret_draft, buf_text(&file));
	} else if (ok) {
		*ret_draft = (struct file_draft){ .out = fdopen(fd, "wb") };
		ok = ret_draft->out;
	}
	int err = errno;

	buf_release(&file);
	errno = err;
	return ok;
}

/* Close the draft, and put it in its place if it is wanted and whole. */
static bool
end_draft(struct file_draft *d, bool keep)
{
	bool ok = !ferror(d->out);

	ok &= !fclose(d->out);
	if (!d->temporary) {
		return ok;
	} else if (ok && keep) {
		ok = settle(d->temporary, d->path);
	} else {
		int err = errno;

		unlink(d->temporary);
		errno = err;
	}
	int err = errno;

	forget_draft(d->temporary);
	free(d->temporary);
	free(d->path);
	errno = err;
	return ok;
}

bool
file_draft_keep(struct file_draft *d)
{
	return end_draft(d, true);
}

void
file_draft_drop(struct file_draft *d)
{
	end_draft(d, false);
}

/* --- folders ----------------------------------------------------------------------------------- */

/* Make one folder, unless it is there. */
static bool
make_folder(const char *path)
{
	struct stat st;

	if (!mkdir(path, 0777))
		return true;
	if (errno != EEXIST || stat(path, &st) || S_ISDIR(st.st_mode))
		return errno == EEXIST;
	errno = ENOTDIR;
	return false;
}

bool
file_mkdirs_above(const char *path)
{
	struct buf part = { 0 };
	bool ok = true;

	for (const char *slash = path; ok && (slash = strchr(slash + 1, '/'));) {
		buf_reset(&part);
		buf_add(&part, path, (size_t)(slash - path));
		ok = make_folder(part.s);
	}
	int err = errno;

	buf_release(&part);
	errno = err;
	return ok;
}

bool
file_mkdirs(const char *path)
{
	return make_folder(path) || (errno == ENOENT && file_mkdirs_above(path) && make_folder(path));
}

const char *
file_temporary(void)
{
	const char *in = getenv("TMPDIR");

	return in && *in ? in : "/tmp";
}

bool
file_make_scratch(struct buf *out)
{
	const char *in = file_temporary();
	size_t len = strlen(in);

	while (len && in[len - 1] == '/')
		len--;
	buf_add(out, in, len);
	buf_adds(out, "/nsXXXXXX"); /* FILE_SCRATCH characters */
	return mkdtemp(out->s);
}

/* A folder that is removed. Each folder in it costs a descriptor while it is emptied, so that one which lies deep is lifted to the
 * top instead, and removed from there. */
struct removal {
	int top;         /* open, while it is emptied */
	unsigned lifted; /* how many were lifted, */
	size_t removed;  /* and how many files and folders removed */
};

enum {
	DEEP = 32,
	PASSES = 100, /* through a folder which is not empty then: somebody goes on to fill it */
};

/* Is what was to be removed gone? */
static bool
is_gone(struct removal *r, int failed)
{
	r->removed += !failed;
	return !failed || errno == ENOENT;
}

static bool remove_at(struct removal *r, int parent, const char *name, int depth);

/* Move a folder to the top, under a name that nothing has there. */
static bool
lift(struct removal *r, int parent, const char *name)
{
	char lifted[32];

	do {
		snprintf(lifted, sizeof(lifted), "lifted-%u", r->lifted++);
		if (!renameat(parent, name, r->top, lifted))
			return true;
	} while (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR);
	return false;
}

/* Remove what is in a folder; or lift it, if it lies deep, or there are no descriptors left. */
static bool
empty(struct removal *r, int parent, const char *name, int depth)
{
	bool deep = depth == DEEP;
	int fd = deep ? -1 : openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct dirent *entry;

	if (deep || (fd < 0 && depth > 1 && (errno == EMFILE || errno == ENFILE)))
		return lift(r, parent, name);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	bool ok = dir;

	if (!dir && fd >= 0)
		close(fd);
	if (depth == 0)
		r->top = fd;
	while (ok && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			ok = remove_at(r, fd, entry->d_name, depth + 1);
	int err = errno;

	if (dir)
		closedir(dir);
	errno = err;
	return ok;
}

/* Remove a file, or a folder with all in it; or lift it. */
static bool
remove_at(struct removal *r, int parent, const char *name, int depth)
{
	if (is_gone(r, unlinkat(parent, name, AT_REMOVEDIR)))
		return true;
	if (errno == ENOTDIR)
		return is_gone(r, unlinkat(parent, name, 0));
	if (errno != ENOTEMPTY && errno != EEXIST)
		return false;
	/* Some file systems skip names while a folder changes that is read (HFS+, some in FUSE), and what was lifted to the top is
	 * still there: so it is read again until nothing more is found in it. */
	for (int pass = 0; pass < PASSES;) {
		size_t removed = r->removed;
		unsigned lifted = r->lifted;

		/* One that nobody may read or write cannot be emptied; a test may have made it so. */
		if (!empty(r, parent, name, depth) &&
			((errno != EACCES && errno != EPERM) || fchmodat(parent, name, 0700, 0) ||
				!empty(r, parent, name, depth)))
			return false;
		if (is_gone(r, unlinkat(parent, name, AT_REMOVEDIR)))
			return true;
		if (r->removed == removed && r->lifted == lifted)
			break;
		pass += r->lifted == lifted;
	}
	return false;
}

bool
file_remove_all(const char *path)
{
	struct removal r = { .top = -1 };

	return remove_at(&r, AT_FDCWD, path, 0);
}

bool
file_leads_out(const char *dir, const char *path)
{
	struct stat st;

	if (lstat(path, &st) || !S_ISLNK(st.st_mode))
		return false;
	char *real = realpath(path, NULL), *top = realpath(dir, NULL);
	size_t len = top ? strlen(top) : 0;
	bool below = real && top && !strncmp(real, top, len) && (real[len] == '/' || len == 1);

	free(real);
	free(top);
	return !below;
}
