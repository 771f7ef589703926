#include "unit/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/file.h"

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

bool
folders_read(const char *folder, const char *name, size_t max, struct buf *ret_text)
{
	struct buf path = { 0 };
	struct stat st;

	buf_printf(&path, "%s/%s", folder, name);
	/* Nobody waits for who writes into a FIFO. */
	int fd = open(buf_text(&path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	buf_release(&path);
	if (fd < 0)
		return false;
	bool ok = !fstat(fd, &st) && S_ISREG(st.st_mode) && (unsigned long long)st.st_size <= max &&
		file_read_fd(fd, ret_text);

	close(fd);
	return ok;
}

static bool
is_unit(const char *folder)
{
	static const char *const files[] = { "verdict", "log", "start" };

	for (size_t i = 0; i < countof(files); i++)
		if (folders_has(folder, files[i]))
			return true;
	return false;
}

struct search {
	struct arena *a;
	void (*found)(void *ctx, const char *path, const char *unit);
	void *ctx;
	size_t count;
};

/* Look through one folder, and if `deeper` through those in it that are no unit's. */
static bool
look_through(struct search *s, const char *dir, bool deeper)
{
	const char **names;
	size_t count;

	if (!file_list(s->a, dir, &names, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *path = arena_printf(s->a, "%s/%s", dir, names[i]);
		struct stat st;

		if (lstat(path, &st) || !S_ISDIR(st.st_mode))
			continue;
		if (is_unit(path)) {
			s->count++;
			s->found(s->ctx, path, names[i]);
		} else if (deeper) {
			look_through(s, path, false); /* what cannot be read is not there */
		}
	}
	return true;
}

bool
folders_find(struct arena *a, const char *dir, void (*found)(void *ctx, const char *path, const char *unit), void *ctx,
	size_t *ret_count)
{
	struct search s = { .a = a, .found = found, .ctx = ctx };
	bool ok = look_through(&s, dir, true);

	*ret_count = s.count;
	return ok;
}
