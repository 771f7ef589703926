#include "unit/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/sha256.h"
#include "base/text.h"
#include "unit/watch.h"

static const char making[] = "making-"; /* the names of what is not whole yet begin so */

/* How often to try the lock, and how long to wait in between (microseconds): copying may take long. */
enum { LOCK_TRIES = 600, LOCK_PAUSE = 100000 };

bool
cache_copy(const char *from, const char *to)
{
	char name[] = "cp", how[] = "-RPp", end[] = "--";
	char *argv[] = { name, how, end, (char *)(uintptr_t)from, (char *)(uintptr_t)to, NULL };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), before = watch_signal_count();
	struct watch_program cp = { .argv = argv, .in = null, .out = null, .err = null, .sole = true, .if_left = 9 };
	struct watch w;
	bool started = null >= 0 && watch_start(&w, &cp);

	if (started)
		watch_see_through(&w, before, -1, -1, 0);
	if (null >= 0)
		close(null);
	return started && watch_signal_count() == before && !watch_exit_status(w.status);
}

/* Lock the folder; make it if it is not there. False if that fails or takes too long, or a signal comes. */
static bool
enter(struct lock *l, const char *folder, enum lock_kind kind)
{
	struct buf path = { 0 };

	buf_printf(&path, "%s/lock", folder);
	bool ok = lock_open(l, path.s);

	if (!ok && errno == ENOENT && (!mkdir(folder, 0777) || errno == EEXIST))
		ok = lock_open(l, path.s);
	for (int i = 0; ok && !lock_try(l, kind); i++) {
		if (i == LOCK_TRIES || errno || watch_signal_count()) {
			lock_close(l);
			ok = false;
		} else {
			watch_wait(NULL, NULL, 0, clock_ticks() + LOCK_PAUSE);
		}
	}
	buf_release(&path);
	return ok;
}

bool
cache_get(const char *folder, const char *key, const char *to)
{
	struct buf entry = { 0 }, output = { 0 };
	struct lock l = { -1 };
	struct stat st;

	buf_printf(&entry, "%s/%s", folder, key);
	buf_printf(&output, "%s/output", entry.s);
	bool ok = !lstat(output.s, &st) && enter(&l, folder, LOCK_SHARED) && cache_copy(output.s, to);

	if (ok) /* now it is the one used last */
		utimensat(AT_FDCWD, entry.s, NULL, 0);
	lock_close(&l);
	buf_release(&entry);
	buf_release(&output);
	return ok;
}

/* --- removing what was not used for longest --------------------------------------------------- */

/* The bytes of a file, or of all files in a folder. */
static unsigned long long
bytes_of(int parent, const char *name)
{
	struct stat st;
	unsigned long long sum = 0;
	struct dirent *entry;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW))
		return 0;
	if (!S_ISDIR(st.st_mode))
		return (unsigned long long)st.st_size;
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	while (dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			sum += bytes_of(fd, entry->d_name);
	if (dir)
		closedir(dir);
	return sum;
}

struct entry {
	const char *path;
	long long used; /* microseconds since 1970 */
	unsigned long long size;
};

static int
oldest_first(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->used != y->used ? (x->used < y->used ? -1 : 1) : strcmp(x->path, y->path);
}

/* Remove what dead processes have left half made, and the oldest entries until the rest fits. The lock is ours alone,
 * so nobody makes or copies anything now. */
static void
trim(const char *folder, unsigned long long size)
{
	struct arena a = { 0 };
	struct entry *entries = NULL;
	const char **names;
	size_t n = 0, found = 0;
	unsigned long long sum = 0;

	file_list_all(&a, folder, &names, &found);
	for (size_t i = 0; i < found; i++) {
		struct entry e = { .path = arena_printf(&a, "%s/%s", folder, names[i]) };
		struct stat st;

		if (!strncmp(names[i], making, strlen(making)))
			file_remove_all(e.path);
		if (!text_is_hex(names[i], SHA256_HEX) || lstat(e.path, &st))
			continue;
		e.used = file_modified(&st);
		e.size = bytes_of(AT_FDCWD, e.path);
		sum += e.size;
		entries = arena_grow(&a, entries, n, sizeof(*entries));
		entries[n++] = e;
	}
	if (n > 1)
		qsort(entries, n, sizeof(*entries), oldest_first);
	for (size_t i = 0; i < n && size && sum > size; i++) {
		/* By rename first: if this process is killed meanwhile, no part of the entry is left under its name. */
		const char *gone = arena_printf(&a, "%s/%sold", folder, making);

		if (!rename(entries[i].path, gone))
			file_remove_all(gone);
		sum -= entries[i].size;
	}
	arena_release(&a);
}

bool
cache_put(const char *folder, const char *key, const char *from, unsigned long long size)
{
	struct buf temporary = { 0 }, output = { 0 }, entry = { 0 };
	struct lock l = { -1 };
	struct stat st;

	errno = 0;
	if (size && bytes_of(AT_FDCWD, from) > size)
		return false;
	buf_printf(&entry, "%s/%s", folder, key);
	buf_printf(&temporary, "%s/%s%ld-%s", folder, making, (long)getpid(), key);
	buf_printf(&output, "%s/output", temporary.s);
	bool ok = enter(&l, folder, LOCK_SHARED);

	if (ok && !lstat(entry.s, &st))
		utimensat(AT_FDCWD, entry.s, NULL, 0);
	else if (ok)
		ok = !mkdir(temporary.s, 0777) && cache_copy(from, output.s) &&
			(!rename(temporary.s, entry.s) || errno == EEXIST || errno == ENOTEMPTY);
	int err = errno;

	file_remove_all(temporary.s);
	lock_close(&l);
	if (ok && enter(&l, folder, LOCK_ALONE)) {
		trim(folder, size);
		lock_close(&l);
	}
	buf_release(&entry);
	buf_release(&temporary);
	buf_release(&output);
	errno = err;
	return ok;
}
