#include "plan/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/text.h"
#include "plan/plan.h"

/* Classes that have more units than the lane runs of one. */
static void
count_classes(struct choice *c, const char **classes, size_t n)
{
	if (n > 1)
		qsort(classes, n, sizeof(*classes), text_order);
	for (size_t i = 0, end; i < n; i = end) {
		size_t some = (size_t)c->per_class, turns;

		for (end = i + 1; end < n && !strcmp(classes[i], classes[end]);)
			end++;
		if (end - i <= some)
			continue;
		turns = (end - i + some - 1) / some;
		c->classes++;
		c->members += end - i;
		c->turns = turns > c->turns ? turns : c->turns;
	}
}

bool
choice_of(const struct plan *p, size_t platform, int lane, struct choice *ret_choice)
{
	struct choice *c = ret_choice;
	const char **classes;
	size_t n = 0;

	*c = (struct choice){ .all = -1, .per_class = model_per_class(p->suite, lane) };
	/* Only pull requests are narrowed by what they touch. */
	if (p->suite->platforms[platform].does[lane] != DOES_CHECKED || (lane != LANE_PR && !c->per_class))
		return false;
	classes = xcalloc(p->unit_count, sizeof(*classes));
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];

		if (!plan_runs(p, u, platform, lane))
			continue;
		c->units++;
		c->pathed += lane == LANE_PR && u->module->paths && !u->module->always;
		if (c->per_class && u->class)
			classes[n++] = u->class;
	}
	count_classes(c, classes, n);
	free(classes);
	for (int later = lane + 1; later < LANE_COUNT && c->all < 0; later++)
		if (p->suite->platforms[platform].does[later] == DOES_CHECKED && !model_per_class(p->suite, later))
			c->all = later;
	return c->pathed || c->members;
}

void
choice_text(const struct plan *p, struct buf *out)
{
	struct choice c;
	bool said = false;

	for (size_t k = 0; k < p->suite->platform_count; k++)
		for (int lane = 0; lane < LANE_NIGHTLY; lane++) {
			if (!choice_of(p, k, lane, &c))
				continue;
			buf_printf(out, "%s  %s on %s:", said ? "" : "\nchosen by the change (nightshift affected)\n",
				lane_names[lane], p->suite->platforms[k].name);
			said = true;
			if (c.pathed)
				buf_printf(out, " %zu of %zu units only if one of their paths changes;", c.pathed,
					c.units);
			if (c.members)
				buf_printf(out,
					" %zu units in %zu class%s take turns, %ld of each class at a time, each within %zu commits;",
					c.members, c.classes, c.classes == 1 ? "" : "es", c.per_class, c.turns);
			if (c.all < 0)
				buf_adds(out, " no later lane is certain to run them\n");
			else
				buf_printf(out, " %s runs them all\n", lane_names[c.all]);
		}
}

void
choice_json(const struct plan *p, struct buf *out)
{
	struct choice c;
	bool said = false;

	for (size_t k = 0; k < p->suite->platform_count; k++)
		for (int lane = 0; lane < LANE_NIGHTLY; lane++) {
			if (!choice_of(p, k, lane, &c))
				continue;
			buf_adds(out, said ? ",\n    { \"platform\": " : ",\n  \"chosen\": [\n    { \"platform\": ");
			said = true;
			esc_json(out, p->suite->platforms[k].name, strlen(p->suite->platforms[k].name));
			buf_printf(out,
				", \"lane\": \"%s\", \"units\": %zu, \"with_paths\": %zu, \"per_class\": %ld, \"classes\": %zu, \"in_classes\": %zu, \"turns\": %zu, \"all\": ",
				lane_names[lane], c.units, c.pathed, c.per_class, c.classes, c.members, c.turns);
			if (c.all < 0)
				buf_adds(out, "null }");
			else
				buf_printf(out, "\"%s\" }", lane_names[c.all]);
		}
	if (said)
		buf_adds(out, "\n  ]");
}
