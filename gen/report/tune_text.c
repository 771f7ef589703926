#include <string.h>

#include "base/buf.h"
#include "base/words.h"
#include "report/tune.h"
#include "suite/model.h"

/* The lines that change. */
static void
add_lines(struct buf *out, const struct tune_line *lines, size_t n)
{
	static const char *const words[] = { "kept", "new", "changed", "dropped" };

	for (size_t i = 0; i < n; i++) {
		if (lines[i].what == TUNE_KEPT)
			continue;
		buf_printf(out, "  %-7s  %s  ", words[lines[i].what], lines[i].unit);
		if (lines[i].what == TUNE_CHANGED) {
			buf_add_seconds(out, lines[i].old_usec);
			buf_adds(out, " -> ");
		}
		buf_add_seconds(out, lines[i].usec);
		buf_addc(out, '\n');
	}
}

/* How long the cut takes, and how long it would take. */
static void
add_cut(struct buf *out, const struct suite *s, const struct tune_cut *c)
{
	if (c->lane < 0)
		buf_printf(out, "  Nix on %s, ", s->platforms[c->platform].system);
	else
		buf_printf(out, "  %s on %s, ", lane_names[c->lane], s->platforms[c->platform].name);
	buf_printf(out, "%zu shard%s", c->shards_before, words_plural(c->shards_before));
	if (c->jobs > 1)
		buf_printf(out, " of -j%ld", c->jobs);
	buf_adds(out, ": ");
	buf_add_duration(out, c->before);
	if (c->after != c->before || c->shards_after != c->shards_before) {
		buf_adds(out, " before, ");
		buf_add_duration(out, c->after);
		buf_adds(out, " now");
		if (c->shards_after != c->shards_before)
			buf_printf(out, " with %zu", c->shards_after);
	}
	if (c->best < c->after) {
		buf_adds(out, "; if every line were written anew, ");
		buf_add_duration(out, c->best);
	}
	buf_addc(out, '\n');
}

void
tune_text(const struct tune *t, bool lines, struct buf *out)
{
	for (size_t i = 0, end; i < t->line_count; i = end) {
		size_t what[4] = { 0 };

		for (end = i; end < t->line_count && !strcmp(t->lines[i].platform, t->lines[end].platform); end++)
			what[t->lines[end].what]++;
		buf_printf(out, "%s: %zu new, %zu changed, %zu dropped, %zu kept\n", t->lines[i].platform,
			what[TUNE_NEW], what[TUNE_CHANGED], what[TUNE_DROPPED], what[TUNE_KEPT]);
		if (lines)
			add_lines(out, t->lines + i, end - i);
	}
	if (t->cut_count)
		buf_adds(out, "until the last shard is done, by what was measured:\n");
	for (size_t i = 0; i < t->cut_count; i++)
		add_cut(out, t->suite, &t->cuts[i]);
}
