#include "suite/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "suite/cron.h"
#include "base/esc.h"
#include "base/text.h"
#include "lib/git.h"

const char *const lane_names[] = { "pr", "merge", "nightly", NULL };
const char *const does_names[] = { "none", "build", "checked", NULL };
const char *const due_names[] = { "paths", "always", NULL };
const char *const seed_from_names[] = { "commit", "tree", "fixed", NULL };
const char *const strategy_names[] = { "archive", "tree", "recheck", NULL };
const char *const library_names[] = { "copy", "input", NULL };
const char *const engine_names[] = { "nix", "make", "container", NULL };
const char *const via_names[] = { "nix", "image", "registry", NULL };
const char *const workflow_due_names[] = { "all", "affected", NULL };
const char *const submodules_names[] = { "no", "yes", "recursive", NULL };
const char *const event_names[] = { "merge_group", "workflow_dispatch", NULL };

const char refused_text[] = "";

struct checker {
	struct suite *suite;
	struct arena *arena;
	struct diag *diag;
};

/* --- order: nothing written may depend on the order of the manifest's elements ---------------- */

static int
by_platform(const void *a, const void *b)
{
	return strcmp(((const struct platform *)a)->name, ((const struct platform *)b)->name);
}

static int
by_variant(const void *a, const void *b)
{
	return strcmp(((const struct variant *)a)->name, ((const struct variant *)b)->name);
}

static int
by_module(const void *a, const void *b)
{
	return strcmp(((const struct module *)a)->name, ((const struct module *)b)->name);
}

static int
by_exclude(const void *a, const void *b)
{
	return strcmp(((const struct exclude *)a)->name, ((const struct exclude *)b)->name);
}

static int
by_fixture(const void *a, const void *b)
{
	return strcmp(((const struct fixture *)a)->name, ((const struct fixture *)b)->name);
}

static int
by_pool(const void *a, const void *b)
{
	return strcmp(((const struct pool *)a)->name, ((const struct pool *)b)->name);
}

static int
by_worker(const void *a, const void *b)
{
	return strcmp(((const struct worker *)a)->name, ((const struct worker *)b)->name);
}

static int
by_binding(const void *a, const void *b)
{
	return strcmp(((const struct binding *)a)->name, ((const struct binding *)b)->name);
}

static int
by_gap(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	int c = strcmp(x->reason, y->reason);

	return c ? c : strcmp(x->until ? x->until : "", y->until ? y->until : "");
}

static int
by_shards(const void *a, const void *b)
{
	const struct shards *x = a, *y = b;
	int c = strcmp(x->platform, y->platform);

	return c ? c : x->lane - y->lane;
}

static int
by_select(const void *a, const void *b)
{
	const struct select *x = a, *y = b;

	if (x->lane != y->lane || x->loc.line == y->loc.line)
		return x->lane - y->lane;
	return x->loc.line < y->loc.line ? -1 : 1;
}

static int
by_path_rule(const void *a, const void *b)
{
	const struct words *x = &((const struct path_rule *)a)->words, *y = &((const struct path_rule *)b)->words;
	int c = 0;

	for (size_t i = 0; !c && i < x->n && i < y->n; i++)
		c = strcmp(x->v[i], y->v[i]);
	return c ? c : x->n < y->n ? -1 : x->n > y->n;
}

static int
by_test_only(const void *a, const void *b)
{
	const struct test_only *x = a, *y = b;
	int c = strcmp(x->in_source, y->in_source);

	if (c)
		return c;
	return x->loc.line != y->loc.line ? (x->loc.line < y->loc.line ? -1 : 1)
					  : (x->loc.col > y->loc.col) - (x->loc.col < y->loc.col);
}

/* qsort, but for an empty list, whose NULL it need not take. */
static void
sort(void *list, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	if (n > 1)
		qsort(list, n, size, compare);
}

/* --- names ------------------------------------------------------------------------------------ */

/* In a list sorted by name, report what stands twice. Every row begins with its loc and has its name at `name`. */
static void
check_twice(struct checker *c, const char *what, const void *list, size_t n, size_t size, size_t name)
{
	const char *row = list;

	for (size_t i = 1; i < n; i++) {
		const char *before = row + (i - 1) * size, *now = row + i * size;
		const char *a = *(const char *const *)(before + name), *b = *(const char *const *)(now + name);
		struct loc at = *(const struct loc *)before, again = *(const struct loc *)now;

		if (strcmp(a, b) || !*a) /* a name that was refused is "" */
			continue;
		if (again.line < at.line || (again.line == at.line && again.col < at.col)) { /* qsort is not stable */
			struct loc swap = at;

			at = again;
			again = swap;
		}
		diag_error(c->diag, again, "%s '%s' stands here a second time", what, a);
		diag_note(c->diag, at, "the first is here");
	}
}

/* A sorted list of names to look one up in. */
struct known {
	const void *list;
	size_t n, size, name; /* name: its offset in a row */
};

static const char *
known_name(const struct known *k, size_t i)
{
	return *(const char *const *)((const char *)k->list + i * k->size + k->name);
}

/* Where name stands in the sorted list, or n. */
static size_t
find(const struct known *k, const char *name)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(known_name(k, middle), name);

		if (!order)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return k->n;
}

static void
unknown(struct checker *c, struct loc at, const char *what, const char *name, const struct known *k)
{
	const char **names = arena_alloc(c->arena, (k->n + 1) * sizeof(*names));

	for (size_t i = 0; i < k->n; i++)
		names[i] = known_name(k, i);
	const char *near = diag_meant(name, names, k->n);

	diag_error(c->diag, at, "no %s has the name '%s'%s", what, name, diag_did_you_mean(near));
}

/* --- inheritance ------------------------------------------------------------------------------ */

/* Let the module have what its group says and it does not say itself. */
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
}

/* --- rules of the parts ----------------------------------------------------------------------- */

static void
check_until(struct checker *c, struct loc at, const char *until, const char *today, bool strict)
{
	if (!until || strcmp(until, today) >= 0)
		return;
	/* What is written must not depend on the clock (law 1), so only lint refuses. */
	if (strict)
		diag_error(c->diag, at, "'until' was %s, which has passed: run it again, or set a new date", until);
	else
		diag_warn(c->diag, at, "'until' was %s, which has passed: run it again, or set a new date", until);
}

static void
check_bindings(struct checker *c, struct bindings *b, const char *what)
{
	sort(b->v, b->n, sizeof(*b->v), by_binding);
	check_twice(c, what, b->v, b->n, sizeof(*b->v), offsetof(struct binding, name));
}

static void
check_platforms(struct checker *c, const char *today, bool strict)
{
	struct suite *s = c->suite;

	sort(s->platforms, s->platform_count, sizeof(*s->platforms), by_platform);
	check_twice(c, "platform", s->platforms, s->platform_count, sizeof(*s->platforms),
		offsetof(struct platform, name));
	if (!s->platform_count)
		diag_error(c->diag, s->loc, "the suite has no <platform>: say where it runs, or nothing will");
	for (size_t i = 0; i < s->platform_count; i++) {
		struct platform *p = &s->platforms[i];
		bool checked = false;

		if (*p->system && !strchr(p->system, '-'))
			diag_error(c->diag, p->loc,
				"'system' of platform '%s' is '%s', but Nix names systems as x86_64-linux", p->name,
				p->system);
		check_bindings(c, &p->env, "variable");
		sort(p->gaps, p->gap_count, sizeof(*p->gaps), by_gap);
		for (size_t g = 0; g < p->gap_count; g++)
			check_until(c, p->gaps[g].loc, p->gaps[g].until, today, strict);
		for (int lane = 0; lane < LANE_COUNT; lane++)
			checked |= p->does[lane] == DOES_CHECKED;
		if (!checked && !p->gap_count)
			diag_error(c->diag, p->loc,
				"no lane of platform '%s' is 'checked', so nothing runs there: give it a <gap reason=\"...\"/>",
				p->name);
	}
}

