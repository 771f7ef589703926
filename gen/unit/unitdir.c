#include "unit/unitdir.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
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
	return !strncmp(name, "verdict", 7) || !strncmp(name, "attempt-", 8) || !strcmp(name, "start");
}

static bool
clear(const char *folder)
{
	struct buf path = { 0 };
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool ok = dir;

	while (ok && (entry = readdir(dir))) {
		if (!is_old(entry->d_name))
			continue;
		buf_reset(&path);
		buf_printf(&path, "%s/%s", folder, entry->d_name);
		ok = !unlink(buf_text(&path)) || file_remove_all(buf_text(&path));
	}
	int err = errno;

	if (dir)
		closedir(dir);
	buf_release(&path);
	errno = err;
	return ok;
}

bool
unitdir_begin(const char *folder)
{
	return make_path(folder) || (errno == EEXIST && clear(folder));
}

bool
unitdir_keep(const char *folder, const struct verdict *v)
{
	struct buf to = { 0 }, log = { 0 }, kept = { 0 };

	buf_printf(&to, "%s/attempt-%lld", folder, v->attempt);
	buf_printf(&log, "%s/log", folder);
	buf_printf(&kept, "%s/log", buf_text(&to));
	bool ok = (!mkdir(buf_text(&to), 0777) || errno == EEXIST) &&
		(!rename(buf_text(&log), buf_text(&kept)) || errno == ENOENT) && verdict_save(v, buf_text(&to));
	int err = errno;

	buf_release(&to);
	buf_release(&log);
	buf_release(&kept);
	errno = err;
	return ok;
}
