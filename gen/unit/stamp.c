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
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"

static const char head[] = "nightshift stamp 2 ";

/* How much older than the stamp a change must be, to be seen from the times alone: the times of a file go by its file system's
 * clock, which may have seconds only. */
#define RACY (2 * 1000000000ll)

/* A folder that was taken. */
struct met {
	dev_t device;
	ino_t number;
	const char *path;
};

struct taker {
	struct arena *arena;
	struct stamp *stamp;
	const struct stamp *old;
	struct stamp_file *known; /* the files of the old stamp, by their paths */
	size_t known_count;
	struct met *met;
	size_t met_count;
	struct stat beside; /* the folder of the output; st_ino is 0 if there is none */
	const char *base;   /* and its name there */
	const char *input;  /* that is taken now */
	const char *failed;
};

/* --- one file ---------------------------------------------------------------------------------- */

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

static void
hash_text(const char *text, char ret_hex[SHA256_HEX + 1])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add_text(&h, text);
	sha256_hex(&h, ret_hex);
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct stamp_file *)a)->path, ((const struct stamp_file *)b)->path);
}

/* Is it untouched, as far as its number, size and times tell? */
static bool
is_untouched(const struct stamp_file *old, const struct stamp_file *now)
{
	return old->size == now->size && old->number == now->number && old->changed == now->changed &&
		old->modified == now->modified;
}

/* What the old stamp says about a file that is still the same, or NULL. */
static const struct stamp_file *
known(const struct taker *t, const struct stamp_file *now)
{
	const struct stamp_file *old = t->known_count ? bsearch(now, t->known, t->known_count, sizeof(*old), by_path)
						      : NULL;

	return old && is_untouched(old, now) && now->changed < t->old->taken - RACY ? old : NULL;
}

/* Add it to the stamp. */
static void
add(struct taker *t, const struct stamp_file *file)
{
	t->stamp->files = arena_grow(t->arena, t->stamp->files, t->stamp->count, sizeof(*t->stamp->files));
	t->stamp->files[t->stamp->count++] = *file;
}

static bool
take_file(struct taker *t, const char *path, const struct stat *st)
{
	struct stamp_file file = { .path = path,
		.kind = st->st_mode & S_IXUSR ? STAMP_PROGRAM : STAMP_FILE,
		.size = st->st_size,
		.number = (long long)st->st_ino,
		.changed = file_changed_ns(st),
		.modified = file_modified_ns(st) };
	const struct stamp_file *same = known(t, &file);

	if (same)
		memcpy(file.hash, same->hash, sizeof(file.hash));
	else if (!hash_file(path, file.hash))
		return false;
	add(t, &file);
	return true;
}

/* --- folders and links ------------------------------------------------------------------------- */

static bool take(struct taker *t, const char *path, bool given);

/* Is that name, in the folder of the output, the output's own, or that of what stands beside it? */
static bool
is_own(const struct taker *t, const struct stat *folder, const char *name)
{
	static const char *const ends[] = { "", ".stamp", ".lock", ".log" };
	static const char making[] = ".making-";
	size_t len = strlen(t->base);

	if (folder->st_ino != t->beside.st_ino || folder->st_dev != t->beside.st_dev || strncmp(name, t->base, len))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (!strcmp(name + len, ends[i]))
			return true;
	return !strncmp(name + len, making, strlen(making));
}

/* Take all that is in the folder. */
static bool
take_folder(struct taker *t, const char *path, const struct stat *st)
{
	struct stamp_file file = { .path = path, .kind = STAMP_FOLDER };
	const char **names;
	size_t n;

	if (!file_list_all(t->arena, path, &names, &n))
		return false;
	add(t, &file);
	t->met = arena_grow(t->arena, t->met, t->met_count, sizeof(*t->met));
	t->met[t->met_count++] = (struct met){ st->st_dev, st->st_ino, path };
	for (size_t i = 0; i < n; i++)
		if (!is_own(t, st, names[i]) && !take(t, arena_printf(t->arena, "%s/%s", path, names[i]), false))
			return false;
	return true;
}

/* Does the link lead to a folder that contains the input which is taken? Then there would be no end, or a far one. */
static bool
leads_above(const struct taker *t, const char *path)
{
	char *to = realpath(path, NULL), *input = realpath(t->input, NULL);
	size_t len = to ? strlen(to) : 0;
	bool above = to && input && !strncmp(input, to, len) && (input[len] == '/' || len == 1) && strcmp(to, input);

	free(to);
	free(input);
	return above;
}

/* Take a folder that a link leads to, unless it was met before. */
static bool
take_linked_folder(struct taker *t, const char *path, const struct stat *st)
{
	struct stamp_file again = { .path = path, .kind = STAMP_MET };

	for (size_t i = 0; i < t->met_count; i++)
		if (t->met[i].device == st->st_dev && t->met[i].number == st->st_ino) {
			hash_text(t->met[i].path, again.hash);
			add(t, &again);
			return true;
		}
	if (!leads_above(t, path))
		return take_folder(t, path, st);
	errno = ELOOP;
	return false;
}

/* Add the path that the link itself has. */
static bool
take_link(struct taker *t, const char *path)
{
	struct stamp_file file = { .path = path, .kind = STAMP_LINK };
	char target[4097];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	if (n < 0)
		return false;
	target[n] = '\0';
	hash_text(target, file.hash);
	add(t, &file);
	return true;
}

