#include "unit/stamp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/file.h"

static const char head[] = "nightshift stamp 1 ";

/* A file that changed so shortly before the stamp was written may have changed once more in the same second. */
enum { RACY_SECONDS = 2 };

struct taker {
	struct arena *arena;
	struct stamp *stamp, old;
	long long old_written;
	const char *failed;
};

static bool
hash_file(const char *path, char ret_hex[SHA256_HEX + 1])
{
	static char block[1 << 16]; /* not the whole file at once: an input may be large */
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct sha256 h;
	ssize_t n = -1;

	if (fd < 0)
		return false;
	sha256_init(&h);
	do {
		while ((n = read(fd, block, sizeof(block))) > 0)
			sha256_add(&h, block, (size_t)n);
	} while (n < 0 && errno == EINTR);
	int err = errno;

	close(fd);
	errno = err;
	sha256_hex(&h, ret_hex);
	return n == 0;
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct stamp_file *)a)->path, ((const struct stamp_file *)b)->path);
}

/* What the old stamp says about a file that is still the same, or NULL. */
static const struct stamp_file *
known(const struct taker *t, const struct stamp_file *now)
{
	const struct stamp_file *old = t->old.count ? bsearch(now, t->old.files, t->old.count, sizeof(*old), by_path)
						    : NULL;

	if (!old || old->size != now->size || old->number != now->number || old->changed != now->changed ||
		now->changed + RACY_SECONDS > t->old_written)
		return NULL;
	return old;
}

static bool take(struct taker *t, const char *path, bool given);

static bool
take_folder(struct taker *t, const char *path)
{
	DIR *dir = opendir(path);
	const char **names = NULL;
	struct dirent *entry;
	size_t n = 0;
	bool ok = true;

	if (!dir)
		return false;
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		names = arena_grow(t->arena, names, n, sizeof(*names));
		names[n++] = arena_printf(t->arena, "%s/%s", path, entry->d_name);
	}
	closedir(dir);
	if (n > 1)
		qsort(names, n, sizeof(*names), text_order);
	for (size_t i = 0; ok && i < n; i++)
		ok = take(t, names[i], false);
	return ok;
}

/* The hash of a symbolic link is that of the path it points to. */
static bool
hash_link(const char *path, char ret_hex[SHA256_HEX + 1])
{
	char target[4096];
	ssize_t n = readlink(path, target, sizeof(target));
	struct sha256 h;

	if (n < 0)
		return false;
	sha256_init(&h);
	sha256_add_text(&h, "link");
	sha256_add(&h, target, (size_t)n);
	sha256_hex(&h, ret_hex);
	return true;
}

/* Add one input. A link that was `given` is followed; one inside a folder counts as the path it points to. */
static bool
take(struct taker *t, const char *path, bool given)
{
	struct stamp_file file = { .path = arena_strdup(t->arena, path) };
	const struct stamp_file *same;
	struct stat st;

	t->failed = file.path;
	if (given ? stat(path, &st) : lstat(path, &st))
		return false;
	if (S_ISDIR(st.st_mode))
		return take_folder(t, file.path);
	file.size = st.st_size;
	file.number = (long long)st.st_ino;
	file.changed = st.st_ctime;
	file.program = st.st_mode & S_IXUSR;
	same = known(t, &file);
	if (same) {
		memcpy(file.hash, same->hash, sizeof(file.hash));
	} else if (!S_ISLNK(st.st_mode) && !S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return false;
	} else if (!(S_ISLNK(st.st_mode) ? hash_link : hash_file)(path, file.hash)) {
		return false;
	}
	t->stamp->files = arena_grow(t->arena, t->stamp->files, t->stamp->count, sizeof(*t->stamp->files));
	t->stamp->files[t->stamp->count++] = file;
	return true;
}

