#include "plan/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
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
