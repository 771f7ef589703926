#include "run/outcome.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/seconds.h"
#include "unit/verdict.h"

/* The value of a key in the text of a verdict, in the arena, or NULL. */
static const char *
value(struct arena *a, const char *text, const char *key)
{
	size_t n = strlen(key);

	for (const char *s = text; s; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (!strncmp(s, key, n) && s[n] == ' ')
			return arena_strndup(a, s + n + 1, strcspn(s + n + 1, "\n"));
	}
	return NULL;
}

static long long
number(const char *s)
{
	return s && *s && strspn(s, "0123456789") == strlen(s) && strlen(s) < 18 ? strtoll(s, NULL, 10) : -1;
}

/* One verdict; false if there is no whole one of that run. */
static bool
read_attempt(struct outcome_attempt *ret_attempt, struct arena *a, const char *folder, const char *run)
{
	struct buf text = { 0 };
	bool found = file_read(arena_printf(a, "%s/verdict", folder), &text) && text.len > 5 &&
		!strcmp(text.s + text.len - 5, "\nend\n");
	const char *of = found ? value(a, text.s, "run") : NULL, *verdict = found ? value(a, text.s, "verdict") : NULL;

	found = of && verdict && !strcmp(of, run);
	if (found) {
		const char *seconds = value(a, text.s, "seconds");
		unsigned long long usec;

		*ret_attempt = (struct outcome_attempt){
			.verdict = -1,
			.attempt = number(value(a, text.s, "attempt")),
			.status = number(value(a, text.s, "status")),
			.seed = number(value(a, text.s, "seed")),
			.usec = seconds && seconds_parse(seconds, strlen(seconds), &usec) ? (long long)usec : -1,
			.log = arena_printf(a, "%s/log", folder),
		};
		if (ret_attempt->attempt < 1)
			ret_attempt->attempt = 1;
		for (int i = 0; verdict_names[i]; i++)
			if (!strcmp(verdict_names[i], verdict))
				ret_attempt->verdict = i;
		found = ret_attempt->verdict >= 0;
	}
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

void
outcome_log(const char *path, size_t max, struct buf *out)
{
	FILE *in = fopen(path, "rb");

	if (!in)
		return;
	if (fseeko(in, -(off_t)max, SEEK_END))
		rewind(in); /* it is shorter */
	char *to = buf_reserve(out, max + 1);
	size_t n = fread(to, 1, max, in);

	to[n] = '\0';
	out->len += n;
	fclose(in);
}

/* Remove a folder's verdict, log and start; of an attempt the folder, too. */
static void
forget(const char *folder, bool whole)
{
	static const char *const files[] = { "verdict", "log", "start" };
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