static void
check_variants(struct checker *c)
{
	struct suite *s = c->suite;

	sort(s->variants, s->variant_count, sizeof(*s->variants), by_variant);
	check_twice(c, "variant", s->variants, s->variant_count, sizeof(*s->variants), offsetof(struct variant, name));
	if (!s->variant_count)
		diag_error(c->diag, s->loc, "the suite has no <variant>: give it at least one");
	for (size_t i = 0; i < s->variant_count; i++) {
		check_bindings(c, &s->variants[i].params, "parameter");
		check_bindings(c, &s->variants[i].env, "variable");
	}
}

/* Mark what a list of names picks out of the known ones. */
static void
pick(const struct words *w, const struct known *k, bool *set, bool value)
{
	for (size_t i = 0; i < w->n; i++) {
		size_t found = find(k, w->v[i]);

		if (found < k->n)
			set[found] = value;
	}
}

static void
check_names(struct checker *c, const struct words *w, const char *what, const struct known *k)
{
	for (size_t i = 0; i < w->n; i++)
		if (find(k, w->v[i]) == k->n)
			unknown(c, w->loc, what, w->v[i], k);
}

/* What a group or a module says itself, before the one inherits from the other, so that a mistake is said once. */
static void
check_traits(struct checker *c, struct traits *t, const char *who, bool has_reason, const struct known *variants,
	const struct known *platforms)
{
	check_names(c, &t->variants, "variant", variants);
	check_names(c, &t->except, "variant", variants);
	check_names(c, &t->platforms, "platform", platforms);
	if (t->lane > LANE_PR && !has_reason)
		diag_error(c->diag, t->lane_loc, "%s is kept from pull requests without a reason: add reason=\"...\"",
			who);
	if (t->platforms.loc.line && !has_reason)
		diag_error(c->diag, t->platforms.loc, "%s is kept from platforms without a reason: add reason=\"...\"",
			who);
	if (t->seed > SEED_NONE && !c->suite->has_seed)
		diag_error(c->diag, t->seed_loc,
			"%s takes a seed, but the suite has no <seed> that says in which variable", who);
	if (t->variants.loc.line && t->except.loc.line)
		diag_error(c->diag, t->except.loc, "%s has both 'variants' and 'except'; one is enough", who);
	check_bindings(c, &t->params, "parameter");
	check_bindings(c, &t->env, "variable");

	const struct suite *s = c->suite;
	struct known fixtures = { s->fixtures, s->fixture_count, sizeof(*s->fixtures), offsetof(struct fixture, name) };
	struct known pools = { s->pools, s->pool_count, sizeof(*s->pools), offsetof(struct pool, name) };
	struct known workers = { s->workers, s->worker_count, sizeof(*s->workers), offsetof(struct worker, name) };

	check_names(c, &t->needs, "fixture", &fixtures);
	if (t->pool && find(&pools, t->pool) == pools.n)
		unknown(c, t->pool_loc, "pool", t->pool, &pools);
	if (t->worker && find(&workers, t->worker) == workers.n)
		unknown(c, t->worker_loc, "worker", t->worker, &workers);
	for (size_t i = 0; i < t->params.n; i++)
		if (find(&fixtures, t->params.v[i].name) < fixtures.n)
			diag_error(c->diag, t->params.v[i].loc,
				"parameter '%s' of %s has the name of a fixture, so '{%s}' would mean both: call it otherwise",
				t->params.v[i].name, who, t->params.v[i].name);
}

/* The divisor of n that is nearest to k. */
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
		diag_error(c->diag, m->chunks_loc, "module '%s' has %ld chunks for the %ld members of %ld to %ld",
			m->name, m->chunks, members, m->from, m->to);
	else if (members % m->chunks)
		diag_error(c->diag, m->chunks_loc,
			"module '%s': %ld chunks do not divide the %ld members of %ld to %ld; %ld would", m->name,
			m->chunks, members, m->from, m->to, nearest_divisor(members, m->chunks));
}

static void
check_module(struct checker *c, struct module *m, const struct known *variants, const struct known *platforms)
{
	struct suite *s = c->suite;
	struct traits *t = &m->traits;
	int errors = c->diag->errors;
	bool any = false;

	check_traits(c, t, arena_printf(c->arena, "module '%s'", m->name),
		t->reason || (m->group && m->group->traits.reason), variants, platforms);
	if (m->group)
		inherit(m);
	if (t->lane < 0)
		t->lane = LANE_PR;
	if (t->seed == SEED_UNSET)
		t->seed = SEED_NONE;
	if (!t->run.loc.line && !s->run.loc.line)
		diag_error(c->diag, m->loc, "module '%s' has no <run>, and neither has the suite", m->name);
	check_range(c, m);

	m->in_variant = arena_alloc(c->arena, s->variant_count + 1);
	for (size_t i = 0; i < s->variant_count; i++)
		m->in_variant[i] = !t->variants.loc.line;
	pick(&t->variants, variants, m->in_variant, true);
	pick(&t->except, variants, m->in_variant, false);
	for (size_t i = 0; i < s->variant_count; i++)
		any |= m->in_variant[i];
	if (!any && s->variant_count && c->diag->errors == errors)
		diag_error(c->diag, t->except.loc.line ? t->except.loc : m->loc, "module '%s' is in no variant",
			m->name);

	m->on_platform = arena_alloc(c->arena, s->platform_count + 1);
	for (size_t i = 0; i < s->platform_count; i++)
		m->on_platform[i] = !t->platforms.loc.line;
	pick(&t->platforms, platforms, m->on_platform, true);
}

/*
 * Law 2 for each platform: a module that some platform may run but none of its lanes does is a hole without a reason,
 * unless the platform has a gap.
 */
static void
check_holes(struct checker *c, const struct module *m)
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

/* --- fixtures, pools, workers, memory ---------------------------------------------------------- */

static const char *const built_in[] = { "suite", "dir", "jobs", "variant", "program", "module", "chunk", "from", "to",
	"unit" };

/* A fixture's name is that of a parameter, too: each may mean one thing. */
static void
check_fixture_name(struct checker *c, const struct fixture *f)
{
	const struct suite *s = c->suite;
	const struct binding *other = NULL;
	bool taken = false;

	for (size_t i = 0; i < countof(built_in); i++)
		taken |= !strcmp(built_in[i], f->name);
	for (size_t i = 0; !other && i < s->params.n; i++)
		other = strcmp(s->params.v[i].name, f->name) ? NULL : &s->params.v[i];
	for (size_t v = 0; v < s->variant_count; v++)
		for (size_t i = 0; !other && i < s->variants[v].params.n; i++)
			if (!strcmp(s->variants[v].params.v[i].name, f->name))
				other = &s->variants[v].params.v[i];
	if (taken || other)
		diag_error(c->diag, f->loc,
			"fixture '%s' has the name of a parameter, so '{%s}' would mean both: call it otherwise",
			f->name, f->name);
	if (other)
		diag_note(c->diag, other->loc, "the parameter is here");
}

