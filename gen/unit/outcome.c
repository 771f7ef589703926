#include "unit/outcome.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "unit/journal.h"
#include "unit/verdict.h"

/* Does the verdict say of that run what became of its unit? */
static bool
is_of_run(const struct verdict_file *f, const char *run)
{
	return f->is.run && !strcmp(f->is.run, run) && f->line_of[KEY_VERDICT] && f->is.verdict >= 0;
}

static struct outcome_attempt
attempt_of(const struct verdict *v, struct arena *a, const char *folder)
{
	return (struct outcome_attempt){
		.verdict = v->verdict,
		.attempt = v->attempt < 1 ? 1 : v->attempt,
		.status = v->status,
		.seed = v->seed,
		.usec = v->usec,
		.reason = v->reason,
		.folder = folder,
		.log = arena_printf(a, "%s/log", folder),
	};
}

/* Read one verdict. False if there is no whole one of that run, or if it is wrong by itself: then its path is in *ret_wrong. Dies if
 * the machine fails, since then that cannot be known. */
static bool
read_attempt(struct outcome_attempt *ret_attempt, struct arena *a, const char *folder, const char *run,
	const char **ret_wrong)
{
	const char *path = arena_printf(a, "%s/verdict", folder);
	struct buf text = { 0 };
	struct diag nobody = { .out = NULL };
	struct verdict_file f;
	int fd = file_open_foreign(path, false);

	if (fd < 0 ? diag_is_machine(errno) : !file_read_fd(fd, &text))
		die("cannot read '%s':", path);
	bool whole = fd >= 0 && verdict_is_whole(text.s, text.len);

	if (whole && verdict_read(&f, a, &nobody, path, text.s, text.len))
		verdict_check(&f, &nobody);
	bool found = whole && !nobody.errors && is_of_run(&f, run);

	if (nobody.errors)
		*ret_wrong = path;
	if (fd >= 0)
		close(fd);
	if (found)
		*ret_attempt = attempt_of(&f.is, a, folder);
	buf_release(&text);
	return found;
}

/* The same of the unit's line, which counts if nothing lies where its folder would be; of one that is wrong its place is in *ret_wrong. */
static bool
read_line(struct outcome_attempt *ret_attempt, struct arena *a, const struct journal_lines *lines, const char *folder,
	const char *unit, const char *run, const char **ret_wrong)
{
	const struct journal_line *line = lines ? journal_find(lines, unit) : NULL;
	struct diag nobody = { .out = NULL };
	struct verdict_file f;
	struct stat st;

	if (!line || !lstat(folder, &st) || errno != ENOENT)
		return false;
	bool ok = journal_verdict(line, a, &nobody, &f);

	if (!ok)
		*ret_wrong = arena_printf(a, "%s:%u", line->path, line->line);
	if (!ok || !is_of_run(&f, run))
		return false;
	*ret_attempt = attempt_of(&f.is, a, folder);
	return true;
}

void
outcome_read(struct outcome *ret_outcome, struct arena *a, const struct journal_lines *lines, const char *results,
	const char *unit, const char *run)
{
	struct outcome *o = ret_outcome;
	struct outcome_attempt last, earlier;
	const char *folder = arena_printf(a, "%s/%s", results, unit);

	*o = (struct outcome){ 0 };
	if (!read_line(&last, a, lines, folder, unit, run, &o->wrong) &&
		!read_attempt(&last, a, folder, run, &o->wrong))
		return;
	for (long long n = 1; n < last.attempt; n++)
		if (read_attempt(&earlier, a, arena_printf(a, "%s/attempt-%lld", folder, n), run, &o->wrong))
			*ARENA_APPEND(a, o->attempts, o->count) = earlier;
	*ARENA_APPEND(a, o->attempts, o->count) = last;
}

/* Remove a folder's verdict, log and start; of an attempt the folder, too. */
static void
forget(const char *folder, bool whole)
{
	static const char *const files[] = { "verdict", "log", "start", "cases", "report.xml", "junit.xml" };
	struct buf path = { 0 };

	for (size_t i = 0; i < countof(files); i++) {
		buf_reset(&path);
		buf_printf(&path, "%s/%s", folder, files[i]);
		unlink(buf_text(&path));
	}
	if (whole)
		rmdir(folder);
	buf_release(&path);
}

const struct outcome_attempt *
outcome_last(const struct outcome *o)
{
	return o->count ? &o->attempts[o->count - 1] : NULL;
}

void
outcome_forget(const char *results, const char *unit)
{
	struct arena a = { 0 };
	const char *folder = arena_printf(&a, "%s/%s", results, unit), **names;
	size_t n = 0;
	bool there = file_list(&a, folder, &names, &n) || errno != ENOENT;

	for (size_t i = 0; i < n; i++)
		if (!strncmp(names[i], "attempt-", 8))
			forget(arena_printf(&a, "%s/%s", folder, names[i]), true);
	if (there) {
		forget(folder, false);
		rmdir(folder); /* unless there is more in it */
	}
	arena_release(&a);
}
