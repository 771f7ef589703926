#include "unit/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"
#include "unit/folders.h"
#include "unit/verdict.h"

enum { SUM = 16, BEFORE = SUM + 1, SIZE_READ_MAX = 1 << 30 };

/* --- a line ----------------------------------------------------------------------------------- */

/* Write the checksum of the text. */
static void
put_sum(char ret_sum[SUM], const char *text, size_t len)
{
	static const char digit[] = "0123456789abcdef";
	uint64_t sum = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ (unsigned char)text[i]) * 0x100000001b3;
	for (int i = 0; i < SUM; i++)
		ret_sum[i] = digit[sum >> (60 - 4 * i) & 15];
}

/* Does the line, without its end, begin with the checksum of the rest? */
static bool
is_sound(const char *line, size_t len)
{
	char sum[SUM];

	if (len < BEFORE || line[SUM] != '\t' || memchr(line, '\0', len))
		return false;
	put_sum(sum, line + BEFORE, len - BEFORE);
	return !memcmp(sum, line, SUM);
}

/* The name of the unit that the line, without its end, is of; *ret_len is 0 if it does not say so. */
static const char *
unit_of(const char *line, size_t len, size_t *ret_len)
{
	static const char key[] = "unit ";
	const char *end = line + len, *stop;

	for (; line < end; line = stop + 1) {
		stop = memchr(line, '\t', (size_t)(end - line));
		stop = stop ? stop : end;
		if ((size_t)(stop - line) < strlen(key) || memcmp(line, key, strlen(key)))
			continue;
		*ret_len = (size_t)(stop - line) - strlen(key);
		return line + strlen(key);
	}
	*ret_len = 0;
	return NULL;
}

bool
journal_takes(const struct verdict *v)
{
	return v->verdict == VERDICT_PASS && v->status == 0 && v->attempt == 1 && !v->seen &&
		(!v->reason || !*v->reason) && v->finished >= 0;
}

/* --- the file --------------------------------------------------------------------------------- */

static void
find_path(struct buf *out, const char *results)
{
	buf_printf(out, "%s/%s", results, JOURNAL_NAME);
}

/* Open the file to read and to append. Nobody waits for who reads a FIFO. Below 0, with errno set (EINVAL: it is no regular
 * file), if that cannot be done. */
static int
open_plain(const char *path, int flags)
{
	return file_regular_only(open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags, 0666));
}

/* Lock the open file alone. False, with errno set, if that fails; to 0 if the file has no name any more. */
static bool
lock_named(struct lock *file)
{
	struct stat st;

	if (!lock_wait(file, LOCK_ALONE) || fstat(file->fd, &st))
		return false;
	errno = 0;
	return st.st_nlink > 0;
}

/* Lock the file of that name alone, and open it first, unless it is open. False, with errno set, if that fails; then it is not
 * open. */
static bool
acquire(struct lock *file, const char *path, int flags)
{
	for (;;) {
		if (file->fd < 0 && (file->fd = open_plain(path, flags)) < 0)
			return false;
		if (lock_named(file))
			return true;
		int err = errno;

		lock_close(file);
		errno = err;
		if (err)
			return false;
	}
}

/* --- writing ---------------------------------------------------------------------------------- */

/* How many of its first bytes are whole lines; below 0, with errno set, if it cannot be read. */
static off_t
whole_lines(int fd, off_t size)
{
	char block[4096];
	size_t n = 1; /* nearly always the last byte tells */

	for (off_t end = size; end > 0; end -= (off_t)n, n = sizeof(block)) {
		n = (off_t)n < end ? n : (size_t)end;
		if (pread(fd, block, n, end - (off_t)n) != (ssize_t)n)
			return -1;
		for (size_t i = n; i > 0; i--)
			if (block[i - 1] == '\n')
				return end - (off_t)(n - i);
	}
	return 0;
}