static void
check_devices(struct checker *c, const struct pool *p)
{
	for (size_t i = 0; i < p->devices.n; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(p->devices.v[i], p->devices.v[k])) {
				diag_error(c->diag, p->devices.loc, "device '%s' of pool '%s' stands here twice",
					p->devices.v[i], p->name);
				break;
			}
}

static void
check_resources(struct checker *c)
{
	struct suite *s = c->suite;
	struct known pools = { s->pools, s->pool_count, sizeof(*s->pools), offsetof(struct pool, name) };

	sort(s->fixtures, s->fixture_count, sizeof(*s->fixtures), by_fixture);
	check_twice(c, "fixture", s->fixtures, s->fixture_count, sizeof(*s->fixtures), offsetof(struct fixture, name));
	sort(s->pools, s->pool_count, sizeof(*s->pools), by_pool);
	check_twice(c, "pool", s->pools, s->pool_count, sizeof(*s->pools), offsetof(struct pool, name));
	sort(s->workers, s->worker_count, sizeof(*s->workers), by_worker);
	check_twice(c, "worker", s->workers, s->worker_count, sizeof(*s->workers), offsetof(struct worker, name));
	for (size_t i = 0; i < s->fixture_count; i++)
		check_fixture_name(c, &s->fixtures[i]);
	for (size_t i = 0; i < s->pool_count; i++)
		check_devices(c, &s->pools[i]);
	for (size_t i = 0; i < s->worker_count; i++) {
		const struct worker *w = &s->workers[i];

		if (w->pool && find(&pools, w->pool) == pools.n)
			unknown(c, w->pool_loc, "pool", w->pool, &pools);
		if (find(&pools, w->name) < pools.n)
			diag_error(c->diag, w->loc,
				"worker '%s' has the name of a pool, and their make targets would be one: call it otherwise",
				w->name);
	}
}

/* The fixtures, pool and worker of a module, found by their names. */
static void
check_module_resources(struct checker *c, struct module *m)
{
	struct suite *s = c->suite;
	struct traits *t = &m->traits;
	struct known fixtures = { s->fixtures, s->fixture_count, sizeof(*s->fixtures), offsetof(struct fixture, name) };
	struct known pools = { s->pools, s->pool_count, sizeof(*s->pools), offsetof(struct pool, name) };
	struct known workers = { s->workers, s->worker_count, sizeof(*s->workers), offsetof(struct worker, name) };
	bool *needed = arena_alloc(c->arena, s->fixture_count + 1);
	size_t pool = t->pool ? find(&pools, t->pool) : pools.n,
	       worker = t->worker ? find(&workers, t->worker) : workers.n;

	pick(&t->needs, &fixtures, needed, true);
	m->needs = arena_alloc(c->arena, (s->fixture_count + 1) * sizeof(const struct fixture *));
	for (size_t i = 0; i < s->fixture_count; i++)
		if (needed[i]) {
			s->fixtures[i].used = true;
			m->needs[m->need_count++] = &s->fixtures[i];
		}
	if (worker < workers.n) {
		struct worker *w = &s->workers[worker];

		w->used = true;
		m->worker = w;
		if (w->pool && t->pool && strcmp(w->pool, t->pool)) {
			diag_error(c->diag, t->pool_loc,
				"module '%s' holds devices of pool '%s', but its worker '%s' has those of '%s'",
				m->name, t->pool, w->name, w->pool);
			return;
		}
		if (w->pool && !t->pool)
			pool = find(&pools, w->pool);
		if (t->env.n || (m->group && m->group->traits.env.n))
			diag_error(c->diag, t->worker_loc,
				"module '%s' has an <env>, but worker '%s' runs many units in one environment: put it on the variant, or name it in 'ask'",
				m->name, w->name);
	}
	if (pool < pools.n) {
		struct pool *p = &s->pools[pool];

		p->used = true;
		m->pool = p;
		if (t->count > (long)p->devices.n)
			diag_error(c->diag, t->count_loc, "module '%s' wants %ld devices, and pool '%s' has %zu",
				m->name, t->count, p->name, p->devices.n);
	} else if (t->count && !t->pool && (worker == workers.n || !s->workers[worker].pool)) {
		diag_error(c->diag, t->count_loc,
			"module '%s' has a 'count' of devices and no pool they are of: add pool=\"...\"", m->name);
	}
	for (size_t i = 0; t->memory && i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];

		if (m->on_platform[i] && p->memory && t->memory > p->memory)
			diag_error(c->diag, t->memory_loc,
				"module '%s' takes more memory than the units of platform '%s' may together: give that more, or keep the module from it",
				m->name, p->name);
	}
}

/* What nothing uses is probably a mistake in what should. */
static void
check_unused(struct checker *c)
{
	const struct suite *s = c->suite;
	bool units = false, platforms = false;

	for (size_t i = 0; i < s->fixture_count; i++)
		if (*s->fixtures[i].name && !s->fixtures[i].used)
			diag_warn(c->diag, s->fixtures[i].loc,
				"no module needs fixture '%s': add needs=\"%s\" to those that do", s->fixtures[i].name,
				s->fixtures[i].name);
	for (size_t i = 0; i < s->pool_count; i++)
		if (*s->pools[i].name && !s->pools[i].used)
			diag_warn(c->diag, s->pools[i].loc,
				"no module holds a device of pool '%s': add pool=\"%s\" to those that do",
				s->pools[i].name, s->pools[i].name);
	for (size_t i = 0; i < s->worker_count; i++)
		if (*s->workers[i].name && !s->workers[i].used)
			diag_warn(c->diag, s->workers[i].loc,
				"worker '%s' runs no module: add worker=\"%s\" to those it does", s->workers[i].name,
				s->workers[i].name);
	for (size_t i = 0; i < s->module_count; i++)
		units |= s->modules[i].traits.memory > 0;
	for (size_t i = 0; i < s->platform_count; i++) {
		platforms |= s->platforms[i].memory > 0;
		if (s->platforms[i].memory && !units)
			diag_warn(c->diag, s->platforms[i].memory_loc,
				"platform '%s' has 'memory', but no module says how much it takes, so nothing is limited",
				s->platforms[i].name);
	}
	for (size_t i = 0; i < s->module_count && !platforms; i++)
		if (s->modules[i].traits.memory) {
			diag_warn(c->diag, s->modules[i].traits.memory_loc,
				"'memory' limits nothing, since no platform says how much it has: add memory=\"16G\" there");
			break;
		}
}

static void
check_excludes(struct checker *c, const struct known *modules, const char *today, bool strict)
{
	struct suite *s = c->suite;

	sort(s->excludes, s->exclude_count, sizeof(*s->excludes), by_exclude);
	check_twice(c, "exclude", s->excludes, s->exclude_count, sizeof(*s->excludes), offsetof(struct exclude, name));
	for (size_t i = 0; i < s->exclude_count; i++) {
		const struct exclude *e = &s->excludes[i];
		size_t found = find(modules, e->name);

		check_until(c, e->loc, e->until, today, strict);
		if (*e->name && found < modules->n) {
			diag_error(c->diag, e->loc, "'%s' is excluded here, and a module as well", e->name);
			diag_note(c->diag, s->modules[found].loc, "the module is here");
		}
	}
}

