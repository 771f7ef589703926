#include "unit/unitdir.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "unit/verdict.h"

/* Make the folder and those above it. False if that cannot be done; errno is EEXIST if it is there already. */
static bool
make_path(const char *path)
{
	return !mkdir(path, 0777) || (errno == ENOENT && file_mkdirs_above(path) && !mkdir(path, 0777));
}

/* Does the name belong to what an earlier run left, and a new one does not overwrite? The log is emptied when it is
 * opened. */
static bool
is_old(const char *name)
{
	static const char *const old[] = { "start", "cases", "report.xml", "junit.xml", NULL };

	return !strncmp(name, "verdict", 7) || !strncmp(name, "attempt-", 8) || text_index_of(old, name) >= 0;
}

static bool
clear(const char *folder)
{
	struct arena a = { 0 };
	const char **names; /* read before anything is removed: some file systems skip names else */
	size_t n = 0;
	bool ok = file_list_all(&a, folder, &names, &n);

	for (size_t i = 0; ok && i < n; i++) {
		const char *path = arena_printf(&a, "%s/%s", folder, names[i]);

		ok = !is_old(names[i]) || !unlink(path) || file_remove_all(path);
	}
	int err = errno;

	arena_release(&a);
	errno = err;
	return ok;
}

bool
unitdir_restore(const char *folder)
{
	struct stat st;

	if (!lstat(folder, &st)) {
		if (S_ISDIR(st.st_mode))
			return true;
		if (unlink(folder))
			return false;
	}
	return make_path(folder) || errno == EEXIST;
}

bool
unitdir_begin(const char *folder)
{
	return make_path(folder) || (errno == EEXIST && unitdir_restore(folder) && clear(folder));
}

/* Move a file of the folder into one of its own, if it is there. */
static bool
move(const char *folder, const char *to, const char *name)
{
	struct buf from = { 0 }, kept = { 0 };

	buf_printf(&from, "%s/%s", folder, name);
	buf_printf(&kept, "%s/%s", to, name);
	bool ok = !rename(buf_text(&from), buf_text(&kept)) || errno == ENOENT;
	int err = errno;

	buf_release(&from);
	buf_release(&kept);
	errno = err;
	return ok;
}

bool
unitdir_keep(const char *folder, const struct verdict *v)
{
	struct buf to = { 0 };

	buf_printf(&to, "%s/attempt-%lld", folder, v->attempt);
	bool ok = (!mkdir(buf_text(&to), 0777) || errno == EEXIST) && move(folder, buf_text(&to), "log") &&
		move(folder, buf_text(&to), "cases") && verdict_save(v, buf_text(&to));
	int err = errno;

	buf_release(&to);
	errno = err;
	return ok;
}
