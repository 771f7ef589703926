#include "report/planreport.h"

#include <string.h>

#include "base/buf.h"
#include "base/esc.h"
#include "base/json.h"
#include "plan/balance.h"
#include "plan/choice.h"
#include "plan/plan.h"

static void
add_text(struct buf *out, const char *s)
{
	esc_json(out, s, strlen(s));
}

/* Append a member whose value is a number of seconds; `name` comes with what separates it from the member before. */
static void
add_seconds(struct buf *out, const char *name, unsigned long long usec)
{
	buf_printf(out, "%s: ", name);
	buf_add_seconds(out, usec);
}

static void
add_platforms(const struct plan *p, struct buf *out)
{
	const struct suite *s = p->suite;

	buf_adds(out, ",\n  \"platforms\": {");
	for (size_t k = 0; k < s->platform_count; k++) {
		buf_adds(out, k ? ",\n    " : "\n    ");
		add_text(out, s->platforms[k].name);
		buf_adds(out, ": {");
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			const struct lane_plan *l = &p->lanes[k][lane];

			buf_printf(out, "%s\"%s\": { \"does\": \"%s\", \"units\": %zu", lane ? ", " : " ",
				lane_names[lane], does_names[l->does], l->unit_count);
			add_seconds(out, ", \"seconds\"", l->usec);
			buf_adds(out, " }");
		}
		if (plan_jobs_limit(p, k))
			buf_printf(out, ", \"jobs\": %ld", plan_jobs_limit(p, k));
		if (plan_max_jobs(p, k))
			buf_printf(out, ", \"maxJobs\": %ld", plan_max_jobs(p, k));
		buf_adds(out, " }");
	}
	buf_adds(out, "\n  }");
}

static void
add_certificates(const struct plan *p, const struct planreport_units *c, const struct planreport_filter *f,
	struct buf *out)
{
	long jobs[4];
	size_t n = c->n ? planreport_jobs(p, f, jobs) : 0;

	buf_adds(out, ",\n  \"certificates\": [");
	for (size_t i = 0; i < n; i++) {
		struct certificate cert = pack(c->usec, c->n, (size_t)jobs[i], c->machine);

		buf_printf(out, "%s{ \"jobs\": %ld", i ? ",\n    " : "\n    ", jobs[i]);
		add_seconds(out, ", \"makespan\"", cert.makespan);
		add_seconds(out, ", \"bound\"", cert.bound);
		add_seconds(out, ", \"sum\"", cert.sum);
		add_seconds(out, ", \"longest\"", cert.longest);
		buf_printf(out, ", \"ratio\": %.6f, \"useful\": %zu }", planreport_ratio(cert.makespan, cert.bound),
			cert.useful);
	}
	buf_adds(out, "\n  ]");
}

static void
add_shards(const struct plan *p, struct buf *out)
{
	buf_adds(out, ",\n  \"shards\": [");
	for (size_t i = 0; i < p->shard_count; i++) {
		const struct shard *h = &p->shards[i];

		buf_printf(out, "%s{ \"number\": %zu, \"lane\": \"%s\", \"platform\": ", i ? ",\n    " : "\n    ",
			h->number, lane_names[h->lane]);
		add_text(out, h->platform->name);
		buf_printf(out, ", \"jobs\": %ld, \"units\": %zu", h->jobs, h->unit_count);
		add_seconds(out, ", \"seconds\"", h->usec);
		json_text(out, ", ", "mode", h->mode);
		buf_adds(out, ", \"ids\": [");
		for (size_t k = 0; k < h->unit_count; k++)
			buf_printf(out, "%s\"%s\"", k ? ", " : "", h->units[k]->id);
		buf_adds(out, "] }");
	}
	buf_adds(out, "\n  ]");
}