static void
check_shards(struct checker *c, const struct known *platforms)
{
	struct suite *s = c->suite;

	sort(s->shards, s->shards_count, sizeof(*s->shards), by_shards);
	for (size_t i = 0; i < s->shards_count; i++) {
		struct shards *h = &s->shards[i];

		h->platform_index = find(platforms, h->platform);
		if (!*h->platform) /* missing or refused, and said so */
			continue;
		if (h->platform_index == platforms->n)
			unknown(c, h->loc, "platform", h->platform, platforms);
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

/* --- what a change makes due ------------------------------------------------------------------- */

static void
read_patterns(struct checker *c, struct patterns *p, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		pattern_add(p, c->arena, c->diag, w->loc, c->suite->dir, w->v[i]);
}

static void
check_patterns(struct checker *c)
{
	struct suite *s = c->suite;

	for (size_t i = 0; i < s->group_count; i++)
		read_patterns(c, &s->groups[i]->paths, &s->groups[i]->traits.paths);
	for (size_t i = 0; i < s->module_count; i++) {
		struct module *m = &s->modules[i];
		const struct patterns *groups = m->group && m->group->paths.n ? &m->group->paths : NULL;

		read_patterns(c, &m->own, &m->traits.paths);
		if (groups && m->own.n) {
			struct patterns *both = arena_alloc(c->arena, sizeof(*both));

			pattern_add_all(both, c->arena, groups);
			pattern_add_all(both, c->arena, &m->own);
			m->paths = both;
		} else {
			m->paths = m->own.n ? &m->own : groups;
		}
		m->always = !m->paths || m->traits.due == DUE_ALWAYS;
	}
	for (size_t i = 0; i < s->promote_count; i++)
		read_patterns(c, &s->promotes[i].paths, &s->promotes[i].words);
	for (size_t i = 0; i < s->ignore_count; i++)
		read_patterns(c, &s->ignores[i].paths, &s->ignores[i].words);
	sort(s->promotes, s->promote_count, sizeof(*s->promotes), by_path_rule);
	sort(s->ignores, s->ignore_count, sizeof(*s->ignores), by_path_rule);
}

bool
model_nix_runs_units(const struct suite *s)
{
	return s->strategy != STRATEGY_RECHECK;
}

long
model_per_class(const struct suite *s, int lane)
{
	for (size_t i = 0; i < s->select_count; i++)
		if (s->selects[i].lane == lane)
			return s->selects[i].per_class;
	return 0;
}

/* A lane that runs a few of each class proves nothing of the others: a later one has to run them all (law 2). */
static void
check_select(struct checker *c, const struct select *how)
{
	const struct suite *s = c->suite;

	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];
		bool all = p->gap_count || p->does[how->lane] != DOES_CHECKED;

		for (int lane = how->lane + 1; lane < LANE_COUNT; lane++)
			all |= p->does[lane] == DOES_CHECKED && !model_per_class(s, lane);
		if (!all)
			diag_error(c->diag, how->loc,
				"lane '%s' runs only %ld of each class on platform '%s', and no later lane there runs them all: make one 'checked', or give the platform a <gap>",
				lane_names[how->lane], how->per_class, p->name);
	}
}

static void
check_selects(struct checker *c)
{
	struct suite *s = c->suite;
	bool classes = false;

	sort(s->selects, s->select_count, sizeof(*s->selects), by_select);
	for (size_t i = 0; i < s->module_count; i++)
		classes |= s->modules[i].traits.class_of.loc.line > 0;
	for (size_t i = 0; i < s->select_count; i++) {
		const struct select *how = &s->selects[i];

		if (how->lane < 0) /* missing or refused, and said so */
			continue;
		if (i && s->selects[i - 1].lane == how->lane)
			diag_error(c->diag, how->loc, "lane '%s' is selected from a second time",
				lane_names[how->lane]);
		else if (!classes)
			diag_warn(c->diag, how->loc,
				"no module has a 'class', so each unit is one of its own and nothing is left out");
		else
			check_select(c, how);
	}
}

/* --- holes in commands ------------------------------------------------------------------------ */

/* Report a hole that no parameter of the scope fills. */
static void
check_holes_of(struct checker *c, const struct command *command, const struct param_scope *scope)
{
	struct buf scratch = { 0 };
	struct param_scope p = *scope;
	const char *name;

	p.scratch = &scratch;
	for (size_t i = 0; (name = command_hole(command, i)); i++) {
		struct value v = { 0 };

		if (model_param(&p, name, &v))
			continue;
		const char *known[64];
		size_t n = 0;
		const struct bindings *lists[] = {
			&c->suite->params,
			p.variant ? &p.variant->params : NULL,
			p.module ? &p.module->traits.params : NULL,
			p.module && p.module->group ? &p.module->group->traits.params : NULL,
		};

		for (size_t k = 0; k < countof(built_in); k++)
			known[n++] = built_in[k];
		for (size_t k = 0; p.module && !p.of_fixture && k < p.module->need_count && n < countof(known); k++)
			known[n++] = p.module->needs[k]->name;
		for (size_t l = 0; l < countof(lists); l++)
			for (size_t k = 0; lists[l] && k < lists[l]->n && n < countof(known); k++)
				known[n++] = lists[l]->v[k].name;
		const char *near = diag_meant(name, known, n);
		struct buf where = { 0 };

		if (p.module)
			buf_printf(&where, " for module '%s'", p.module->name);
		if (p.variant)
			buf_printf(&where, "%svariant '%s'", p.module ? " in " : " for ", p.variant->name);
		if (near && strcmp(near, name))
			diag_error(c->diag, command->loc, "'{%s}' is no parameter%s; did you mean '{%s}'?", name,
				buf_text(&where), near);
		else if (near)
			diag_error(c->diag, command->loc, "'{%s}' has no value%s", name, buf_text(&where));
		else
			diag_error(c->diag, command->loc,
				"'{%s}' is no parameter%s; a brace for the shell is written '{{'", name,
				buf_text(&where));
		buf_release(&where);
	}
	buf_release(&scratch);
}

/* The holes of a fixture, for each module that needs it; one bad hole is said once. */
static void
check_fixture(struct checker *c, const struct fixture *f)
{
	const struct suite *s = c->suite;
	int errors = c->diag->errors;

	for (size_t i = 0; i < s->module_count; i++) {
		const struct module *m = &s->modules[i];
		bool needs = false;

		for (size_t k = 0; k < m->need_count; k++)
			needs |= m->needs[k] == f;
		for (size_t v = 0; needs && v < s->variant_count; v++) {
			struct param_scope scope = { .suite = s,
				.variant = &s->variants[v],
				.module = m,
				.unit = "unit",
				.chunk = m->chunks ? 0 : -1,
				.from = m->from,
				.to = m->to,
				.of_fixture = true };

			if (!m->in_variant[v] || c->diag->errors > errors)
				continue;
			check_holes_of(c, &f->key, &scope);
			check_holes_of(c, &f->output, &scope);
			for (size_t k = 0; k < f->inputs.n; k++)
				check_holes_of(c, &f->inputs.v[k], &scope);
			for (size_t k = 0; k < f->command_count; k++)
				check_holes_of(c, &f->commands[k], &scope);
		}
	}
}

