#include "report/planreport.h"

#include <string.h>

#include "base/buf.h"
#include "base/words.h"
#include "plan/balance.h"
#include "plan/choice.h"
#include "plan/plan.h"

/* --- platforms and lanes ---------------------------------------------------------------------- */

static void
trim_blanks(struct buf *out)
{
	while (out->len && out->s[out->len - 1] == ' ')
		out->s[--out->len] = '\0';
}

/* What each platform runs in each lane. */
static void
add_lanes(const struct plan *p, struct buf *out)
{
	const struct suite *s = p->suite;
	size_t width = strlen("platform");

	for (size_t k = 0; k < s->platform_count; k++)
		if (strlen(s->platforms[k].name) > width)
			width = strlen(s->platforms[k].name);
	buf_printf(out, "%-*s  %-16s", (int)width, "platform", "system");
	for (int lane = 0; lane < LANE_COUNT; lane++)
		buf_printf(out, "  %-20s", lane_names[lane]);
	trim_blanks(out);
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
		trim_blanks(out);
		buf_addc(out, '\n');
	}
	for (size_t k = 0; k < s->platform_count; k++) {
		if (!plan_jobs_limit(p, k))
			continue;
		buf_printf(out, "%s: at most %ld unit%s at a time, by their memory", s->platforms[k].name,
			plan_jobs_limit(p, k), words_plural((size_t)plan_jobs_limit(p, k)));
		if (plan_max_jobs(p, k))
			buf_printf(out, "; in Nix, %s, only with --max-jobs %ld",
				s->nix_shards ? "where a derivation runs a shard" : "where each is a derivation",
				plan_max_jobs(p, k));
		buf_addc(out, '\n');
	}
}

/* --- how good it is --------------------------------------------------------------------------- */

/* How soon the chosen units are done at some numbers of jobs. */
static void
add_certificates(const struct plan *p, const struct planreport_units *c, const struct planreport_filter *f,
	struct buf *out)
{
	long jobs[4];
	size_t n = planreport_jobs(p, f, jobs);