/* Append the lines to the file, which this process has locked. */
static bool
append(int fd, const struct buf *lines)
{
	struct stat st;

	if (fstat(fd, &st))
		return false;
	off_t whole = whole_lines(fd, st.st_size);

	if (whole < 0 || (whole < st.st_size && ftruncate(fd, whole)))
		return false;
	if (file_write(fd, lines->s, lines->len))
		return true;
	int err = errno;

	ftruncate(fd, whole); /* if that fails, too, the next writer does it */
	errno = err;
	return false;
}

bool
journal_open(struct journal *ret_journal, const char *results)
{
	struct journal *j = ret_journal;

	*j = (struct journal){ .file = { -1 }, .results = results };
	find_path(&j->path, results);
	if (acquire(&j->file, buf_text(&j->path), O_CREAT)) {
		lock_free(&j->file);
		return true;
	}
	int err = errno;

	journal_close(j);
	errno = err;
	return false;
}

bool
journal_add(struct journal *j, const struct verdict *v)
{
	struct buf folder = { 0 };

	assert(journal_takes(v));
	buf_printf(&folder, "%s/%s", j->results, v->unit);
	bool ok = !rmdir(buf_text(&folder)) || errno == ENOENT;
	int err = errno;
	size_t from = j->lines.len;

	buf_release(&folder);
	errno = err;
	if (!ok)
		return false;
	buf_adds(&j->lines, "................\t");
	verdict_line(v, &j->lines);
	put_sum(j->lines.s + from, j->lines.s + from + BEFORE, j->lines.len - from - BEFORE);
	buf_addc(&j->lines, '\n');
	return true;
}

bool
journal_flush(struct journal *j)
{
	if (!j->lines.len)
		return true;
	if (!acquire(&j->file, buf_text(&j->path), O_CREAT))
		return false;
	bool ok = append(j->file.fd, &j->lines);
	int err = errno;

	lock_free(&j->file);
	if (ok)
		buf_reset(&j->lines);
	errno = err;
	return ok;
}

void
journal_close(struct journal *j)
{
	if (j->path.s)
		lock_close(&j->file);
	buf_release(&j->path);
	buf_release(&j->lines);
}

/* --- a run begins ----------------------------------------------------------------------------- */

struct names {
	const char **all; /* sorted */
	size_t count;
};

static bool
has_name(const struct names *names, const char *s, size_t len)
{
	struct buf name = { 0 };

	buf_add(&name, s, len);
	const char *key = buf_text(&name);
	bool found = len && bsearch(&key, names->all, names->count, sizeof(*names->all), text_order);

	buf_release(&name);
	return found;
}

/* Replace the file, which this process has locked, by one without the lines of these units. */
static bool
drop_lines(const char *path, int fd, const struct names *names)
{
	struct buf text = { 0 }, kept = { 0 };
	bool ok = file_read_fd(fd, &text);
	const char *s = buf_text(&text), *end = s + text.len, *stop;

	for (; ok && (stop = memchr(s, '\n', (size_t)(end - s))); s = stop + 1) {
		size_t len;
		const char *unit = unit_of(s, (size_t)(stop - s), &len);

		if (!has_name(names, unit, len))
			buf_add(&kept, s, (size_t)(stop + 1 - s));
	}
	if (ok && kept.len < text.len)
		ok = kept.len ? file_put(path, kept.s, kept.len) : !unlink(path);
	int err = errno;

	buf_release(&text);
	buf_release(&kept);
	errno = err;
	return ok;
}