/* The holes of a worker: its command is of a variant, what it is asked of a unit. */
static void
check_worker(struct checker *c, const struct worker *w)
{
	const struct suite *s = c->suite;
	int errors = c->diag->errors;

	for (size_t v = 0; v < s->variant_count && c->diag->errors == errors; v++) {
		struct param_scope scope = { .suite = s, .variant = &s->variants[v], .chunk = -1 };

		check_holes_of(c, &w->command, &scope);
	}
	for (size_t i = 0; i < s->module_count; i++) {
		const struct module *m = &s->modules[i];

		for (size_t v = 0; m->worker == w && v < s->variant_count; v++) {
			struct param_scope scope = { .suite = s,
				.variant = &s->variants[v],
				.module = m,
				.unit = "unit",
				.chunk = m->chunks ? 0 : -1,
				.from = m->from,
				.to = m->to };

			if (m->in_variant[v] && c->diag->errors == errors)
				check_holes_of(c, &w->ask, &scope);
		}
	}
}

/*
 * Commands of the suite, then of each variant, then each module's run; one bad hole in a shared command is said once.
 */
static void
check_commands(struct checker *c)
{
	const struct suite *s = c->suite;
	struct param_scope scope = { .suite = s, .chunk = -1 };

	for (size_t i = 0; i < s->build_count; i++)
		check_holes_of(c, &s->build[i], &scope);
	for (size_t v = 0; v < s->variant_count; v++) {
		int before = c->diag->errors;

		scope.variant = &s->variants[v];
		for (size_t i = 0; i < s->program_count; i++)
			check_holes_of(c, &s->programs[i], &scope);
		for (size_t i = 0; i < s->program_command_count; i++)
			check_holes_of(c, &s->program_commands[i], &scope);
		if (c->diag->errors > before)
			break;
	}
	for (size_t i = 0; i < s->fixture_count; i++)
		check_fixture(c, &s->fixtures[i]);
	for (size_t i = 0; i < s->worker_count; i++)
		check_worker(c, &s->workers[i]);
	const struct command *bad = NULL; /* a class of a group, of which it was said */

	for (size_t i = 0; i < s->module_count; i++) {
		const struct module *m = &s->modules[i];
		int errors = c->diag->errors;

		if (!m->traits.class_of.count || m->traits.class_of.pieces == (bad ? bad->pieces : NULL))
			continue;
		for (size_t v = 0; v < s->variant_count && c->diag->errors == errors; v++) {
			scope = (struct param_scope){ s, &s->variants[v], m, "unit", m->chunks ? 0 : -1, m->from, m->to,
				NULL };
			if (m->in_variant[v])
				check_holes_of(c, &m->traits.class_of, &scope);
		}
		if (c->diag->errors > errors)
			bad = &m->traits.class_of;
	}
	int before = c->diag->errors;

	for (size_t i = 0; i < s->module_count; i++) {
		const struct module *m = &s->modules[i];
		const struct command *run = m->traits.run.count ? &m->traits.run : &s->run;

		if (run == &s->run && c->diag->errors > before)
			continue;
		for (size_t v = 0; v < s->variant_count; v++) {
			if (!m->in_variant[v])
				continue;
			scope = (struct param_scope){ s, &s->variants[v], m, "unit", m->chunks ? 0 : -1, m->from, m->to,
				NULL };
			int at = c->diag->errors;

			check_holes_of(c, run, &scope);
			if (c->diag->errors > at)
				break;
		}
	}
}

/* --- paths ------------------------------------------------------------------------------------ */

/*
 * A path from the repository's top: `path` in the folder dir, or from the top with a '/' in front. Without '.' and
 * empty parts. NULL if it leaves the repository.
 */
static const char *
resolve(struct arena *a, const char *dir, const char *path)
{
	const char *joined = *path == '/' || !strcmp(dir, ".") ? path : arena_printf(a, "%s/%s", dir, path);
	struct buf out = { 0 };
	bool inside = true;

	for (const char *p = joined; *p;) {
		size_t len = strcspn(p, "/");

		if (len == 2 && !memcmp(p, "..", 2)) {
			inside &= out.len > 0;
			while (out.len && out.s[out.len - 1] != '/')
				out.len--;
			if (out.len)
				out.len--;
		} else if (len && !(len == 1 && *p == '.')) {
			if (out.len)
				buf_addc(&out, '/');
			buf_add(&out, p, len);
		}
		p += len + (p[len] == '/');
	}
	const char *result = inside ? arena_strdup(a, out.len ? arena_strndup(a, out.s, out.len) : ".") : NULL;

	buf_release(&out);
	return result;
}

const char *
model_path(struct arena *a, const char *dir, const char *path)
{
	return resolve(a, dir, path);
}

/* Is a part of the path git's own folder? Without case, as macOS reads it. */
static bool
in_git_folder(const char *path)
{
	for (const char *p = path; *p;) {
		size_t len = strcspn(p, "/");

		if (len == 4 && p[0] == '.' && esc_lower(p[1]) == 'g' && esc_lower(p[2]) == 'i' &&
			esc_lower(p[3]) == 't')
			return true;
		p += len + (p[len] == '/');
	}
	return false;
}

static void
settle_path(struct checker *c, const char **path, struct loc at, const char *dir, const char *what)
{
	const char *resolved = resolve(c->arena, dir, *path);

	if (!resolved || in_git_folder(resolved))
		diag_error(c->diag, at, "%s '%s' lies outside of the repository", what, *path);
	else
		*path = resolved;
}

/*
 * The top of the product's source, from the repository's: 'dir' without the root that it ends with. NULL if it does
 * not, because the source is no folder of this repository.
 */
static const char *
source_top(const struct suite *s, struct arena *a, const char *root)
{
	size_t dir_len = strlen(s->dir), root_len = strlen(root);

	if (!strcmp(root, "."))
		return s->dir;
	if (!strcmp(root, s->dir))
		return ".";
	return dir_len > root_len && s->dir[dir_len - root_len - 1] == '/' && !strcmp(s->dir + dir_len - root_len, root)
		? arena_strndup(a, s->dir, dir_len - root_len - 1)
		: NULL;
}

/* The part of a resolved path below a resolved folder, or NULL if it lies elsewhere. */
static const char *
below(const char *folder, const char *path)
{
	size_t len = strlen(folder);

	if (!strcmp(folder, "."))
		return path;
	if (strncmp(path, folder, len))
		return NULL;
	return path[len] == '/' ? path + len + 1 : path[len] ? NULL : ".";
}

/* Place one test-only path in the source. False if it was reported. */
static bool
settle_test_only(struct checker *c, struct test_only *t, const char *root)
{
	const struct suite *s = c->suite;
	const char *top = source_top(s, c->arena, root), *written = t->path;

	if (!*written) {
		diag_error(c->diag, t->loc, "the path is empty");
		return false;
	}
	if (*written == '/' && !top) {
		diag_error(c->diag, t->loc,
			"test-only '%s' has no place in the product's source: 'dir' '%s' does not end with 'root' '%s' of <nix>; mend that, or name it from the suite's folder",
			written, s->dir, s->nix_root);
		return false;
	}
	t->path = resolve(c->arena, s->dir, written);
	t->in_source = *written != '/' ? resolve(c->arena, root, written) : t->path ? below(top, t->path) : NULL;
	if (!t->in_source)
		diag_error(c->diag, t->loc,
			"test-only '%s' lies outside of the product's source: name what lies within, or say by 'root' of <nix> how far above 'dir' the source begins",
			written);
	else if (!strcmp(t->in_source, "."))
		diag_error(c->diag, t->loc,
			"test-only '%s' is all of the product's source: name a file or folder within", written);
	else
		return true;
	return false;
}

