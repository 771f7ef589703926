#include "cli/list.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "run/selection.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

static unsigned long long
expected_of(const struct planfile *p, const struct selection *s, const struct planfile_unit *u,
	const unsigned long long *expected)
{
	return expected ? expected[u - p->units] : planfile_usec(u, s->platform);
}

/* The lane whose unit it is, or NULL. */
static const char *
lane_of(const struct planfile_unit *u)
{
	return u->lane < VERDICT_LANE_COUNT ? verdict_lanes[u->lane] : NULL;
}

/* --- text ------------------------------------------------------------------------------------- */

static void
add_text(struct buf *out, const struct cli *c, struct arena *a, const struct planfile *p, const struct selection *s,
	const unsigned long long *expected)
{
	size_t width = 0;

	for (size_t i = 0; i < s->count; i++)
		width = strlen(s->units[i]->id) > width ? strlen(s->units[i]->id) : width;
	for (size_t i = 0; i < s->count; i++) {
		const struct planfile_unit *u = s->units[i];
		struct buf took = { 0 };

		if (!c->verbose) {
			buf_printf(out, "%s\n", u->id);
			continue;
		}
		buf_add_duration(&took, expected_of(p, s, u, expected));
		buf_printf(out, "%-*s  %12s  %s", (int)width, u->id, buf_text(&took), lane_of(u) ? lane_of(u) : "-");
		if (u->original)
			buf_printf(out, "%*s  %s", (int)(7 - strlen(lane_of(u) ? lane_of(u) : "-")), "",
				planfile_shown(a, u));
		buf_addc(out, '\n');
		buf_release(&took);
	}
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
add_json(struct buf *out, const struct planfile *p, const struct selection *s, const unsigned long long *expected)
{
	buf_addc(out, '{');
	json_text(out, ",\n  ", "suite", p->suite);
	json_text(out, ",\n  ", "platform", s->platform ? s->platform->name : NULL);
	json_text(out, ",\n  ", "lane", s->lane < 0 ? NULL : verdict_lanes[s->lane]);
	json_begin(out, ",\n  ", "units", "[");
	for (size_t i = 0; i < s->count; i++) {
		const struct planfile_unit *u = s->units[i];

		json_begin(out, ",\n    ", NULL, "{ ");
		json_text(out, ", ", "unit", u->id);
		if (u->original)
			json_text(out, ", ", "name", u->original);
		json_text(out, ", ", "variant", u->variant->name);
		json_text(out, ", ", "module", u->module);
		json_text(out, ", ", "lane", lane_of(u));
		json_seconds(out, ", ", "seconds", expected_of(p, s, u, expected));
		json_number(out, ", ", "attempts", u->attempts > 0 ? u->attempts : 1);
		if (u->timeout)
			json_number(out, ", ", "timeout", u->timeout);
		buf_adds(out, " }");
	}
	buf_adds(out, s->count ? "\n  ]\n}\n" : "]\n}\n");
}

void
list_print(const struct cli *c, struct arena *a, const struct planfile *p, const struct selection *s,
	const unsigned long long *expected)
{
	struct buf out = { 0 };

	if (c->format == FORMAT_JSON)
		add_json(&out, p, s, expected);
	else
		add_text(&out, c, a, p, s, expected);
	plan_options_print(&out, c->format == FORMAT_JSON);
	buf_release(&out);
}
