#include "report/duefolder.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "plan/affected.h"
#include "plan/plan.h"
#include "report/affected_text.h"
#include "suite/model.h"
#include "unit/dueof.h"
#include "unit/needs.h"

/* Write the file, and empty the text. */
static void
put(const char *path, struct buf *text)
{
	if (!file_put(path, buf_text(text), text->len))
		die("cannot write '%s':", path);
	buf_reset(text);
}

/* Make a folder in dir that is empty. Its path is in the arena. */
static const char *
empty_folder(struct arena *a, const char *dir, const char *name)
{
	const char *path = arena_printf(a, "%s/%s", dir, name);

	if (!file_remove_all(path) || !file_mkdirs(path))
		die("cannot make the folder '%s':", path);
	return path;
}

/* Write the list of what is owed on the platform, and add its line to what is said of the lists. */
static void
write_owed(const struct affected *f, size_t platform, const char *path, struct buf *of)
{
	const struct plan *p = f->plan;
	struct buf text = { 0 };

	for (size_t i = 0; i < p->unit_count; i++)
		if (f->on[platform * p->unit_count + i])
			buf_printf(&text, "%s\n", p->units[i].id);
	dueof_list(of, p->suite->platforms[platform].name, &text);
	put(path, &text);
	buf_release(&text);
}

void
duefolder_write(const char *dir, const char *plan, const char *commit, const struct affected *f, const struct leg *legs,
	size_t leg_count, struct arena *a)
{
	const struct suite *s = f->plan->suite;
	const char *owed_in = empty_folder(a, dir, "owed"), *legs_in = empty_folder(a, dir, "legs");
	const char *of_in = arena_printf(a, "%s/of", dir);
	struct buf outputs = { 0 }, of = { 0 }, text = { 0 };

	if (!file_remove_all(of_in))
		die("cannot remove '%s':", of_in);
	dueof_begin(&of, plan, lane_names[f->lane], commit);
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *on = &s->platforms[k];
		size_t n = 0;

		if (on->does[f->lane] != DOES_CHECKED || (f->platform >= 0 && (size_t)f->platform != k))
			continue;
		write_owed(f, k, arena_printf(a, "%s/%s.txt", owed_in, on->name), &of);
		buf_printf(&outputs, "%s=[", needs_id(a, "legs-", on->name));
		for (size_t i = 0; i < leg_count; i++) {
			if (legs[i].platform != on)
				continue;
			buf_printf(&outputs, "%s%zu", n++ ? "," : "", legs[i].number);
			for (size_t u = 0; u < legs[i].unit_count; u++)
				buf_printf(&text, "%s\n", legs[i].units[u]->id);
			put(arena_printf(a, "%s/%s-%zu.txt", legs_in, on->name, legs[i].number), &text);
		}
		buf_adds(&outputs, "]\n");
	}
	affectedreport_text(f, legs, leg_count, false, &text);
	put(arena_printf(a, "%s/due.txt", dir), &text);
	put(arena_printf(a, "%s/outputs", dir), &outputs);
	dueof_end(&of);
	put(of_in, &of); /* the last, when all is there */
	buf_release(&outputs);
	buf_release(&of);
	buf_release(&text);
}