/* Take a file's line of a stamp, which ends at `end`; false if it is none. */
static bool
load_file(struct stamp *s, struct arena *a, char *line, const char *end)
{
	struct stamp_file f = { 0 };

	f.number = strtoll(line, &line, 10);
	f.size = strtoll(line, &line, 10);
	f.changed = strtoll(line, &line, 10);
	if (end - line < SHA256_HEX + 3)
		return false;
	memcpy(f.hash, line + 1, SHA256_HEX);
	line += 2 + SHA256_HEX;
	f.path = arena_strndup(a, line, (size_t)(end - line));
	s->files = arena_grow(a, s->files, s->count, sizeof(*s->files));
	s->files[s->count++] = f;
	return true;
}

/* Read the text of a stamp; false if it is none. */
static bool
load_text(struct stamp *s, struct arena *a, char *line)
{
	if (strncmp(line, head, strlen(head)))
		return false;
	line += strlen(head);
	if (strcspn(line, "\n") != SHA256_HEX)
		return false;
	memcpy(s->key, line, SHA256_HEX);
	for (line += SHA256_HEX; *line++ == '\n' && *line; line += strcspn(line, "\n")) {
		if (!strcmp(line, "end\n"))
			return true;
		if (!load_file(s, a, line, line + strcspn(line, "\n")))
			return false;
	}
	return false;
}

/* Read the file of a stamp, and when it was written; false if it is none. */
static bool
load(struct stamp *s, struct arena *a, const char *path, long long *ret_written)
{
	struct buf text = { 0 };
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*s = (struct stamp){ 0 };
	if (fd < 0)
		return false;
	bool ok = !fstat(fd, &st) && file_read_fd(fd, &text) && text.s && load_text(s, a, text.s);

	*ret_written = ok ? st.st_mtime : 0;
	close(fd);
	buf_release(&text);
	return ok;
}

bool
stamp_take(struct stamp *ret_stamp, struct arena *a, const char *command, const char *const *inputs, size_t n,
	const char *old, const char **ret_failed)
{
	struct taker t = { .arena = a, .stamp = ret_stamp };
	struct utsname system = { 0 };
	struct sha256 h;

	*ret_stamp = (struct stamp){ 0 };
	if (!load(&t.old, a, old, &t.old_written))
		t.old.count = 0; /* nothing is known */
	if (t.old.count > 1)
		qsort(t.old.files, t.old.count, sizeof(*t.old.files), by_path);
	for (size_t i = 0; i < n; i++)
		if (!take(&t, inputs[i], true)) {
			*ret_failed = t.failed;
			return false;
		}
	/* What is made on one system is not for another one; they may share a cache. */
	uname(&system);
	sha256_init(&h);
	sha256_add_text(&h, head);
	sha256_add_text(&h, system.sysname);
	sha256_add_text(&h, system.machine);
	sha256_add_text(&h, command);
	for (size_t i = 0; i < ret_stamp->count; i++) {
		sha256_add_text(&h, ret_stamp->files[i].path);
		sha256_add_text(&h, ret_stamp->files[i].program ? "x" : "-");
		sha256_add_text(&h, ret_stamp->files[i].hash);
	}
	sha256_hex(&h, ret_stamp->key);
	return true;
}

bool
stamp_matches(const struct stamp *s, const char *path)
{
	struct arena a = { 0 };
	struct stamp there;
	long long written;
	bool same = load(&there, &a, path, &written) && !strcmp(there.key, s->key);

	arena_release(&a);
	return same;
}

bool
stamp_save(const struct stamp *s, const char *path)
{
	struct buf text = { 0 };

	buf_printf(&text, "%s%s\n", head, s->key);
	for (size_t i = 0; i < s->count; i++)
		if (!strchr(s->files[i].path, '\n')) /* otherwise it is left out, and the file is read each time */
			buf_printf(&text, "%lld %lld %lld %s %s\n", s->files[i].number, s->files[i].size,
				s->files[i].changed, s->files[i].hash, s->files[i].path);
	buf_adds(&text, "end\n");
	bool ok = file_replace(path, text.s, text.len);

	buf_release(&text);
	return ok;
}
