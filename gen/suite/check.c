#include "suite/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/twins.h"
#include "base/words.h"
#include "suite/model.h"
#include "suite/named.h"
#include "suite/params.h"
#include "suite/system.h"

/* --- lists with names ------------------------------------------------------------------------- */

/* Does a stand before b? What the manifest says itself comes before what a discovery printed. */
static bool
stands_before(struct loc a, struct loc b)
{
	if (strcmp(a.file, b.file))
		return strlen(a.file) != strlen(b.file) ? strlen(a.file) < strlen(b.file) : strcmp(a.file, b.file) < 0;
	return a.line < b.line || (a.line == b.line && a.col < b.col);
}

void
check_list(struct checker *c, const char *what, void *rows, size_t n, size_t size)
{
	const struct named l = { rows, n, size };

	if (n > 1)
		qsort(rows, n, size, named_order);
	for (size_t i = 1; i < n; i++) {
		const char *name = named_name(&l, i);

		if (!*name || strcmp(named_name(&l, i - 1), name))
			continue;
		const struct loc *one = (const struct loc *)((char *)rows + (i - 1) * size);
		const struct loc *other = (const struct loc *)((char *)rows + i * size);
		bool turned = stands_before(*other, *one); /* qsort is not stable */

		diag_error(c->diag, turned ? *one : *other, "%s '%s' stands here a second time", what, name);
		diag_note(c->diag, turned ? *other : *one, "the first is here");
	}
}

/* A row whose name becomes that of a file. */
struct place {
	const struct loc *at;
	const char *name;
};

static int
by_place(const void *a, const void *b)
{
	const struct loc *x = ((const struct place *)a)->at, *y = ((const struct place *)b)->at;

	return stands_before(*y, *x) - stands_before(*x, *y);
}

/* What is looked through for names that are the same in another case. */
struct twins {
	struct checker *checker;
	const char *what;
	const struct place *places; /* in their order in the manifest */
};

static void
report_twins(void *context, size_t one, size_t other)
{
	const struct twins *t = context;
	const struct place *first = &t->places[one], *second = &t->places[other];

	diag_error(t->checker->diag, *second->at,
		"%s '%s' differs from '%s' only in case, so that their files would be the same on macOS", t->what,
		second->name, first->name);
	diag_note(t->checker->diag, *first->at, "the other is here");
}

void
check_list_of_files(struct checker *c, const char *what, void *rows, size_t n, size_t size)
{
	const struct named l = { rows, n, size };
	struct place *places = arena_alloc(c->arena, (n + 1) * sizeof(*places));
	const char **names = arena_alloc(c->arena, (n + 1) * sizeof(*names));
	struct twins t = { c, what, places };

	check_list(c, what, rows, n, size);
	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){ (const struct loc *)((char *)rows + i * size), named_name(&l, i) };
	if (n > 1)
		qsort(places, n, sizeof(*places), by_place);
	for (size_t i = 0; i < n; i++)
		names[i] = places[i].name;
	twins_find(names, n, report_twins, &t);
}

void
check_params(struct checker *c, struct bindings *b)
{
	check_list(c, "parameter", b->v, b->n, sizeof(*b->v));
	for (size_t i = 0; i < b->n; i++)
		if (params_is_built_in(b->v[i].name))
			diag_error(c->diag, b->v[i].loc,
				"parameter '%s' has the name of a built-in one, and '{%s}' would mean that: rename it",
				b->v[i].name, b->v[i].name);
}

void
check_env(struct checker *c, struct bindings *b)
{
	check_list(c, "variable", b->v, b->n, sizeof(*b->v));
}

void
check_name(struct checker *c, struct loc at, const char *what, const char *name, const struct named *l)
{
	if (named_find(l, name) < l->n)
		return;
	const struct suite *s = c->suite;
	const struct named modules = NAMED(s->modules, s->module_count);
	bool none = l->rows == s->platforms ? s->platforms[0].implied
		: l->rows == s->variants    ? s->variants[0].implied
					    : !l->n;
	const char *more = diag_did_you_mean(diag_meant(name, named_all(l, c->arena), l->n));

	if (strchr(name, ','))
		more = "; names stand with blanks between them, not commas";
	else if (!strcmp(what, "fixture") && named_find(&modules, name) < modules.n)
		more = "; it is a module, and units do not wait for one another: what they need first is a <fixture>";
	else if (none)
		more = arena_printf(c->arena, ", for the suite has no <%s>: write one, or leave the name out", what);
	diag_error(c->diag, at, "no %s has the name '%s'%s", what, name, more);
}

void
check_names(struct checker *c, const struct words *w, const char *what, const struct named *l)
{
	for (size_t i = 0; i < w->n; i++)
		check_name(c, w->loc, what, w->v[i], l);
}