/* The shards of each Nix system, by name, each with its units in their order; nothing if <nix> has none. */
static void
add_nix_shards(const struct plan *p, struct buf *out)
{
	const char *before = "";

	if (!p->system_count)
		return;
	buf_adds(out, ",\n  \"nixShards\": [");
	for (size_t y = 0; y < p->system_count; y++)
		for (size_t k = 0; k < p->systems[y].shard_count; k++) {
			const struct nix_shard *h = &p->systems[y].shards[k];

			buf_printf(out, "%s\n    { \"system\": \"%s\", \"name\": \"%s\"", before, p->systems[y].name,
				h->name);
			add_seconds(out, ", \"seconds\"", h->usec);
			buf_adds(out, ", \"units\": [");
			for (size_t i = 0; i < h->unit_count; i++)
				buf_printf(out, "%s\"%s\"", i ? ", " : "", h->units[i]->id);
			buf_adds(out, "] }");
			before = ",";
		}
	buf_adds(out, "\n  ]");
}

/* How good each cut is. */
static void
add_balances(const struct plan *p, struct buf *out)
{
	struct balance b;

	buf_adds(out, ",\n  \"balance\": [");
	for (size_t i = 0; i < p->shard_count; i += b.shards) {
		balance_of(p, i, &b);
		buf_printf(out, "%s{ \"lane\": \"%s\", \"platform\": ", i ? ",\n    " : "\n    ", lane_names[b.lane]);
		add_text(out, p->suite->platforms[b.platform].name);
		if (b.mode) {
			buf_adds(out, ", \"mode\": ");
			add_text(out, b.mode);
		}
		buf_printf(out, ", \"shards\": %zu, \"jobs\": %ld", b.shards, b.jobs);
		add_seconds(out, ", \"worst\"", b.worst);
		add_seconds(out, ", \"best\"", b.best);
		add_seconds(out, ", \"bound\"", b.bound);
		add_seconds(out, ", \"sum\"", b.sum);
		buf_printf(out, ", \"ratio\": %.6f, \"useful\": %zu, \"longest\": ", planreport_ratio(b.worst, b.bound),
			b.useful);
		add_text(out, b.longest->id);
		add_seconds(out, ", \"longest_seconds\"", b.longest_usec);
		buf_adds(out, " }");
	}
	buf_adds(out, "\n  ]");
}

/* How long runners are busy. */
static void
add_costs(const struct plan *p, struct buf *out)
{
	buf_adds(out, ",\n  \"runner_seconds\": {");
	add_seconds(out, " \"everything\"", balance_full(p));
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		struct cost c = balance_cost(p, lane);

		buf_printf(out, ", \"%s\": {", lane_names[lane]);
		add_seconds(out, " \"least\"", c.least);
		add_seconds(out, ", \"most\"", c.most);
		buf_adds(out, " }");
	}
	buf_adds(out, " }");
}

void
planreport_choices_json(const struct plan *p, struct buf *out)
{
	struct choice c;
	bool said = false;

	for (size_t k = 0; k < p->suite->platform_count; k++)
		for (int lane = 0; lane < LANE_NIGHTLY; lane++) {
			if (!choice_of(p, k, lane, &c))
				continue;
			buf_adds(out, said ? ",\n    { \"platform\": " : ",\n  \"chosen\": [\n    { \"platform\": ");
			said = true;
			add_text(out, p->suite->platforms[k].name);
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

static void
add_units(const struct planreport_units *c, struct buf *out)
{
	buf_adds(out, ",\n  \"units\": [");
	for (size_t i = 0; i < c->n; i++) {
		const struct traits *t = &c->units[i]->module->traits;

		buf_adds(out, i ? ",\n    { \"id\": " : "\n    { \"id\": ");
		add_text(out, c->units[i]->id);
		add_seconds(out, ", \"seconds\"", c->usec[i]);
		buf_printf(out, ", \"lane\": \"%s\"", lane_names[t->lane]);
		if (t->reason) {
			buf_adds(out, ", \"reason\": ");
			add_text(out, t->reason);
		}
		buf_adds(out, " }");
	}
	buf_adds(out, "\n  ]");
}

void
planreport_json(const struct plan *p, const struct planreport_filter *f, struct buf *out)
{
	struct planreport_units c = planreport_units(p, f);

	buf_adds(out, "{\n  \"suite\": ");
	add_text(out, p->suite->name);
	add_platforms(p, out);
	add_certificates(p, &c, f, out);
	add_shards(p, out);
	add_nix_shards(p, out);
	add_balances(p, out);
	add_costs(p, out);
	planreport_choices_json(p, out);
	add_units(&c, out);
	buf_adds(out, "\n}\n");
	planreport_units_release(&c);
}