static void
settle_all_test_only(struct checker *c, const char *root)
{
	struct suite *s = c->suite;
	size_t kept = 0;

	for (size_t i = 0; i < s->test_only_count; i++) {
		struct test_only *t = &s->test_only[i];

		if (!s->nix_loc.line)
			diag_error(c->diag, t->loc,
				"<test-only> does nothing without <nix>, which filters it out of the product's source: add one, or take this out");
		else if (t->path && root && settle_test_only(c, t, root))
			s->test_only[kept++] = *t;
	}
	s->test_only_count = kept;
	sort(s->test_only, kept, sizeof(*s->test_only), by_test_only);
	kept = 0;
	for (size_t i = 0; i < s->test_only_count; i++) /* two ways to write one path */
		if (!i || strcmp(s->test_only[i].in_source, s->test_only[kept - 1].in_source))
			s->test_only[kept++] = s->test_only[i];
	s->test_only_count = kept;
}

static void
add_own(struct checker *c, const char *root, const char *path)
{
	struct suite *s = c->suite;
	const char *top = source_top(s, c->arena, root), *in_source = top && path ? below(top, path) : NULL;

	if (!in_source)
		return;
	s->own = arena_grow(c->arena, s->own, s->own_count, sizeof(*s->own));
	s->own[s->own_count++] = in_source;
}

/* What nightshift reads and writes itself, as far as it lies in the source below root. */
static void
find_own(struct checker *c, const char *root)
{
	struct suite *s = c->suite;
	const char *slash = strrchr(s->split, '/');
	int folder_len = slash ? (int)(slash - s->split) + 1 : 0;

	add_own(c, root, s->manifest);
	add_own(c, root, resolve(c->arena, s->dir, "seconds.tsv"));
	add_own(c, root, s->include);
	add_own(c, root, s->plan);
	add_own(c, root, s->split);
	if (s->library == LIBRARY_COPY) {
		add_own(c, root, arena_printf(c->arena, "%.*snightshift.nix", folder_len, s->split));
		add_own(c, root, arena_printf(c->arena, "%.*snightshift", folder_len, s->split));
	}
	sort(s->own, s->own_count, sizeof(*s->own), text_order);
}

bool
model_paths(struct suite *s, struct arena *a, struct diag *d)
{
	struct checker checker = { s, a, d }, *c = &checker;
	struct loc at = s->loc;
	const char *root = NULL;
	int errors = d->errors;

	settle_path(c, &s->dir, s->dir_loc.line ? s->dir_loc : at, ".", "'dir'");
	if (!s->include)
		s->include = "tests.mk";
	if (!s->plan)
		s->plan = arena_printf(c->arena, "/nix/%s.json", s->name);
	settle_path(c, &s->include, s->include_loc.line ? s->include_loc : at, s->dir, "the include");
	settle_path(c, &s->plan, s->plan_loc.line ? s->plan_loc : at, s->dir, "the plan");
	if (s->nix_loc.line) {
		if (!s->split)
			s->split = arena_printf(c->arena, "/nix/%s-split.nix", s->name);
		settle_path(c, &s->split, s->split_loc.line ? s->split_loc : s->nix_loc, s->dir, "the split");
		const char *plan_end = strrchr(s->plan, '/'), *split_end = strrchr(s->split, '/');
		size_t plan_len = plan_end ? (size_t)(plan_end - s->plan) : 0,
		       split_len = split_end ? (size_t)(split_end - s->split) : 0;

		if (plan_len != split_len || strncmp(s->plan, s->split, plan_len))
			diag_error(c->diag, s->split_loc.line ? s->split_loc : s->nix_loc,
				"the split '%s' must lie in the same folder as the plan '%s', which it reads", s->split,
				s->plan);
		root = *s->nix_root == '/' ? NULL : resolve(c->arena, ".", s->nix_root);
		if (!root)
			diag_error(c->diag, s->nix_loc, "'root' '%s' lies outside of the source", s->nix_root);
	}
	for (int lane = 0; s->workflow.loc.line && lane < LANE_COUNT; lane++)
		for (size_t i = 0; i < s->platform_count; i++)
			if (s->platforms[i].does[lane] != DOES_NONE)
				s->workflow.paths[lane] = arena_printf(c->arena, ".github/workflows/%s-%s.yml", s->name,
					lane_names[lane]);
	const char *outputs[] = { s->include, s->plan, s->split, s->workflow.paths[LANE_PR],
		s->workflow.paths[LANE_MERGE], s->workflow.paths[LANE_NIGHTLY] };

	for (size_t i = 0; i < countof(outputs); i++)
		for (size_t k = i + 1; k < countof(outputs); k++)
			if (outputs[i] && outputs[k] && !strcmp(outputs[i], outputs[k]))
				diag_error(c->diag, at, "two outputs would be written to '%s'", outputs[i]);
	sort(s->artifacts, s->artifact_count, sizeof(*s->artifacts), text_order);
	for (size_t i = 0; i < s->artifact_count; i++)
		if (!resolve(c->arena, ".", s->artifacts[i]) || *s->artifacts[i] == '/')
			diag_error(c->diag, at, "artifact '%s' lies outside of the suite's folder", s->artifacts[i]);
	settle_all_test_only(c, root);
	if (root && d->errors == errors)
		find_own(c, root);
	return d->errors == errors;
}

/* --- the workflow ----------------------------------------------------------------------------- */

struct lane_setting
model_lane(const struct lane_settings *l, int lane)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].lane == lane)
			return l->v[i];
	return (struct lane_setting){ .lane = lane };
}

/* Does any platform do that in the lane, or more? */
static bool
lane_does(const struct suite *s, int lane, int does)
{
	for (size_t i = 0; i < s->platform_count; i++)
		if (s->platforms[i].does[lane] >= does)
			return true;
	return false;
}

static void
check_labels(struct checker *c, const struct words *labels, const char *whose)
{
	for (size_t i = 0; i < labels->n; i++)
		if (strpbrk(labels->v[i], "'\"`,"))
			diag_error(c->diag, labels->loc,
				"label %s of %s holds a quote or a comma: labels are parted by blanks, and no runner has such a one",
				labels->v[i], whose);
}

static void
check_lane_settings(struct checker *c, const struct lane_settings *l, const char *whose)
{
	for (size_t i = 0; i < l->n; i++) {
		for (size_t k = 0; k < i; k++)
			if (l->v[k].lane == l->v[i].lane) {
				diag_error(c->diag, l->v[i].loc, "lane '%s' of %s is set a second time",
					lane_names[l->v[i].lane], whose);
				diag_note(c->diag, l->v[k].loc, "the first is here");
				break;
			}
		check_labels(c, &l->v[i].runner, whose);
	}
}

/* Platforms give jobs their names, and those take fewer characters. */
static bool
same_job(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		bool both = strchr(".+", *a) && strchr(".+", *b);

		if (esc_lower(*a) != esc_lower(*b) && !both)
			return false;
	}
	return *a == *b;
}

/* Does the manifest say anything of what a change makes due? */
static bool
says_due(const struct suite *s)
{
	bool says = s->promote_count || s->ignore_count || s->select_count;

	for (size_t i = 0; i < s->module_count; i++)
		says |= s->modules[i].paths != NULL;
	return says;
}