/* Add one input, or what is in it. Where a link that was `given` points is of no account, only what is there. */
static bool
take(struct taker *t, const char *path, bool given)
{
	struct stat st;

	t->failed = path;
	if (given ? stat(path, &st) : lstat(path, &st))
		return false;
	bool linked = S_ISLNK(st.st_mode);

	if (linked && !take_link(t, path))
		return false;
	if (linked && stat(path, &st))
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP; /* it leads to nothing */
	if (S_ISDIR(st.st_mode))
		return linked ? take_linked_folder(t, path, &st) : take_folder(t, path, &st);
	if (S_ISREG(st.st_mode))
		return take_file(t, path, &st);
	errno = EINVAL;
	return false;
}

/* --- the whole --------------------------------------------------------------------------------- */

/* What is known of files from the old stamp. */
static void
remember(struct taker *t)
{
	t->known = arena_alloc(t->arena, (t->old->count + 1) * sizeof(*t->known));
	for (size_t i = 0; i < t->old->count; i++)
		if (t->old->files[i].kind == STAMP_FILE || t->old->files[i].kind == STAMP_PROGRAM)
			t->known[t->known_count++] = t->old->files[i];
	if (t->known_count > 1)
		qsort(t->known, t->known_count, sizeof(*t->known), by_path);
}

/* The folder of the output, and its name there. */
static void
find_output(struct taker *t, const char *output)
{
	const char *slash = strrchr(output, '/');
	const char *folder = slash ? arena_strndup(t->arena, output, (size_t)(slash + 1 - output)) : ".";

	t->base = slash ? slash + 1 : output;
	if (stat(folder, &t->beside))
		t->beside.st_ino = 0;
}

static void
make_key(struct stamp *s, const char *command)
{
	struct utsname system = { 0 };
	struct sha256 h;

	/* What is made on one system is not for another one; they may share a cache. */
	uname(&system);
	sha256_init(&h);
	sha256_add_text(&h, head);
	sha256_add_text(&h, system.sysname);
	sha256_add_text(&h, system.machine);
	sha256_add_text(&h, command);
	for (size_t i = 0; i < s->count; i++) {
		const char kind[] = { "fxdlm"[s->files[i].kind], '\0' };

		sha256_add_text(&h, s->files[i].path);
		sha256_add_text(&h, kind);
		sha256_add_text(&h, s->files[i].hash);
	}
	sha256_hex(&h, s->key);
}

bool
stamp_take(struct stamp *ret_stamp, struct arena *a, const struct stamp_request *q, const struct stamp *old,
	const char **ret_failed)
{
	struct taker t = { .arena = a, .stamp = ret_stamp, .old = old };

	*ret_stamp = (struct stamp){ .taken = clock_wall() * 1000 };
	remember(&t);
	find_output(&t, q->output);
	for (size_t i = 0; i < q->input_count; i++) {
		t.input = arena_strdup(a, q->inputs[i]);
		if (!take(&t, t.input, true)) {
			*ret_failed = t.failed;
			return false;
		}
	}
	make_key(ret_stamp, q->command);
	return true;
}

const char *
stamp_changed(const struct stamp *before, const struct stamp *after, bool *ret_same)
{
	size_t n = before->count < after->count ? before->count : after->count;

	*ret_same = !strcmp(before->key, after->key);
	for (size_t i = 0; i < n; i++) {
		const struct stamp_file *b = &before->files[i], *c = &after->files[i];
		int order = strcmp(b->path, c->path);

		if (order || b->kind != c->kind || strcmp(b->hash, c->hash))
			return order > 0 ? c->path : b->path; /* the first one that only one of them has */
		/* By the time of the content: a command that makes a hard link to an input changes the other one. */
		if (b->modified != c->modified || b->number != c->number)
			return c->path;
	}
	return n < before->count ? before->files[n].path : n < after->count ? after->files[n].path : NULL;
}

/* --- its file ---------------------------------------------------------------------------------- */

/* Take a file's line of a stamp, which ends at `end`; false if it is none. */
static bool
load_file(struct stamp *s, struct arena *a, char *line, const char *end)
{
	struct stamp_file f = { .kind = STAMP_FILE };

	f.number = strtoll(line, &line, 10);
	f.size = strtoll(line, &line, 10);
	f.changed = strtoll(line, &line, 10);
	f.modified = strtoll(line, &line, 10);
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
	if (strcspn(line, " \n") != SHA256_HEX)
		return false;
	memcpy(s->key, line, SHA256_HEX);
	s->taken = strtoll(line + SHA256_HEX, &line, 10);
	for (; *line++ == '\n' && *line; line += strcspn(line, "\n")) {
		if (!strcmp(line, "end\n"))
			return true;
		if (!load_file(s, a, line, line + strcspn(line, "\n")))
			return false;
	}
	return false;
}

void
stamp_load(struct stamp *ret_stamp, struct arena *a, const char *path)
{
	struct buf text = { 0 };

	*ret_stamp = (struct stamp){ 0 };
	if (!file_read(path, &text) || !text.s || !load_text(ret_stamp, a, text.s))
		*ret_stamp = (struct stamp){ 0 };
	buf_release(&text);
}

bool
stamp_save(const struct stamp *s, const char *path)
{
	struct buf text = { 0 };

	buf_printf(&text, "%s%s %lld\n", head, s->key, s->taken);
	for (size_t i = 0; i < s->count; i++) {
		const struct stamp_file *f = &s->files[i];

		if (f->kind != STAMP_FILE && f->kind != STAMP_PROGRAM)
			continue;
		if (!strchr(f->path, '\n')) /* otherwise it is left out, and the file is read each time */
			buf_printf(&text, "%lld %lld %lld %lld %s %s\n", f->number, f->size, f->changed, f->modified,
				f->hash, f->path);
	}
	buf_adds(&text, "end\n");
	bool ok = file_put(path, text.s, text.len);

	buf_release(&text);
	return ok;
}
