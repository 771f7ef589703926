#include "report/plan_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/balance.h"
#include "base/buf.h"
#include "plan/choice.h"
#include "base/diag.h"
#include "base/esc.h"
#include "plan/plan.h"

/* The units the filter lets through, heaviest first there, with their times. */
struct chosen {
	const struct unit **units;
	unsigned long long *usec;
	unsigned *machine;
	size_t n;
};

static bool
wanted(const struct plan *p, const struct unit *u, const struct planreport_filter *f)
{
	if (f->platform < 0 && f->lane < 0)
		return true;
	if (f->platform >= 0)
		return f->lane < 0 ? plan_runs_on(p, u, (size_t)f->platform)
				   : plan_runs(p, u, (size_t)f->platform, f->lane);
	for (size_t k = 0; k < p->suite->platform_count; k++)
		if (plan_runs(p, u, k, f->lane))
			return true;
	return false;
}

static struct chosen
choose(const struct plan *p, const struct planreport_filter *f)
{
	struct arena a = { 0 };
	const struct unit **order = f->platform < 0 ? NULL : plan_order(p, &a, (size_t)f->platform);
	struct chosen c = {
		.units = xcalloc(p->unit_count, sizeof(*c.units)),
		.usec = xcalloc(p->unit_count, sizeof(*c.usec)),
		.machine = xcalloc(p->unit_count, sizeof(*c.machine)),
	};

	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = order ? order[i] : &p->units[i];

		if (!wanted(p, u, f))
			continue;
		c.usec[c.n] = order ? plan_usec(p, u, (size_t)f->platform) : u->usec;
		c.units[c.n++] = u;
	}
	arena_release(&a);
	return c;
}

static void
release(struct chosen *c)
{
	free(c->units);
	free(c->usec);
	free(c->machine);
}

static double
ratio(const struct certificate *c)
{
	return c->bound ? (double)c->makespan / (double)c->bound : 1;
}

/* How many units memory lets run at a time, at most: on that platform, or on the one that lets run most. 0 for any
 * number. */
static long
jobs_limit(const struct plan *p, const struct planreport_filter *f)
{
	long most = 0;

	for (size_t k = 0; k < p->suite->platform_count; k++) {
		long limit = plan_jobs_limit(p, k);

		if (f->platform >= 0 && (size_t)f->platform != k)
			continue;
		if (!limit)
			return 0;
		most = limit > most ? limit : most;
	}
	return most;
}

/* The numbers of jobs to look at: none that memory does not allow. */
static size_t
job_numbers(const struct plan *p, const struct planreport_filter *f, long ret_jobs[4])
{
	static const long usual[] = { 1, 4, 8, 16 };
	long limit = jobs_limit(p, f);
	size_t n = 0;

	if (f->jobs) {
		ret_jobs[0] = limit && limit < f->jobs ? limit : f->jobs;
		return 1;
	}
	for (size_t i = 0; i < countof(usual) && (!limit || usual[i] < limit); i++)
		ret_jobs[n++] = usual[i];
	if (n < countof(usual))
		ret_jobs[n++] = limit;
	return n;
}

static void
add_certificates(const struct plan *p, const struct chosen *c, const struct planreport_filter *f, struct buf *out)
{
	long jobs[4];
	size_t n = job_numbers(p, f, jobs);

	for (size_t i = 0; i < n; i++) {
		struct certificate cert = pack(c->usec, c->n, (size_t)jobs[i], c->machine);

		buf_printf(out, "  -j%-4ld ", jobs[i]);
		buf_add_duration(out, cert.makespan);
		buf_printf(out, ", %.4f of the bound ", ratio(&cert));
		buf_add_duration(out, cert.bound);
		buf_printf(out, " (%s)\n",
			cert.bound == cert.longest && jobs[i] > 1 ? "the longest unit" : "the sum over the jobs");
	}
	struct certificate one = pack(c->usec, c->n, 1, c->machine);

	buf_printf(out, "  more than %zu at a time are useless: the longest unit is '%s', ", one.useful,
		c->units[0]->id);
	buf_add_duration(out, c->usec[0]);
	buf_printf(out, " of ");
	buf_add_duration(out, one.sum);
	buf_addc(out, '\n');
}