static void
check_engine(struct checker *c)
{
	struct suite *s = c->suite;
	struct workflow *w = &s->workflow;
	struct loc at = w->engine_loc.line ? w->engine_loc : w->loc;

	if (w->engine < 0)
		w->engine = s->nix_loc.line ? ENGINE_NIX : ENGINE_MAKE;
	if (w->engine == ENGINE_NIX && !s->nix_loc.line)
		diag_error(c->diag, at, "engine 'nix' builds what <nix> describes, and there is none");
	if (w->engine == ENGINE_CONTAINER && !w->container_loc.line)
		diag_error(c->diag, at,
			"engine 'container' needs <container file=\"Dockerfile\"/>, which says what the image is built from");
	if (w->engine != ENGINE_CONTAINER && w->container_loc.line)
		diag_error(c->diag, w->container_loc, "<container> is for engine 'container', not '%s'",
			engine_names[w->engine]);
	if (w->engine != ENGINE_NIX && w->cachix_loc.line)
		diag_error(c->diag, w->cachix_loc, "<cachix> is for engine 'nix', not '%s'", engine_names[w->engine]);
	if (w->via >= 0 && w->engine == ENGINE_MAKE)
		diag_error(c->diag, w->share_loc, "engine 'make' shares its programs as an artifact: leave out 'via'");
	else if (w->via >= 0 && (w->via == VIA_NIX) != (w->engine == ENGINE_NIX))
		diag_error(c->diag, w->share_loc, "engine '%s' does not share via '%s', but via %s",
			engine_names[w->engine], via_names[w->via],
			w->engine == ENGINE_NIX ? "'nix'" : "'image' or 'registry'");
	if (w->via < 0)
		w->via = w->engine == ENGINE_NIX ? VIA_NIX : VIA_IMAGE;
	if (w->engine == ENGINE_NIX && strchr(s->name, '.'))
		diag_error(c->diag, at,
			"engine 'nix' names attributes as the suite, and '.' would part '%s'; call it without",
			s->name);
	if (w->engine == ENGINE_NIX && w->due == DUE_AFFECTED && !model_nix_runs_units(s))
		diag_error(c->diag, w->loc,
			"'due' is 'affected', but with strategy '%s' Nix cannot run single units: use archive or tree",
			strategy_names[s->strategy]);
	if (w->due < 0)
		w->due = says_due(s) && (w->engine != ENGINE_NIX || model_nix_runs_units(s)) ? DUE_AFFECTED : DUE_ALL;
	if (!w->nightshift && w->engine != ENGINE_NIX && !w->setup_count)
		diag_error(c->diag, at,
			"the planning job has no nightshift: give a <setup> that installs it, or in 'nightshift' the command that runs it");
	if (!w->nightshift)
		w->nightshift = w->engine == ENGINE_NIX ? "nix run .#nightshift --" : "nightshift";
}

static void
check_container(struct checker *c)
{
	struct workflow *w = &c->suite->workflow;
	const char *paths[] = { w->container_file, w->container_context };

	if (!w->container_loc.line)
		return;
	for (size_t i = 0; i < countof(paths); i++)
		if (!resolve(c->arena, ".", paths[i]) || *paths[i] == '/')
			diag_error(c->diag, w->container_loc, "'%s' of <container> lies outside of the repository",
				paths[i]);
	for (const char *p = w->container_options ? w->container_options : ""; *p; p++)
		if ((unsigned char)*p >= 0x80) {
			diag_error(c->diag, w->container_loc,
				"'options' of <container> may hold only ASCII characters");
			break;
		}
}

static void
check_workflow(struct checker *c, const struct known *platforms)
{
	struct suite *s = c->suite;
	struct workflow *w = &s->workflow;
	bool night = lane_does(s, LANE_NIGHTLY, DOES_BUILD);

	if (!w->loc.line)
		return;
	check_engine(c);
	check_container(c);
	check_lane_settings(c, &w->lanes, "the workflow");
	check_labels(c, &w->runner, "the workflow");
	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];
		const char *whose = arena_printf(c->arena, "platform '%s'", p->name);

		for (int lane = 0; w->engine == ENGINE_CONTAINER && lane < LANE_COUNT; lane++)
			if (p->does[lane] != DOES_NONE && strstr(p->system, "-darwin")) {
				diag_error(c->diag, p->loc,
					"platform '%s' is macOS, whose runners have no docker for engine 'container': its lanes can only be 'none'",
					p->name);
				break;
			}
		check_labels(c, &p->runner, whose);
		check_lane_settings(c, &p->lanes, whose);
		if (i && strcmp(s->platforms[i - 1].name, p->name) && same_job(s->platforms[i - 1].name, p->name))
			diag_error(c->diag, p->loc, "platforms '%s' and '%s' would be one name to GitHub's jobs",
				s->platforms[i - 1].name, p->name);
	}
	if (!git_branch_ok(w->branch))
		diag_error(c->diag, w->branch_loc.line ? w->branch_loc : w->loc,
			"'branch' is '%s', which git does not take as a branch's name", w->branch);
	if (w->record && w->record != refused_text && !git_branch_ok(w->record))
		diag_error(c->diag, w->record_loc, "'record' is '%s', which git does not take as a branch's name",
			w->record);
	else if (w->record && !strcmp(w->record, w->branch))
		diag_error(c->diag, w->record_loc,
			"'record' is '%s', as 'branch' is, but nights are kept on a branch of their own", w->record);
	else if (w->record && !night)
		diag_error(c->diag, w->record_loc,
			"'record' is given, and keeps nights, but lane 'nightly' is 'none' on every platform");
	if (w->required_loc.line && w->required != refused_text &&
		(!*w->required || *w->required == ' ' || w->required[strlen(w->required) - 1] == ' '))
		diag_error(c->diag, w->required_loc,
			"'required' is '%s', but must be the name of a check, with no blank at its ends", w->required);
	const char *others = arena_printf(c->arena, "%s: ", s->name);

	if (w->required && !strncmp(w->required, others, strlen(others)))
		diag_error(c->diag, w->required_loc,
			"'required' is '%s', but '%s' begins the names of the other jobs, from which it must differ",
			w->required, others);
	if (night && !lane_does(s, LANE_NIGHTLY, DOES_CHECKED))
		diag_error(c->diag, w->loc,
			"no platform is 'checked' in lane 'nightly', so its nights would test nothing");
	else if (night && !w->cron)
		diag_error(c->diag, w->loc, "lane 'nightly' needs a schedule: give 'cron', as cron=\"17 1 * * *\"");
	else if (!night && w->cron)
		diag_error(c->diag, w->cron_loc, "'cron' is given, but lane 'nightly' is 'none' on every platform");
	if (w->cron)
		cron_check(w->cron, c->diag, w->cron_loc);
	for (size_t i = 0; i < w->step_count; i++)
		check_names(c, &w->steps[i].platforms, "platform", platforms);
	for (size_t i = 0; i < w->event_count; i++) {
		const struct event *e = &w->events[i];
		bool twice = !strcmp(event_names[e->name], "workflow_dispatch") && e->lane == LANE_NIGHTLY;

		for (size_t k = 0; k < i; k++)
			twice |= w->events[k].name == e->name && w->events[k].lane == e->lane;
		if (twice)
			diag_error(c->diag, e->loc, "'%s' starts lane '%s' already", event_names[e->name],
				lane_names[e->lane]);
		if (!strcmp(event_names[e->name], "merge_group") && e->lane != LANE_PR)
			diag_error(c->diag, e->loc,
				"'merge_group' belongs to lane 'pr', whose required check a merge queue waits for");
	}
}