	for (size_t i = 0; i < n; i++) {
		struct certificate cert = pack(c->usec, c->n, (size_t)jobs[i], c->machine);

		buf_printf(out, "  -j%-4ld ", jobs[i]);
		buf_add_duration(out, cert.makespan);
		buf_printf(out, ", %.4f of the bound ", planreport_ratio(cert.makespan, cert.bound));
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

static void
add_chosen(const struct plan *p, const struct planreport_units *c, const struct planreport_filter *f, struct buf *out)
{
	const char *platform = f->platform >= 0 ? p->suite->platforms[f->platform].name : "";

	if (f->lane >= 0)
		buf_printf(out, "lane %s%s%s: ", lane_names[f->lane], *platform ? " on " : "", platform);
	else if (*platform)
		buf_printf(out, "platform %s: ", platform);
	buf_printf(out, "%zu unit%s", c->n, words_plural(c->n));
	if (c->n) {
		buf_adds(out, ", heaviest first:\n");
		add_certificates(p, c, f, out);
	} else {
		buf_addc(out, '\n');
	}
}

/* --- shards ----------------------------------------------------------------------------------- */

/* How good the cut of one lane, platform and mode is. */
static void
add_balance(const struct plan *p, const struct balance *b, struct buf *out)
{
	buf_printf(out, "  %s on %s", lane_names[b->lane], p->suite->platforms[b->platform].name);
	if (b->mode)
		buf_printf(out, ", mode %s", b->mode);
	buf_printf(out, ": %zu shard%s, the worst ", b->shards, words_plural(b->shards));
	buf_add_duration(out, b->worst);
	if (b->shards > 1) {
		buf_adds(out, ", the best ");
		buf_add_duration(out, b->best);
		buf_adds(out, ", spread ");
		buf_add_duration(out, b->worst - b->best);
	}
	buf_printf(out, ", %.4f of the bound ", planreport_ratio(b->worst, b->bound));
	buf_add_duration(out, b->bound);
	buf_printf(out, "; more than %zu are useless: the longest unit is '%s', ", b->useful, b->longest->id);
	buf_add_duration(out, b->longest_usec);
	buf_addc(out, '\n');
}

static void
add_shards(const struct plan *p, const struct planreport_filter *f, struct buf *out)
{
	struct balance b;

	if (p->shard_count)
		buf_adds(out, "\nshards:\n");
	for (size_t i = 0; i < p->shard_count; i++) {
		const struct shard *h = &p->shards[i];

		if ((f->platform >= 0 && h->platform != &p->suite->platforms[f->platform]) ||
			(f->lane >= 0 && h->lane != f->lane))
			continue;
		buf_printf(out, "  %3zu  %s on %s, -j%ld: %zu unit%s, ", h->number, lane_names[h->lane],
			h->platform->name, h->jobs, h->unit_count, words_plural(h->unit_count));
		buf_add_duration(out, h->usec);
		buf_addc(out, '\n');
	}
	for (size_t i = 0; i < p->shard_count; i += b.shards) {
		balance_of(p, i, &b);
		if ((f->platform < 0 || b.platform == (size_t)f->platform) && (f->lane < 0 || b.lane == f->lane))
			add_balance(p, &b, out);
	}
}

/* NULL if there is none. */
static const struct nix_shard *
heaviest(const struct nix_system *y)
{
	const struct nix_shard *found = NULL;

	for (size_t k = 0; k < y->shard_count; k++)
		if (!found || y->shards[k].usec > found->usec)
			found = &y->shards[k];
	return found;
}

static void
add_systems(const struct plan *p, const struct planreport_filter *f, struct buf *out)
{
	const struct suite *s = p->suite;

	if (p->system_count)
		buf_adds(out, "\nshards of Nix:\n");
	for (size_t i = 0; i < p->system_count; i++) {
		const struct nix_system *y = &p->systems[i];

		if (f->platform >= 0 && strcmp(y->name, s->platforms[f->platform].system))
			continue;
		buf_printf(out, "  %-16s  %zu", y->name, y->shard_count);
		if (s->nix_jobs)
			buf_printf(out, ", -j%ld", s->nix_jobs);
		const struct nix_shard *h = heaviest(y);

		if (h) {
			buf_printf(out, ", the heaviest '%s': %zu unit%s, ", h->name, h->unit_count,
				words_plural(h->unit_count));
			buf_add_duration(out, h->usec);
		}
		buf_addc(out, '\n');
	}
}

/* --- what a change chooses, and what lanes cost ----------------------------------------------- */

static void
add_choice(const struct choice *c, struct buf *out)
{
	if (c->pathed)
		buf_printf(out, " %zu of %zu unit%s only if one of their paths changes;", c->pathed, c->units,
			words_plural(c->units));
	if (c->members)
		buf_printf(out,
			" %zu unit%s in %zu class%s take%s turns, %ld of each class at a time, each within %zu commit%s;",
			c->members, words_plural(c->members), c->classes, c->classes == 1 ? "" : "es",
			c->members == 1 ? "s" : "", c->per_class, c->turns, words_plural(c->turns));
	if (c->all < 0)
		buf_adds(out, " no later lane is certain to run them\n");
	else
		buf_printf(out, " %s runs them all\n", lane_names[c->all]);
}

void
planreport_choices(const struct plan *p, struct buf *out)
{
	struct choice c;
	bool said = false;

	for (size_t k = 0; k < p->suite->platform_count; k++)
		for (int lane = 0; lane < LANE_NIGHTLY; lane++) {
			if (!choice_of(p, k, lane, &c))
				continue;
			buf_printf(out, "%s  %s on %s:", said ? "" : "\nchosen by the change (nightshift affected)\n",
				lane_names[lane], p->suite->platforms[k].name);
			add_choice(&c, out);
			said = true;
		}
}

/* Append minutes, with one digit after the point. */
static void
add_minutes(struct buf *out, unsigned long long usec)
{
	unsigned long long tenths = (usec + 3000000) / 6000000;

	buf_printf(out, "%llu.%llu", tenths / 10, tenths % 10);
}

static unsigned long long
percent(unsigned long long part, unsigned long long whole)
{
	return whole ? (part * 100 + whole / 2) / whole : 0;
}

/* Append "1.0 to 2.5", or only the latter if it is always that. */
static void
add_range(struct buf *out, unsigned long long least, unsigned long long most)
{
	if (least < most) {
		add_minutes(out, least);
		buf_adds(out, " to ");
	}
	add_minutes(out, most);
}

static void
add_cost(struct cost c, unsigned long long full, struct buf *out)
{
	add_range(out, c.least, c.most);
	if (c.least >= full)
		return;
	buf_adds(out, ", saves ");
	add_range(out, full - c.most, full - c.least);
	if (c.least < c.most)
		buf_printf(out, " (%llu to %llu %%)", percent(full - c.most, full), percent(full - c.least, full));
	else
		buf_printf(out, " (%llu %%)", percent(full - c.least, full));
}

void
planreport_costs(const struct plan *p, struct buf *out)
{
	unsigned long long full = balance_full(p);

	if (!full)
		return;
	buf_adds(out, "\nrunner minutes expected, for the tests alone; everything once: ");
	add_minutes(out, full);
	buf_addc(out, '\n');
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		struct cost c = balance_cost(p, lane);

		buf_printf(out, "  %-7s  ", lane_names[lane]);
		if (c.most)
			add_cost(c, full, out);
		else
			buf_addc(out, '-'); /* running nothing saves nothing */
		buf_addc(out, '\n');
	}
}

/* --- the whole -------------------------------------------------------------------------------- */

static void
add_units(const struct planreport_units *c, struct buf *out)
{
	if (c->n)
		buf_adds(out, "\nunits:\n");
	for (size_t i = 0; i < c->n; i++) {
		const struct traits *t = &c->units[i]->module->traits;

		buf_printf(out, "  %-40s ", c->units[i]->id);
		buf_add_duration(out, c->usec[i]);
		if (t->lane != LANE_PR)
			buf_printf(out, "  %s: %s", lane_names[t->lane], t->reason);
		buf_addc(out, '\n');
	}
}

void
planreport_text(const struct plan *p, const struct planreport_filter *f, bool units, struct buf *out)
{
	const struct suite *s = p->suite;
	struct planreport_units c = planreport_units(p, f);

	buf_printf(out, "suite '%s': %zu unit%s = %zu variant%s x %zu module%s, as far as they meet\n\n", s->name,
		p->unit_count, words_plural(p->unit_count), s->variant_count, words_plural(s->variant_count),
		s->module_count, words_plural(s->module_count));
	add_lanes(p, out);
	buf_adds(out, "\n");
	add_chosen(p, &c, f, out);
	add_shards(p, f, out);
	add_systems(p, f, out);
	planreport_choices(p, out);
	planreport_costs(p, out);
	if (units)
		add_units(&c, out);
	planreport_units_release(&c);
}
