#include "base/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

bool
scratch_make(struct buf *out)
{
	const char *in = getenv("TMPDIR");

	buf_printf(out, "%s/nightshift-XXXXXX", in && *in ? in : "/tmp");
	return mkdtemp(out->s);
}

static bool remove_at(int parent, const char *name);

/* Remove what is in a folder. */
static bool
empty(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	bool ok = dir;

	if (!dir && fd >= 0)
		close(fd);
	while (ok && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			ok = remove_at(fd, entry->d_name);
	int err = errno;

	if (dir)
		closedir(dir);
	errno = err;
	return ok;
}

/* Remove a file, or a folder with all in it. */
static bool
remove_at(int parent, const char *name)
{
	if (!unlinkat(parent, name, AT_REMOVEDIR) || errno == ENOENT)
		return true;
	if (errno == ENOTDIR)
		return !unlinkat(parent, name, 0) || errno == ENOENT;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return false;
	/* One that nobody may read or write cannot be emptied; a test may have made it so. */
	if (!empty(parent, name) &&
		((errno != EACCES && errno != EPERM) || fchmodat(parent, name, 0700, 0) || !empty(parent, name)))
		return false;
	return !unlinkat(parent, name, AT_REMOVEDIR) || errno == ENOENT;
}

bool
scratch_remove(const char *path)
{
	return remove_at(AT_FDCWD, path);
}