/* --- the whole -------------------------------------------------------------------------------- */

bool
model_finish(struct suite *s, struct arena *a, struct diag *d, const char *today, bool strict)
{
	struct checker c = { s, a, d };
	int errors = d->errors;

	check_bindings(&c, &s->params, "parameter");
	check_bindings(&c, &s->env, "variable");
	check_platforms(&c, today, strict);
	check_variants(&c);
	sort(s->modules, s->module_count, sizeof(*s->modules), by_module);
	check_twice(&c, "module", s->modules, s->module_count, sizeof(*s->modules), offsetof(struct module, name));
	if (!s->module_count)
		diag_error(d, s->loc, "the suite has no <module>, so there is nothing to test");

	struct known variants = { s->variants, s->variant_count, sizeof(*s->variants), offsetof(struct variant, name) };
	struct known platforms = { s->platforms, s->platform_count, sizeof(*s->platforms),
		offsetof(struct platform, name) };
	struct known modules = { s->modules, s->module_count, sizeof(*s->modules), offsetof(struct module, name) };

	check_resources(&c);
	for (size_t i = 0; i < s->group_count; i++)
		check_traits(&c, &s->groups[i]->traits, "the group", s->groups[i]->traits.reason, &variants,
			&platforms);
	for (size_t i = 0; i < s->module_count; i++) {
		check_module(&c, &s->modules[i], &variants, &platforms);
		check_holes(&c, &s->modules[i]);
		check_module_resources(&c, &s->modules[i]);
	}
	if (d->errors == errors)
		check_unused(&c);
	check_excludes(&c, &modules, today, strict);
	check_shards(&c, &platforms);
	check_patterns(&c);
	check_selects(&c);
	check_workflow(&c, &platforms);
	if (d->errors == errors)
		check_commands(&c);
	for (size_t i = 1; i < s->variant_count; i++)
		if (strcmp(s->variants[i - 1].name, s->variants[i].name) &&
			esc_same_name(s->variants[i - 1].name, s->variants[i].name))
			diag_error(d, s->variants[i].loc,
				"variants '%s' and '%s' differ only in case, and so would their build folders",
				s->variants[i - 1].name, s->variants[i].name);
	return d->errors == errors;
}

/* --- parameters and environments -------------------------------------------------------------- */

static const struct binding *
find_binding(const struct bindings *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++)
		if (!strcmp(b->v[i].name, name))
			return &b->v[i];
	return NULL;
}

static bool
text_value(struct value *v, const char *text)
{
	*v = (struct value){ .kind = VALUE_TEXT, .text = text, .len = strlen(text) };
	return true;
}

static bool
number_value(struct value *v, struct buf *scratch, long n)
{
	buf_reset(scratch);
	buf_printf(scratch, "%ld", n);
	return text_value(v, buf_text(scratch));
}

bool
model_param(void *scope, const char *name, struct value *ret_value)
{
	const struct param_scope *p = scope;
	const struct suite *s = p->suite;
	const struct binding *b = NULL;

	if (p->module) {
		if (!strcmp(name, "module"))
			return text_value(ret_value, p->module->name);
		if (!strcmp(name, "unit"))
			return text_value(ret_value, p->unit);
		if (!strcmp(name, "chunk") && p->chunk >= 0)
			return number_value(ret_value, p->scratch, p->chunk);
		if (!strcmp(name, "from") && p->module->from_loc.line)
			return number_value(ret_value, p->scratch, p->from);
		if (!strcmp(name, "to") && p->module->to_loc.line)
			return number_value(ret_value, p->scratch, p->to);
		/*
		 * {from} and {to} of a module without a range are nothing at all, so that one <run> serves both kinds
		 */
		if (!strcmp(name, "from") || !strcmp(name, "to") || !strcmp(name, "chunk")) {
			*ret_value = (struct value){ .kind = VALUE_WORDS };
			return true;
		}
	}
	for (size_t i = 0; p->module && !p->of_fixture && i < p->module->need_count; i++) {
		struct param_scope inner = *p;
		struct buf path = { 0 }, scratch = { 0 };

		if (strcmp(p->module->needs[i]->name, name))
			continue;
		inner.of_fixture = true;
		inner.scratch = &scratch;
		bool ok = !command_fill(&p->module->needs[i]->output, model_param, &inner, &path);

		buf_release(&scratch);
		buf_reset(p->scratch);
		buf_add(p->scratch, buf_text(&path), path.len);
		buf_release(&path);
		return ok && text_value(ret_value, buf_text(p->scratch));
	}
	if (p->variant && !strcmp(name, "variant"))
		return text_value(ret_value, p->variant->name);
	if (p->variant && !strcmp(name, "program") && s->program_count) {
		struct param_scope inner = *p;
		struct buf path = { 0 }, scratch = { 0 };

		/* A path of the program may name parameters, but not itself. */
		inner.module = NULL;
		inner.scratch = &scratch;
		bool ok = !command_has(&s->programs[0], "program") &&
			!command_fill(&s->programs[0], model_param, &inner, &path);

		buf_release(&scratch);
		buf_reset(p->scratch);
		buf_add(p->scratch, buf_text(&path), path.len);
		buf_release(&path);
		return ok && text_value(ret_value, buf_text(p->scratch));
	}
	if (!strcmp(name, "suite"))
		return text_value(ret_value, s->name);
	if (!strcmp(name, "dir"))
		return text_value(ret_value, s->dir);
	if (!strcmp(name, "jobs"))
		return number_value(ret_value, p->scratch, s->jobs);
	if (p->module)
		b = find_binding(&p->module->traits.params, name);
	if (!b && p->module && p->module->group)
		b = find_binding(&p->module->group->traits.params, name);
	if (!b && p->variant)
		b = find_binding(&p->variant->params, name);
	if (!b)
		b = find_binding(&s->params, name);
	if (!b)
		return false;
	if (b->value)
		return text_value(ret_value, b->value);
	*ret_value = (struct value){ .kind = VALUE_WORDS, .words = b->words.v, .count = b->words.n };
	return true;
}

void
model_variable(const struct suite *s, struct buf *out)
{
	const char *name = s->name;

	if (*name >= '0' && *name <= '9')
		buf_addc(out, '_');
	for (; *name; name++)
		buf_addc(out, strchr(".+-", *name) ? '_' : *name);
}

/* Put each binding into the sorted list, over one of the same name. */
static void
overlay(struct bindings *to, struct arena *a, const struct bindings *from)
{
	for (size_t i = 0; i < from->n; i++) {
		struct binding *old = NULL;

		for (size_t k = 0; k < to->n; k++)
			if (!strcmp(to->v[k].name, from->v[i].name))
				old = &to->v[k];
		if (!old) {
			to->v = arena_grow(a, to->v, to->n, sizeof(*to->v));
			old = &to->v[to->n++];
		}
		*old = from->v[i];
	}
	sort(to->v, to->n, sizeof(*to->v), by_binding);
}

struct bindings
model_env(const struct suite *s, const struct variant *v, const struct module *m, struct arena *a)
{
	struct bindings env = { 0 };

	if (!m)
		overlay(&env, a, &s->env);
	if (v && !m)
		overlay(&env, a, &v->env);
	if (m && m->group)
		overlay(&env, a, &m->group->traits.env);
	if (m)
		overlay(&env, a, &m->traits.env);
	return env;
}