bool
journal_forget(const char *results, const char *const *units, size_t count)
{
	struct lock file = { -1 };
	struct buf path = { 0 };
	struct names names = { xcalloc(count, sizeof(*names.all)), count };
	bool ok = false;

	find_path(&path, results);
	for (size_t i = 0; i < count; i++)
		names.all[i] = units[i];
	if (count > 1)
		qsort(names.all, count, sizeof(*names.all), text_order);
	if (acquire(&file, buf_text(&path), 0))
		ok = drop_lines(buf_text(&path), file.fd, &names);
	int err = errno;

	/* Another process may have made it just now. */
	ok = ok || (file.fd < 0 && (err == ENOENT || !folders_has(results, JOURNAL_NAME)));
	lock_close(&file);
	free(names.all);
	buf_release(&path);
	errno = err;
	return ok;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Take a line without its end, which counts if it is sound. */
static void
take_line(struct journal_lines *lines, struct arena *a, struct diag *d, struct loc at, const char *s, size_t len)
{
	size_t unit_len;
	const char *unit = unit_of(s, len, &unit_len);
	int errors = d->errors;

	if (!is_sound(s, len))
		diag_error(d, at,
			"the line is damaged, since its checksum does not fit: remove it, and run its unit again");
	else if (!unit_len || !verdict_is_whole_line(s, len))
		diag_error(d, at, "the line is not the verdict of a unit: remove it");
	else
		*ARENA_APPEND(a, lines->all, lines->count) = (struct journal_line){ .path = at.file,
			.line = at.line,
			.unit = arena_strndup(a, unit, unit_len),
			.text = s + BEFORE,
			.len = len - BEFORE };
	lines->damaged += (size_t)(d->errors - errors);
}

static int
by_unit_and_line(const void *a, const void *b)
{
	const struct journal_line *x = a, *y = b;
	int order = strcmp(x->unit, y->unit);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int
by_unit(const void *a, const void *b)
{
	return strcmp(((const struct journal_line *)a)->unit, ((const struct journal_line *)b)->unit);
}

/* Sort the lines, and keep the last one of each unit. */
static void
keep_last(struct journal_lines *lines)
{
	size_t n = 0;

	if (lines->count > 1)
		qsort(lines->all, lines->count, sizeof(*lines->all), by_unit_and_line);
	for (size_t i = 0; i < lines->count; i++)
		if (i + 1 == lines->count || by_unit(&lines->all[i], &lines->all[i + 1]))
			lines->all[n++] = lines->all[i];
	lines->count = n;
}

bool
journal_read(struct journal_lines *ret_lines, struct arena *a, struct diag *d, const char *folder)
{
	struct loc at = { arena_printf(a, "%s/%s", folder, JOURNAL_NAME), 0, 0 };
	struct buf text = { 0 };
	int errors = d->errors;

	*ret_lines = (struct journal_lines){ 0 };
	if (!folders_read(folder, JOURNAL_NAME, SIZE_READ_MAX, &text) && errno != ENOENT)
		diag_unread(d, at.file);
	const char *s = arena_strndup(a, buf_text(&text), text.len), *end = s + text.len, *stop;

	at.col = 1;
	for (; (stop = memchr(s, '\n', (size_t)(end - s))); s = stop + 1) {
		at.line++;
		take_line(ret_lines, a, d, at, s, (size_t)(stop - s));
	}
	buf_release(&text);
	keep_last(ret_lines);
	return d->errors == errors;
}

const struct journal_line *
journal_find(const struct journal_lines *lines, const char *unit)
{
	const struct journal_line key = { .unit = unit };

	return lines->count ? bsearch(&key, lines->all, lines->count, sizeof(*lines->all), by_unit) : NULL;
}

bool
journal_verdict(const struct journal_line *line, struct arena *a, struct diag *d, struct verdict_file *ret_file)
{
	int errors = d->errors;

	verdict_read_line(ret_file, a, d, (struct loc){ line->path, line->line, BEFORE + 1 }, line->text, line->len);
	verdict_check(ret_file, d);
	if (d->errors == errors && !journal_takes(&ret_file->is))
		diag_error(d, verdict_at(ret_file, KEY_VERDICT),
			"a line is for a unit that passed at its first attempt and left nothing else: this verdict belongs into a folder of its unit");
	return d->errors == errors;
}
