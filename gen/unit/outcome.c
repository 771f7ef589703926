#include "unit/outcome.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "unit/verdict.h"

/* Read one verdict. False if there is no whole one of that run. */
static bool
read_attempt(struct outcome_attempt *ret_attempt, struct arena *a, const char *folder, const char *run)
{
	const char *path = arena_printf(a, "%s/verdict", folder);
	struct buf text = { 0 };
	struct diag nobody = { .out = NULL };
	struct verdict_file f;
	const struct verdict *v = &f.is;
	int fd = file_open_foreign(path, false);
	bool found = fd >= 0 && file_read_fd(fd, &text) && verdict_is_whole(text.s, text.len) &&
		verdict_read(&f, a, &nobody, path, text.s, text.len) && v->run && !strcmp(v->run, run) &&
		f.line_of[KEY_VERDICT] && v->verdict >= 0;

	if (fd >= 0)
		close(fd);
	if (found)
		*ret_attempt = (struct outcome_attempt){
			.verdict = v->verdict,
			.attempt = v->attempt < 1 ? 1 : v->attempt,
			.status = v->status,
			.seed = v->seed,
			.usec = v->usec,
			.reason = v->reason,
			.folder = folder,
			.log = arena_printf(a, "%s/log", folder),
		};
	buf_release(&text);
	return found;
}

void
outcome_read(struct outcome *ret_outcome, struct arena *a, const char *results, const char *unit, const char *run)
{
	struct outcome *o = ret_outcome;
	struct outcome_attempt last, earlier;
	const char *folder = arena_printf(a, "%s/%s", results, unit);

	*o = (struct outcome){ 0 };
	if (!read_attempt(&last, a, folder, run))
		return;
	for (long long n = 1; n < last.attempt; n++) {
		if (!read_attempt(&earlier, a, arena_printf(a, "%s/attempt-%lld", folder, n), run))
			continue;
		o->attempts = arena_grow(a, o->attempts, o->count, sizeof(*o->attempts));
		o->attempts[o->count++] = earlier;
	}
	o->attempts = arena_grow(a, o->attempts, o->count, sizeof(*o->attempts));
	o->attempts[o->count++] = last;
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

void
outcome_forget(const char *results, const char *unit)
{
	struct buf folder = { 0 }, attempt = { 0 };
	struct dirent *entry;

	buf_printf(&folder, "%s/%s", results, unit);
	DIR *dir = opendir(buf_text(&folder));

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "attempt-", 8))
			continue;
		buf_reset(&attempt);
		buf_printf(&attempt, "%s/%s", buf_text(&folder), entry->d_name);
		forget(buf_text(&attempt), true);
	}
	if (dir)
		closedir(dir);
	forget(buf_text(&folder), false);
	buf_release(&folder);
	buf_release(&attempt);
}