void
planreport_text(const struct plan *p, const struct planreport_filter *f, bool units, struct buf *out)
{
	const struct suite *s = p->suite;
	struct chosen c = choose(p, f);
	size_t width = 8;

	for (size_t k = 0; k < s->platform_count; k++)
		if (strlen(s->platforms[k].name) > width)
			width = strlen(s->platforms[k].name);
	buf_printf(out, "suite '%s': %zu units = %zu variants x %zu modules, as far as they meet\n\n", s->name,
		p->unit_count, s->variant_count, s->module_count);
	buf_printf(out, "%-*s  %-16s", (int)width, "platform", "system");
	for (int lane = 0; lane < LANE_COUNT; lane++)
		buf_printf(out, "  %-20s", lane_names[lane]);
	while (out->s[out->len - 1] == ' ')
		out->s[--out->len] = '\0';
	buf_addc(out, '\n');
	for (size_t k = 0; k < s->platform_count; k++) {
		buf_printf(out, "%-*s  %-16s", (int)width, s->platforms[k].name, s->platforms[k].system);
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			const struct lane_plan *l = &p->lanes[k][lane];
			struct buf cell = { 0 };

			if (l->does == DOES_CHECKED) {
				buf_printf(&cell, "%zu, ", l->unit_count);
				buf_add_duration(&cell, l->usec);
			} else {
				buf_adds(&cell, l->does == DOES_BUILD ? "build only" : "-");
			}
			buf_printf(out, "  %-20s", buf_text(&cell));
			buf_release(&cell);
		}
		while (out->s[out->len - 1] == ' ')
			out->s[--out->len] = '\0';
		buf_addc(out, '\n');
	}
	for (size_t k = 0; k < s->platform_count; k++)
		if (plan_jobs_limit(p, k))
			buf_printf(out, "%s: at most %ld units at a time, by their memory\n", s->platforms[k].name,
				plan_jobs_limit(p, k));
	buf_adds(out, "\n");
	if (f->platform >= 0 || f->lane >= 0)
		buf_printf(out, "%s%s%s%s: ", f->lane >= 0 ? "lane " : "", f->lane >= 0 ? lane_names[f->lane] : "",
			f->platform >= 0 ? (f->lane >= 0 ? " on " : "platform ") : "",
			f->platform >= 0 ? s->platforms[f->platform].name : "");
	buf_printf(out, "%zu units", c.n);
	if (c.n) {
		buf_adds(out, ", heaviest first:\n");
		add_certificates(p, &c, f, out);
	} else {
		buf_addc(out, '\n');
	}
	if (p->shard_count)
		buf_adds(out, "\nshards:\n");
	for (size_t i = 0; i < p->shard_count; i++) {
		const struct shard *h = &p->shards[i];

		if ((f->platform >= 0 && h->platform != &s->platforms[f->platform]) ||
			(f->lane >= 0 && h->lane != f->lane))
			continue;
		buf_printf(out, "  %3zu  %s on %s, -j%ld: %zu units, ", h->number, lane_names[h->lane],
			h->platform->name, h->jobs, h->unit_count);
		buf_add_duration(out, h->usec);
		buf_addc(out, '\n');
	}
	balance_text(p, f->platform, f->lane, out);
	if (p->system_count)
		buf_adds(out, "\nshards of Nix:\n");
	for (size_t i = 0; i < p->system_count; i++) {
		const struct nix_system *y = &p->systems[i];

		if (f->platform >= 0 && strcmp(y->name, s->platforms[f->platform].system))
			continue;
		buf_printf(out, "  %-16s  %zu", y->name, y->shard_count);
		if (s->nix_jobs)
			buf_printf(out, ", -j%ld", s->nix_jobs);
		if (y->shard_count) {
			buf_printf(out, ", the heaviest '%s': %zu units, ", y->shards[0].name, y->shards[0].unit_count);
			buf_add_duration(out, y->shards[0].usec);
		}
		buf_addc(out, '\n');
	}
	choice_text(p, out);
	balance_cost_text(p, out);
	if (units && c.n)
		buf_adds(out, "\nunits:\n");
	for (size_t i = 0; units && i < c.n; i++) {
		const struct traits *t = &c.units[i]->module->traits;

		buf_printf(out, "  %-40s ", c.units[i]->id);
		buf_add_duration(out, c.usec[i]);
		if (t->lane != LANE_PR)
			buf_printf(out, "  %s: %s", lane_names[t->lane], t->reason);
		buf_addc(out, '\n');
	}
	release(&c);
}