/* --- platforms and variants ------------------------------------------------------------------- */

static int
by_gap(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	int c = strcmp(x->reason, y->reason);

	return c ? c : strcmp(x->until ? x->until : "", y->until ? y->until : "");
}

void
check_until(struct checker *c, struct loc at, const char *until)
{
	if (!until || strcmp(until, c->today) >= 0)
		return;
	long long day = 0, today = 0;
	bool grace = text_is_date(until, &day) && text_is_date(c->today, &today) && today - day <= UNTIL_GRACE;

	if (grace)
		diag_warn(c->diag, at,
			"'until' was %s, which has passed: run it again, or set a new date; lint refuses it %d days after that day",
			until, UNTIL_GRACE);
	/* What is written must not depend on the clock (law 1), so only lint refuses. */
	else if (c->strict)
		diag_error(c->diag, at, "'until' was %s, which has passed: run it again, or set a new date", until);
	else
		diag_warn(c->diag, at, "'until' was %s, which has passed: run it again, or set a new date", until);
}

/* Jobs and Nix must know what they run on; only what runs on the machine at hand may leave it open. */
static void
need_platform(struct checker *c)
{
	const struct suite *s = c->suite;
	bool jobs = s->workflow.loc.line;

	if (s->platforms[0].implied && (jobs || s->nix_loc.line))
		diag_error(c->diag, jobs ? s->workflow.loc : s->nix_loc,
			"%s, as <platform name=\"linux\" system=\"x86_64-linux\"%s pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>",
			jobs ? "<workflow> needs to know where its jobs run: give the suite a <platform>"
			     : "<nix> needs to know for which systems it builds: give the suite a <platform>",
			jobs ? " runner=\"ubuntu-24.04\"" : "");
}

void
check_platforms(struct checker *c)
{
	struct suite *s = c->suite;

	check_list_of_files(c, "platform", s->platforms, s->platform_count, sizeof(*s->platforms));
	need_platform(c);
	for (size_t i = 0; i < s->platform_count; i++) {
		struct platform *p = &s->platforms[i];
		bool checked = false, known = true;

		if (*p->system && !p->implied && !system_is_known(p->system))
			diag_error(c->diag, p->system_loc,
				"'system' of platform '%s' is '%s', but Nix names systems like x86_64-linux%s", p->name,
				p->system,
				strcmp(p->system, model_any_system)
					? diag_did_you_mean(system_meant(p->system, c->arena))
					: "; a suite without <platform> runs on any");
		check_env(c, &p->env);
		if (p->gap_count > 1)
			qsort(p->gaps, p->gap_count, sizeof(*p->gaps), by_gap);
		for (size_t g = 0; g < p->gap_count; g++)
			check_until(c, p->gaps[g].loc, p->gaps[g].until);
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			known &= p->does[lane] != DOES_UNKNOWN;
			checked |= p->does[lane] == DOES_CHECKED;
			if (p->does[lane] == DOES_UNKNOWN)
				p->does[lane] = DOES_NONE;
		}
		if (!checked && known && !p->gap_count)
			diag_error(c->diag, p->loc,
				"no lane of platform '%s' is 'checked', so nothing runs there: give it a <gap reason=\"...\"/>",
				p->name);
	}
}

void
check_variants(struct checker *c)
{
	struct suite *s = c->suite;

	check_list_of_files(c, "variant", s->variants, s->variant_count, sizeof(*s->variants));
	for (size_t i = 0; i < s->variant_count; i++) {
		check_params(c, &s->variants[i].params);
		check_env(c, &s->variants[i].env);
	}
}

/* --- groups and modules ----------------------------------------------------------------------- */

/* What a group or a module says itself, before a module takes over what its group says, so that a mistake is reported
 * once. */
