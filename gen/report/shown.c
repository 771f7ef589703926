#include "report/shown.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/foreign.h"
#include "plan/plan.h"
#include "suite/model.h"

enum { NAME_BYTES = 300 };

struct name {
	const char *id, *shown;
};

/* One plan is looked at in a run of the program, and many functions name units of it. */
static struct name *names;
static size_t name_count;

static int
by_id(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return strcmp(x->id, y->id);
}

void
shown_take(const struct plan *p, struct arena *a)
{
	names = NULL;
	name_count = 0;
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];

		const char *shown = plan_shown(a, u);

		if (shown != u->id)
			*ARENA_APPEND(a, names, name_count) = (struct name){ u->id, shown };
	}
	if (name_count > 1)
		qsort(names, name_count, sizeof(*names), by_id);
}

const char *
shown_name(const char *id)
{
	const struct name wanted = { .id = id };
	const struct name *found = name_count ? bsearch(&wanted, names, name_count, sizeof(*names), by_id) : NULL;

	return found ? found->shown : id;
}

void
shown_add(struct buf *out, const char *id, bool markdown)
{
	foreign_line(out, shown_name(id), NAME_BYTES, markdown);
}
