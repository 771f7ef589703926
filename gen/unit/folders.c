#include "unit/folders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"
#include "unit/journal.h"

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

/* Is it certain that there is no plain file of that path? */
static bool
is_none(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? errno == ENOENT || errno == ENOTDIR : !S_ISREG(st.st_mode);
}

bool
folders_read(const char *folder, const char *name, size_t max, struct buf *ret_text)
{
	struct buf path = { 0 };

	buf_printf(&path, "%s/%s", folder, name);
	int fd = file_open_foreign(buf_text(&path), false);
	bool ok = fd >= 0 && read_open(fd, max, ret_text);
	int err = errno;

	if (fd >= 0)
		close(fd);
	else if (is_none(buf_text(&path)))
		err = ENOENT; /* systems differ in what they say of a link */
	buf_release(&path);
	errno = err;
	return ok;
}

/* --- folders ---------------------------------------------------------------------------------- */

struct search {
	struct arena *a;
	struct diag *d;
	const char *dir;
	void (*found)(void *ctx, const struct folders_unit *u);
	void *ctx;
	struct folders_count count;
	bool is_too_deep; /* that was reported */
};

/* A folder on the way. */
struct place {
	const char *path, *name;
	int depth; /* 0: the folder of results itself */
};

/* What is in a folder. */
struct listing {
	const char **names, **folders; /* all names, and those of folders; both sorted */
	size_t name_count, folder_count;
	bool is_unit, has_journal;
};

/* List a folder. False, and reported, if it cannot be read. */
static bool
list(struct search *s, const struct place *p, struct listing *ret_listing)
{
	static const char *const files[] = { "verdict", "log", "start", NULL };
	struct listing *l = ret_listing;

	*l = (struct listing){ 0 };
	if (!file_list_all(s->a, p->path, &l->names, &l->name_count)) {
		diag_unread(s->d, p->path);
		return false;
	}
	for (size_t i = 0; i < l->name_count; i++) {
		const char *name = l->names[i], *path = arena_printf(s->a, "%s/%s", p->path, name);
		struct stat st;

		if (!lstat(path, &st)) {
			l->is_unit = l->is_unit || (S_ISREG(st.st_mode) && text_index_of(files, name) >= 0);
			l->has_journal = l->has_journal || (S_ISREG(st.st_mode) && !strcmp(name, JOURNAL_NAME));
			if (S_ISDIR(st.st_mode))
				*ARENA_APPEND(s->a, l->folders, l->folder_count) = name;
		} else if (errno != ENOENT) { /* or it has gone meanwhile */
			diag_unread(s->d, path);
		}
	}
	return true;
}

static void
add(struct search *s, const char *unit, const char *path, const struct journal_line *line)
{
	s->count.units++;
	s->found(s->ctx, &(struct folders_unit){ unit, path, line });
}

/* Look through the journal of a folder. What lies beside it counts, and not the line. */
static void
look_through_journal(struct search *s, const struct place *p, const struct listing *l)
{
	struct journal_lines lines;

	journal_read(&lines, s->a, s->d, p->path);
	s->count.damaged += lines.damaged;
	for (size_t i = 0; i < lines.count; i++) {
		const struct journal_line *line = &lines.all[i];

		if (!bsearch(&line->unit, l->names, l->name_count, sizeof(*l->names), text_order))
			add(s, line->unit, line->path, line);
	}
}

/* Look through a folder, and through all that are in it. */
static void
look_through(struct search *s, const struct place *p)
{
	struct listing l;

	if (p->depth > FOLDERS_DEPTH_MAX) {
		if (!s->is_too_deep)
			diag_error(s->d, (struct loc){ p->path, 0, 0 },
				"lies more than %d folders deep in '%s', where nobody looks for verdicts: name a folder that is nearer to the results",
				FOLDERS_DEPTH_MAX, s->dir);
		s->is_too_deep = true;
		return;
	}
	if (!list(s, p, &l))
		return;
	if (l.is_unit && p->depth)
		add(s, p->name, p->path, NULL);
	if (l.has_journal)
		look_through_journal(s, p, &l);
	for (size_t i = 0; i < l.folder_count && !s->is_too_deep; i++)
		look_through(s,
			&(struct place){ arena_printf(s->a, "%s/%s", p->path, l.folders[i]), l.folders[i],
				p->depth + 1 });
}

bool
folders_find(struct arena *a, struct diag *d, const char *dir, void (*found)(void *ctx, const struct folders_unit *u),
	void *ctx, struct folders_count *ret_count)
{
	struct search s = { .a = a, .d = d, .dir = dir, .found = found, .ctx = ctx };
	int errors = d->errors;

	look_through(&s, &(struct place){ .path = dir });
	*ret_count = s.count;
	return d->errors == errors;
}