void
planreport_json(const struct plan *p, const struct planreport_filter *f, struct buf *out)
{
	const struct suite *s = p->suite;
	struct chosen c = choose(p, f);
	long jobs[4];
	size_t n = job_numbers(p, f, jobs);

	buf_adds(out, "{\n  \"suite\": ");
	esc_json(out, s->name, strlen(s->name));
	buf_adds(out, ",\n  \"platforms\": {");
	for (size_t k = 0; k < s->platform_count; k++) {
		buf_adds(out, k ? ",\n    " : "\n    ");
		esc_json(out, s->platforms[k].name, strlen(s->platforms[k].name));
		buf_adds(out, ": {");
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			buf_printf(out,
				"%s\"%s\": { \"does\": \"%s\", \"units\": %zu, \"seconds\": ", lane ? ", " : " ",
				lane_names[lane], does_names[p->lanes[k][lane].does], p->lanes[k][lane].unit_count);
			buf_add_seconds(out, p->lanes[k][lane].usec);
			buf_adds(out, " }");
		}
		if (plan_jobs_limit(p, k))
			buf_printf(out, ", \"jobs\": %ld", plan_jobs_limit(p, k));
		buf_adds(out, " }");
	}
	buf_adds(out, "\n  },\n  \"certificates\": [");
	for (size_t i = 0; c.n && i < n; i++) {
		struct certificate cert = pack(c.usec, c.n, (size_t)jobs[i], c.machine);

		buf_printf(out, "%s{ \"jobs\": %ld, \"makespan\": ", i ? ",\n    " : "\n    ", jobs[i]);
		buf_add_seconds(out, cert.makespan);
		buf_adds(out, ", \"bound\": ");
		buf_add_seconds(out, cert.bound);
		buf_adds(out, ", \"sum\": ");
		buf_add_seconds(out, cert.sum);
		buf_adds(out, ", \"longest\": ");
		buf_add_seconds(out, cert.longest);
		buf_printf(out, ", \"ratio\": %.6f, \"useful\": %zu }", ratio(&cert), cert.useful);
	}
	buf_adds(out, "\n  ],\n  \"shards\": [");
	for (size_t i = 0; i < p->shard_count; i++) {
		const struct shard *h = &p->shards[i];

		buf_printf(out, "%s{ \"number\": %zu, \"lane\": \"%s\", \"platform\": ", i ? ",\n    " : "\n    ",
			h->number, lane_names[h->lane]);
		esc_json(out, h->platform->name, strlen(h->platform->name));
		buf_printf(out, ", \"jobs\": %ld, \"units\": %zu, \"seconds\": ", h->jobs, h->unit_count);
		buf_add_seconds(out, h->usec);
		buf_adds(out, " }");
	}
	buf_adds(out, "\n  ]");
	balance_json(p, out);
	choice_json(p, out);
	buf_adds(out, ",\n  \"units\": [");
	for (size_t i = 0; i < c.n; i++) {
		const struct traits *t = &c.units[i]->module->traits;

		buf_adds(out, i ? ",\n    { \"id\": " : "\n    { \"id\": ");
		esc_json(out, c.units[i]->id, strlen(c.units[i]->id));
		buf_adds(out, ", \"seconds\": ");
		buf_add_seconds(out, c.usec[i]);
		buf_printf(out, ", \"lane\": \"%s\"", lane_names[t->lane]);
		if (t->reason) {
			buf_adds(out, ", \"reason\": ");
			esc_json(out, t->reason, strlen(t->reason));
		}
		buf_adds(out, " }");
	}
	buf_adds(out, "\n  ]\n}\n");
	release(&c);
}