static void
check_traits(struct checker *c, struct traits *t, const char *who, bool has_reason)
{
	const struct suite *s = c->suite;
	const struct named variants = NAMED(s->variants, s->variant_count),
			   platforms = NAMED(s->platforms, s->platform_count),
			   fixtures = NAMED(s->fixtures, s->fixture_count), pools = NAMED(s->pools, s->pool_count),
			   workers = NAMED(s->workers, s->worker_count);

	check_names(c, &t->variants, "variant", &variants);
	check_names(c, &t->except, "variant", &variants);
	check_names(c, &t->platforms, "platform", &platforms);
	if (t->lane > LANE_PR && !has_reason)
		diag_error(c->diag, t->lane_loc, "%s is kept from pull requests without a reason: add reason=\"...\"",
			who);
	if (t->platforms.loc.line && !has_reason)
		diag_error(c->diag, t->platforms.loc, "%s is kept from platforms without a reason: add reason=\"...\"",
			who);
	if (t->seed > SEED_NONE && !s->has_seed)
		diag_error(c->diag, t->seed_loc,
			"%s takes a seed, but the suite has no <seed> that says in which variable", who);
	if (t->variants.loc.line && t->except.loc.line)
		diag_error(c->diag, t->except.loc, "%s has both 'variants' and 'except'; one is enough", who);
	check_params(c, &t->params);
	check_env(c, &t->env);
	check_names(c, &t->needs, "fixture", &fixtures);
	if (t->pool)
		check_name(c, t->pool_loc, "pool", t->pool, &pools);
	if (t->worker)
		check_name(c, t->worker_loc, "worker", t->worker, &workers);
	for (size_t i = 0; i < t->params.n; i++)
		if (named_find(&fixtures, t->params.v[i].name) < fixtures.n)
			diag_error(c->diag, t->params.v[i].loc,
				"parameter '%s' of %s has the name of a fixture, so '{%s}' would mean both: rename it",
				t->params.v[i].name, who, t->params.v[i].name);
}

void
check_groups(struct checker *c)
{
	for (size_t i = 0; i < c->suite->group_count; i++) {
		struct traits *t = &c->suite->groups[i]->traits;

		check_traits(c, t, "the group", t->reason != NULL);
	}
}

/* Give the module what its group says and it does not say itself. */
static void
inherit(struct module *m)
{
	const struct traits *from = &m->group->traits;
	struct traits *t = &m->traits;

	if (!t->variants.loc.line && !t->except.loc.line) {
		t->variants = from->variants;
		t->except = from->except;
	}
	if (!t->platforms.loc.line)
		t->platforms = from->platforms;
	if (t->lane < 0) {
		t->lane = from->lane;
		t->lane_loc = from->lane_loc;
	}
	if (!t->reason)
		t->reason = from->reason;
	if (t->seconds < 0)
		t->seconds = from->seconds;
	if (t->seed == SEED_UNSET) {
		t->seed = from->seed;
		t->seed_loc = from->seed_loc;
	}
	if (!t->timeout)
		t->timeout = from->timeout;
	if (!t->run.loc.line)
		t->run = from->run;
	if (!t->class_of.loc.line)
		t->class_of = from->class_of;
	if (!t->mode)
		t->mode = from->mode;
	if (!t->match.loc.line)
		t->match = from->match;
	if (t->due < 0)
		t->due = from->due;
	if (!t->needs.loc.line)
		t->needs = from->needs;
	if (!t->pool) {
		t->pool = from->pool;
		t->pool_loc = from->pool_loc;
	}
	if (!t->count) {
		t->count = from->count;
		t->count_loc = from->count_loc;
	}
	if (!t->worker) {
		t->worker = from->worker;
		t->worker_loc = from->worker_loc;
	}
	if (!t->attempts)
		t->attempts = from->attempts;
	if (!t->memory) {
		t->memory = from->memory;
		t->memory_loc = from->memory_loc;
	}
	if (!t->cost)
		t->cost = from->cost;
}

/* The divisor of n that is nearest to k; of two equally near ones the lower. */
static long
nearest_divisor(long n, long k)
{
	for (long off = 1; off < n; off++) {
		if (k - off >= 1 && n % (k - off) == 0)
			return k - off;
		if (k + off <= n && n % (k + off) == 0)
			return k + off;
	}
	return 1;
}

static void
check_range(struct checker *c, struct module *m)
{
	bool from = m->from_loc.line, to = m->to_loc.line;

	if (from != to) {
		diag_error(c->diag, from ? m->from_loc : m->to_loc, "module '%s' has '%s' but no '%s'", m->name,
			from ? "from" : "to", from ? "to" : "from");
		return;
	}
	if (from && m->from > m->to) {
		diag_error(c->diag, m->from_loc, "module '%s' goes from %ld to %ld, which holds nothing", m->name,
			m->from, m->to);
		return;
	}
	if (!m->chunks)
		return;
	if (!from) {
		diag_error(c->diag, m->chunks_loc, "module '%s' has 'chunks' but no 'from' and 'to' to cut", m->name);
		return;
	}
	long members = m->to - m->from + 1;

	if (m->chunks > members)
		diag_error(c->diag, m->chunks_loc, "module '%s' has %ld chunks for the %ld member%s of %ld to %ld",
			m->name, m->chunks, members, words_plural((size_t)members), m->from, m->to);
	else if (members % m->chunks)
		diag_error(c->diag, m->chunks_loc,
			"module '%s': %ld chunks do not divide the %ld members of %ld to %ld; %ld would", m->name,
			m->chunks, members, m->from, m->to, nearest_divisor(members, m->chunks));
}

