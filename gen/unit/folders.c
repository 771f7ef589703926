#include "unit/folders.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"

/* --- files ------------------------------------------------------------------------------------ */

bool
folders_has(const char *folder, const char *name)
{
	struct buf path = { 0 };
	struct stat st;

	buf_printf(&path, "%s/%s", folder, name);
	bool has = !lstat(buf_text(&path), &st) && S_ISREG(st.st_mode);

	buf_release(&path);
	return has;
}

static bool
read_open(int fd, size_t max, struct buf *ret_text)
{
	struct stat st;

	if (fstat(fd, &st))
		return false;
	errno = EFBIG;
	return (unsigned long long)st.st_size <= max && file_read_fd(fd, ret_text);
}

bool
folders_read(const char *folder, const char *name, size_t max, struct buf *ret_text)
{
	struct buf path = { 0 };

	buf_printf(&path, "%s/%s", folder, name);
	int fd = file_open_foreign(buf_text(&path), false);
	bool ok = fd >= 0 && read_open(fd, max, ret_text);
	int err = errno;

	buf_release(&path);
	if (fd >= 0)
		close(fd);
	else if (!folders_has(folder, name))
		err = ENOENT; /* it is no plain one: systems differ in what they say of a link */
	errno = err;
	return ok;
}

/* --- folders ---------------------------------------------------------------------------------- */

struct search {
	struct arena *a;
	struct diag *d;
	const char *dir;
	void (*found)(void *ctx, const char *path, const char *unit);
	void *ctx;
	size_t count;
	bool is_too_deep; /* that was reported */
};

/* A folder on the way. */
struct place {
	const char *path, *name;
	int depth; /* 0: the folder of results itself */
};

static void
cannot_be_read(const struct search *s, const char *path)
{
	diag_error(s->d, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
}

/* List the folders in a folder, and say whether it is a unit's. */
static bool
list(struct search *s, const struct place *p, const char ***ret_folders, size_t *ret_count)
{
	static const char *const files[] = { "verdict", "log", "start", NULL };
	const char **names;
	size_t count;
	bool is_unit = false;

	*ret_count = 0;
	if (!file_list_all(s->a, p->path, &names, &count)) {
		cannot_be_read(s, p->path);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const char *path = arena_printf(s->a, "%s/%s", p->path, names[i]);
		struct stat st;

		if (!lstat(path, &st)) {
			is_unit = is_unit || (S_ISREG(st.st_mode) && text_index_of(files, names[i]) >= 0);
			if (S_ISDIR(st.st_mode))
				names[(*ret_count)++] = names[i];
		} else if (errno != ENOENT) { /* or it has gone meanwhile */
			cannot_be_read(s, path);
		}
	}
	*ret_folders = names;
	return is_unit;
}

/* Look through a folder, and through all that are in it. */
static void
look_through(struct search *s, const struct place *p)
{
	const char **folders;
	size_t count;

	if (p->depth > FOLDERS_DEPTH_MAX) {
		if (!s->is_too_deep)
			diag_error(s->d, (struct loc){ p->path, 0, 0 },
				"lies more than %d folders deep in '%s', where nobody looks for verdicts: name a folder that is nearer to the results",
				FOLDERS_DEPTH_MAX, s->dir);
		s->is_too_deep = true;
		return;
	}
	if (list(s, p, &folders, &count) && p->depth) {
		s->count++;
		s->found(s->ctx, p->path, p->name);
	}
	for (size_t i = 0; i < count && !s->is_too_deep; i++)
		look_through(s,
			&(struct place){ arena_printf(s->a, "%s/%s", p->path, folders[i]), folders[i], p->depth + 1 });
}

bool
folders_find(struct arena *a, struct diag *d, const char *dir,
	void (*found)(void *ctx, const char *path, const char *unit), void *ctx, size_t *ret_count)
{
	struct search s = { .a = a, .d = d, .dir = dir, .found = found, .ctx = ctx };
	int errors = d->errors;

	look_through(&s, &(struct place){ .path = dir });
	*ret_count = s.count;
	return d->errors == errors;
}