/* Law 2: a platform that may run the module has a lane that does, or else a gap. */
static void
check_runs_somewhere(struct checker *c, const struct module *m)
{
	const struct suite *s = c->suite;

	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];
		bool checked = false, runs = false;

		for (int lane = 0; lane < LANE_COUNT; lane++) {
			checked |= p->does[lane] == DOES_CHECKED;
			runs |= p->does[lane] == DOES_CHECKED && lane >= m->traits.lane;
		}
		if (m->on_platform[i] && checked && !runs && !p->gap_count)
			diag_error(c->diag, m->loc,
				"no lane of platform '%s' runs module '%s': it is kept for '%s', and no lane from there on is 'checked'",
				p->name, m->name, lane_names[m->traits.lane]);
	}
}

void
check_module(struct checker *c, struct module *m)
{
	const struct suite *s = c->suite;
	const struct named variants = NAMED(s->variants, s->variant_count),
			   platforms = NAMED(s->platforms, s->platform_count);
	struct traits *t = &m->traits;
	int errors = c->diag->errors;
	bool any = false;

	check_traits(c, t, arena_printf(c->arena, "module '%s'", m->name),
		t->reason || (m->group && m->group->traits.reason));
	if (m->group)
		inherit(m);
	if (t->lane < 0)
		t->lane = LANE_PR;
	if (t->seed == SEED_UNSET)
		t->seed = SEED_NONE;
	if (!t->run.loc.line && !s->run.loc.line && !c->runless++)
		diag_error(c->diag, m->loc,
			"module '%s' has no <run>, and neither has the suite: say how a module is run, as in <run>./t {module}</run>",
			m->name);
	check_range(c, m);

	m->in_variant = arena_alloc(c->arena, s->variant_count + 1);
	for (size_t i = 0; i < s->variant_count; i++)
		m->in_variant[i] = !t->variants.loc.line;
	named_mark(&variants, &t->variants, m->in_variant, true);
	named_mark(&variants, &t->except, m->in_variant, false);
	for (size_t i = 0; i < s->variant_count; i++)
		any |= m->in_variant[i];
	if (!any && s->variant_count && c->diag->errors == errors)
		diag_error(c->diag, t->except.loc.line ? t->except.loc : m->loc, "module '%s' is in no variant",
			m->name);

	m->on_platform = arena_alloc(c->arena, s->platform_count + 1);
	for (size_t i = 0; i < s->platform_count; i++)
		m->on_platform[i] = !t->platforms.loc.line;
	named_mark(&platforms, &t->platforms, m->on_platform, true);
	check_runs_somewhere(c, m);
}

void
check_own_check(struct checker *c)
{
	const struct suite *s = c->suite;
	long count = 0;

	if (s->nix_check != NIX_CHECK_OWN)
		return;
	for (size_t i = 0; i < s->module_count; i++)
		for (size_t v = 0; v < s->variant_count; v++)
			if (s->modules[i].in_variant && s->modules[i].in_variant[v])
				count += s->modules[i].chunks ? s->modules[i].chunks : 1;
	if (count > 1)
		diag_error(c->diag, s->nix_check_loc,
			"'check' of <nix> is 'own': the project's own check is one unit, but the suite has %ld: keep one, or let the units run",
			count);
}

/* --- shards ----------------------------------------------------------------------------------- */

static int
by_shards(const void *a, const void *b)
{
	const struct shards *x = a, *y = b;
	int c = strcmp(x->platform, y->platform);

	return c ? c : x->lane - y->lane;
}

void
check_shards(struct checker *c)
{
	const struct suite *s = c->suite;
	const struct named platforms = NAMED(s->platforms, s->platform_count);

	if (s->shards_count > 1)
		qsort(s->shards, s->shards_count, sizeof(*s->shards), by_shards);
	for (size_t i = 0; i < s->shards_count; i++) {
		struct shards *h = &s->shards[i];

		h->platform_index = named_find(&platforms, h->platform);
		if (!*h->platform) /* missing or refused, which has been reported */
			continue;
		if (h->platform_index == platforms.n)
			check_name(c, h->loc, "platform", h->platform, &platforms);
		else if (s->platforms[h->platform_index].does[h->lane] != DOES_CHECKED)
			diag_error(c->diag, h->loc,
				"lane '%s' of platform '%s' is '%s', so there is nothing to cut into shards",
				lane_names[h->lane], h->platform,
				does_names[s->platforms[h->platform_index].does[h->lane]]);
		if (i && !by_shards(&s->shards[i - 1], h))
			diag_error(c->diag, h->loc, "lane '%s' of platform '%s' is cut into shards a second time",
				lane_names[h->lane], h->platform);
	}
}
