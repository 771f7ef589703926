#include "plan/plan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/seconds.h"
#include "base/text.h"
#include "suite/params.h"

/* --- units ------------------------------------------------------------------------------------ */

/* The units of one module in one variant. */
static void
add_units(struct plan *p, struct arena *a, const struct variant *v, const struct module *m)
{
	long chunks = m->chunks ? m->chunks : 1, size = (m->to - m->from + 1) / chunks;
	size_t variant_len = strlen(v->name), module_len = strlen(m->name);

	for (long k = 0; k < chunks; k++) {
		struct unit *u = &p->units[p->unit_count];
		char *id = arena_alloc(a, variant_len + module_len + 24), *end = id + variant_len;

		/* By hand: this runs a hundred thousand times, and snprintf would take longer than all the rest. */
		memcpy(id, v->name, variant_len);
		*end++ = '-';
		memcpy(end, m->name, module_len);
		end += module_len;
		if (m->chunks) {
			char digits[24], *d = digits + sizeof(digits);
			long n = k;

			do {
				*--d = (char)('0' + n % 10);
			} while (n /= 10);
			*end++ = '_';
			memcpy(end, d, (size_t)(digits + sizeof(digits) - d));
		}
		*u = (struct unit){ id, v, m, m->chunks ? k : -1, m->from + k * size, m->from + (k + 1) * size - 1, 0,
			p->unit_count };
		if (!m->chunks)
			u->to = m->to;
		p->unit_count++;
	}
}

/* Every unit, in canonical order: the suite's variants and modules are sorted. */
static void
make_units(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;
	size_t count = 0;

	for (size_t v = 0; v < s->variant_count; v++)
		for (size_t m = 0; m < s->module_count; m++)
			if (s->modules[m].in_variant[v])
				count += (size_t)(s->modules[m].chunks ? s->modules[m].chunks : 1);
	p->units = arena_alloc(a, (count + 1) * sizeof(*p->units));
	for (size_t v = 0; v < s->variant_count; v++)
		for (size_t m = 0; m < s->module_count; m++)
			if (s->modules[m].in_variant[v])
				add_units(p, a, &s->variants[v], &s->modules[m]);
}

/* --- a table of ids, without case, since folders on macOS have none --------------------------- */

struct ids {
	uint32_t *slot; /* rank + 1, or 0 */
	size_t mask;
	const struct unit *units;
};

static uint32_t
hash(const char *s)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)esc_lower(*s)) * 16777619u;
	return h;
}

/* The slot of that id, or the empty one where it would stand. */
static size_t
find_slot(const struct ids *t, const char *id)
{
	size_t i = hash(id) & t->mask;

	while (t->slot[i] && !esc_same_name(t->units[t->slot[i] - 1].id, id))
		i = (i + 1) & t->mask;
	return i;
}

static void
collide(struct diag *d, const struct unit *a, const struct unit *b)
{
	const char *how = strcmp(a->id, b->id) ? "ids that differ only in case" : "the same id";

	diag_error(d, b->module->loc, "variant '%s' with module '%s' and variant '%s' with module '%s' give %s, '%s'",
		a->variant->name, a->module->name, b->variant->name, b->module->name, how, b->id);
}

/* The names that make targets behind <suite>-test- share with the units: variants and lanes. */
static void
check_targets(struct plan *p, struct diag *d, const struct ids *t)
{
	const struct suite *s = p->suite;

	for (size_t v = 0; v < s->variant_count; v++) {
		const struct variant *x = &s->variants[v];
		size_t slot = find_slot(t, x->name);

		if (t->slot[slot])
			diag_error(d, x->loc, "variant '%s' has the name of a unit, so '%s-test-%s' would mean both",
				x->name, s->name, x->name);
		for (int lane = 0; lane < LANE_COUNT; lane++)
			if (!strcmp(x->name, lane_names[lane]))
				diag_error(d, x->loc,
					"variant '%s' has the name of a lane, so '%s-test-%s' would mean both", x->name,
					s->name, x->name);
	}
}

static struct ids
index_units(struct plan *p, struct arena *a, struct diag *d)
{
	struct ids t = { .units = p->units };
	size_t size = 16;

	while (size < 2 * p->unit_count + 2)
		size *= 2;
	t.mask = size - 1;
	t.slot = arena_alloc(a, size * sizeof(*t.slot));
	for (size_t i = 0; i < p->unit_count; i++) {
		size_t slot = find_slot(&t, p->units[i].id);

		if (t.slot[slot])
			collide(d, &p->units[t.slot[slot] - 1], &p->units[i]);
		else
			t.slot[slot] = (uint32_t)(i + 1);
	}
	check_targets(p, d, &t);
	return t;
}

/* --- expected times --------------------------------------------------------------------------- */

static int
by_usec(const void *a, const void *b)
{
	unsigned long long x = *(const unsigned long long *)a, y = *(const unsigned long long *)b;

	return x < y ? -1 : x > y;
}

static unsigned long long
median(unsigned long long *v, size_t n)
{
	if (!n)
		return 0;
	qsort(v, n, sizeof(*v), by_usec);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* What the manifest says: the module's seconds, spread over its chunks. 0 if it says nothing. */
static unsigned long long
said_usec(const struct unit *u)
{
	const struct module *m = u->module;

	if (m->traits.seconds < 0)
		return 0;
	return (unsigned long long)(m->traits.seconds * 1e6 / (double)(m->chunks ? m->chunks : 1) + 0.5);
}

/* The platform of that name, or platform_count. */
static size_t
find_platform(const struct suite *s, const char *name)
{
	size_t i = 0;

	while (i < s->platform_count && strcmp(s->platforms[i].name, name))
		i++;
	return i;
}

/*
 * Expected times: measured on that platform, else measured on any, else as the manifest says, else the median of what
 * is known of the module, else of everything known, else a second. Fills units[].usec and, if platforms differ,
 * usec_on.
 */
static void
expect(struct plan *p, struct arena *a, struct diag *d, const struct seconds *seconds, const struct ids *t)
{
	const struct suite *s = p->suite;
	size_t n = p->unit_count, stale = 0, known_count = 0;
	const struct seconds_row *first_stale = NULL;
	unsigned long long *known = arena_alloc(a, (n + 1) * sizeof(*known));
	unsigned long long *of_module = arena_alloc(a, (n + 1) * sizeof(*of_module));
	bool differ = false;

	for (size_t i = 0; i < seconds->count; i++)
		differ |= strcmp(seconds->rows[i].platform, "*") != 0;
	if (differ)
		p->usec_on = arena_alloc(a, (s->platform_count * n + 1) * sizeof(*p->usec_on));
	for (size_t i = 0; i < n; i++)
		p->units[i].usec = said_usec(&p->units[i]);
	/* Rows for any platform first, so that those for one win. */
	for (int any = 1; any >= 0; any--) {
		for (size_t i = 0; i < seconds->count; i++) {
			const struct seconds_row *row = &seconds->rows[i];

			if ((strcmp(row->platform, "*") == 0) != any)
				continue;
			size_t slot = find_slot(t, row->unit), platform = any ? 0 : find_platform(s, row->platform);

			if (!t->slot[slot] || strcmp(p->units[t->slot[slot] - 1].id, row->unit) ||
				(!any && platform == s->platform_count)) {
				first_stale = stale++ ? first_stale : row;
				continue;
			}
			if (any)
				p->units[t->slot[slot] - 1].usec = row->usec;
			else
				p->usec_on[platform * n + t->slot[slot] - 1] = row->usec;
		}
	}
	if (stale)
		diag_warn(d, first_stale->loc,
			"%zu row%s of measured seconds name%s no unit or platform of the suite, the first is '%s' on '%s'",
			stale, stale == 1 ? "" : "s", stale == 1 ? "s" : "", first_stale->unit, first_stale->platform);
	/* A unit known on some platform is known; elsewhere it is expected to take the greatest of those times. */
	for (size_t i = 0; i < n; i++) {
		unsigned long long most = 0;

		for (size_t k = 0; differ && k < s->platform_count; k++)
			if (p->usec_on[k * n + i] > most)
				most = p->usec_on[k * n + i];
		for (size_t k = 0; differ && k < s->platform_count; k++)
			if (!p->usec_on[k * n + i])
				p->usec_on[k * n + i] = p->units[i].usec ? p->units[i].usec : most;
		for (size_t k = 0; differ && k < s->platform_count; k++)
			if (p->usec_on[k * n + i] > most)
				most = p->usec_on[k * n + i];
		if (most)
			p->units[i].usec = most;
		if (p->units[i].usec)
			known[known_count++] = p->units[i].usec;
	}
	if (known_count == n)
		return;
	unsigned long long typical = median(known, known_count);

	/* The units of a module are not neighbours in canonical order: gather them by module once. */
	size_t *first = arena_alloc(a, (s->module_count + 1) * sizeof(*first));
	size_t *next = arena_alloc(a, (n + 1) * sizeof(*next));

	for (size_t i = n; i-- > 0;) {
		size_t m = (size_t)(p->units[i].module - s->modules);

		next[i] = first[m];
		first[m] = i + 1;
	}
	for (size_t m = 0; m < s->module_count; m++) {
		size_t count = 0;

		for (size_t i = first[m]; i; i = next[i - 1])
			if (p->units[i - 1].usec)
				of_module[count++] = p->units[i - 1].usec;
		unsigned long long guess = count ? median(of_module, count) : typical ? typical : 1000000;

		for (size_t i = first[m]; i; i = next[i - 1]) {
			if (p->units[i - 1].usec)
				continue;
			p->units[i - 1].usec = guess;
			for (size_t k = 0; differ && k < s->platform_count; k++)
				p->usec_on[k * n + i - 1] = guess;
		}
	}
}

/* --- classes ----------------------------------------------------------------------------------- */

static void fill(const struct command *c, struct params_scope *scope, struct buf *out);

static struct params_scope
scope_of(const struct plan *p, const struct unit *u)
{
	return (struct params_scope){ .suite = p->suite,
		.variant = u->variant,
		.module = u->module,
		.unit = u->id,
		.chunk = u->chunk,
		.from = u->from,
		.to = u->to };
}

static void
classify(struct plan *p, struct arena *a, struct diag *d)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < p->unit_count; i++) {
		struct unit *u = &p->units[i];
		struct params_scope scope = scope_of(p, u);

		if (!u->module->traits.class_of.count)
			continue;
		buf_reset(&text);
		fill(&u->module->traits.class_of, &scope, &text);
		if (text.len)
			u->class = arena_strndup(a, buf_text(&text), text.len);
		else
			diag_error(d, u->module->traits.class_of.loc,
				"the class of unit '%s' is empty: none of its parameters has a value", u->id);
	}
	buf_release(&text);
}

/* --- fixtures --------------------------------------------------------------------------------- */

static const char *
filled(const struct command *c, struct params_scope *scope, struct arena *a)
{
	struct buf text = { 0 };

	fill(c, scope, &text);
	const char *s = arena_strndup(a, buf_text(&text), text.len);

	buf_release(&text);
	return s;
}

/* What the fixture is for one unit. */
static struct fixture_made
make_fixture(const struct plan *p, struct arena *a, const struct fixture *f, const struct unit *u)
{
	struct params_scope scope = scope_of(p, u);
	struct fixture_made made = { .fixture = f, .first = u, .unit_count = 1 };
	struct buf command = { 0 };
	bool calls = false;

	scope.of_fixture = true;
	made.key = filled(&f->key, &scope, a);
	made.id = arena_printf(a, "%s-%s", f->name, made.key);
	made.output = filled(&f->output, &scope, a);
	made.inputs = arena_alloc(a, (f->inputs.n + 1) * sizeof(const char *));
	for (size_t i = 0; i < f->inputs.n; i++)
		made.inputs[made.input_count++] = filled(&f->inputs.v[i], &scope, a);
	for (size_t i = 0; i < f->command_count; i++) {
		const char *one = filled(&f->commands[i], &scope, a);

		calls |= command_has(&f->commands[i], "program");
		buf_printf(&command, f->command_count > 1 ? "%s( %s )" : "%s%s", i ? " && " : "", one);
	}
	made.command = arena_strndup(a, buf_text(&command), command.len);
	made.variant = calls ? u->variant : NULL;
	buf_release(&command);
	return made;
}

static int
by_made(const void *a, const void *b)
{
	const struct fixture_made *x = a, *y = b;
	int c = strcmp(x->id, y->id);

	if (!c)
		c = strcmp(x->fixture->name, y->fixture->name);
	return c ? c : x->first->rank < y->first->rank ? -1 : x->first->rank > y->first->rank;
}

/* In what do two fixtures of one id differ? NULL if they are one. */
static const char *
difference(const struct fixture_made *x, const struct fixture_made *y)
{
	if (x->fixture != y->fixture)
		return "fixture";
	if (strcmp(x->output, y->output))
		return "output";
	if (strcmp(x->command, y->command))
		return "command";
	for (size_t i = 0; i < x->input_count; i++)
		if (strcmp(x->inputs[i], y->inputs[i]))
			return "input";
	return NULL;
}

/* Is it a path below the suite's folder, not through '..'? */
static bool
stays_inside(const char *path)
{
	if (!*path || *path == '/' || path[strlen(path) - 1] == '/')
		return false;
	for (const char *p = path; *p;) {
		size_t len = strcspn(p, "/");

		if (!len || (len <= 2 && !strncmp(p, "..", len)))
			return false;
		p += len + (p[len] == '/');
	}
	return true;
}

static void
check_made(const struct fixture_made *m, struct diag *d)
{
	const struct fixture *f = m->fixture;

	if (!esc_is_name(m->id, strlen(m->id)) || !*m->key)
		diag_error(d, f->key.loc,
			"the key of fixture '%s' is '%s' for unit '%s', which with the fixture's name is no name ([A-Za-z0-9_][A-Za-z0-9_.+-]*, up to 128)",
			f->name, m->key, m->first->id);
	if (!stays_inside(m->output))
		diag_error(d, f->output.loc,
			"the output of fixture '%s' is '%s' for unit '%s', but must be a path below the suite's folder, without '.' and '..'",
			f->name, m->output, m->first->id);
	for (size_t i = 0; i < m->input_count; i++)
		if (!stays_inside(m->inputs[i])) {
			diag_error(d, f->inputs.loc,
				"an input of fixture '%s' is '%s' for unit '%s', but must be a path below the suite's folder, without '.' and '..'",
				f->name, m->inputs[i], m->first->id);
			break;
		}
}

static int
by_output(const void *a, const void *b)
{
	const struct fixture_made *x = *(const struct fixture_made *const *)a,
				  *y = *(const struct fixture_made *const *)b;
	const char *s = x->output, *t = y->output;

	for (; *s && esc_lower(*s) == esc_lower(*t); s++, t++)
		;
	if (esc_lower(*s) != esc_lower(*t))
		return (unsigned char)esc_lower(*s) < (unsigned char)esc_lower(*t) ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* No two fixtures in one place, not even where folders know no case. */
static void
check_outputs(const struct plan *p, struct arena *a, struct diag *d)
{
	const struct fixture_made **made = arena_alloc(a, (p->fixture_count + 1) * sizeof(const struct fixture_made *));

	for (size_t i = 0; i < p->fixture_count; i++)
		made[i] = &p->fixtures[i];
	qsort(made, p->fixture_count, sizeof(const struct fixture_made *), by_output);
	for (size_t i = 1; i < p->fixture_count; i++)
		if (esc_same_name(made[i - 1]->output, made[i]->output))
			diag_error(d, made[i]->fixture->output.loc,
				"fixtures '%s' and '%s' would both be made at '%s': name the key in 'output'",
				made[i - 1]->id, made[i]->id, made[i]->output);
}

/* Every distinct fixture, and which of them each unit needs. */
static void
make_fixtures(struct plan *p, struct arena *a, struct diag *d)
{
	size_t asked = 0, n = 0;
	int errors = d->errors;

	for (size_t i = 0; i < p->unit_count; i++)
		asked += p->units[i].module->need_count;
	if (!asked)
		return;
	struct fixture_made *all = arena_alloc(a, asked * sizeof(*all));

	for (size_t i = 0; i < p->unit_count; i++)
		for (size_t k = 0; k < p->units[i].module->need_count; k++)
			all[n++] = make_fixture(p, a, p->units[i].module->needs[k], &p->units[i]);
	qsort(all, n, sizeof(*all), by_made);
	p->fixtures = all;
	for (size_t i = 0; i < n; i++) {
		struct fixture_made *last = p->fixture_count ? &p->fixtures[p->fixture_count - 1] : NULL;
		const char *differ = NULL;

		if (!last || strcmp(last->id, all[i].id)) {
			p->fixtures[p->fixture_count++] = all[i];
			check_made(&all[i], d);
			continue;
		}
		last->unit_count++;
		differ = difference(last, &all[i]);
		if (differ)
			diag_error(d, all[i].fixture->key.loc,
				"units '%s' and '%s' need fixture '%s', but with another %s: let the key tell them apart",
				last->first->id, all[i].first->id, last->id, differ);
	}
	if (d->errors > errors)
		return;
	check_outputs(p, a, d);
	for (size_t i = 0; i < p->unit_count; i++) {
		struct unit *u = &p->units[i];

		if (!u->module->need_count)
			continue;
		u->needs = arena_alloc(a, u->module->need_count * sizeof(struct fixture_made *));
		for (size_t k = 0; k < u->module->need_count; k++) {
			struct fixture_made key = make_fixture(p, a, u->module->needs[k], u);
			size_t low = 0, high = p->fixture_count;

			while (low + 1 < high) {
				size_t middle = low + (high - low) / 2;

				if (strcmp(p->fixtures[middle].id, key.id) <= 0)
					low = middle;
				else
					high = middle;
			}
			u->needs[k] = &p->fixtures[low];
		}
	}
}

/* --- pools and workers ------------------------------------------------------------------------ */

/* What is asked is a field of a line. */
static void
check_asks(const struct plan *p, struct diag *d)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		const struct module *m = u->module;

		if (!m->pool && !m->worker)
			continue;
		buf_reset(&text);
		if (m->worker)
			plan_ask(p, u, &text);
		else
			plan_command(p, u, &text);
		if (memchr(buf_text(&text), '\t', text.len))
			diag_error(d, m->worker ? m->traits.worker_loc : m->traits.pool_loc,
				"what unit '%s' is asked holds a tab, which parts the fields of what 'nightshift batch' reads: write blanks",
				u->id);
	}
	buf_release(&text);
}

/* --- modes ------------------------------------------------------------------------------------ */

/* Give each mode a number, which does not depend on the order of the modules. */
static void
number_modes(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;
	const char **modes = arena_alloc(a, (s->module_count + 1) * sizeof(*modes));
	size_t n = 0, different = 0;

	for (size_t i = 0; i < s->module_count; i++)
		if (s->modules[i].traits.mode)
			modes[n++] = s->modules[i].traits.mode;
	if (n > 1)
		qsort(modes, n, sizeof(*modes), text_order);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(modes[i], modes[different - 1]))
			modes[different++] = modes[i];
	p->mode_count = 1 + different;
	for (size_t i = 0; i < p->unit_count; i++) {
		const char *mode = p->units[i].module->traits.mode;
		const char **at = mode ? bsearch(&mode, modes, different, sizeof(*modes), text_order) : NULL;

		p->units[i].mode = at ? (size_t)(at - modes) + 1 : 0;
	}
}

/* --- order, lanes, shards --------------------------------------------------------------------- */

static int
heaviest_first(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	if (x->usec != y->usec)
		return x->usec > y->usec ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

bool
plan_runs(const struct plan *p, const struct unit *u, size_t platform, int lane)
{
	return p->suite->platforms[platform].does[lane] == DOES_CHECKED && u->module->on_platform[platform] &&
		lane >= u->module->traits.lane;
}

bool
plan_runs_on(const struct plan *p, const struct unit *u, size_t platform)
{
	for (int lane = 0; lane < LANE_COUNT; lane++)
		if (plan_runs(p, u, platform, lane))
			return true;
	return false;
}

unsigned long long
plan_usec(const struct plan *p, const struct unit *u, size_t platform)
{
	return p->usec_on ? p->usec_on[platform * p->unit_count + u->rank] : u->usec;
}

long
plan_jobs_limit(const struct plan *p, size_t platform)
{
	const struct suite *s = p->suite;
	unsigned long long most = 0, budget = s->platforms[platform].memory;

	for (size_t i = 0; i < s->module_count; i++)
		if (s->modules[i].on_platform[platform] && s->modules[i].traits.memory > most)
			most = s->modules[i].traits.memory;
	if (!budget || !most)
		return 0;
	return most > budget ? 1 : (long)(budget / most);
}

static void
sum_lanes(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;

	p->lanes = arena_alloc(a, (s->platform_count + 1) * sizeof(*p->lanes));
	for (size_t k = 0; k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++)
			p->lanes[k][lane].does = s->platforms[k].does[lane];
	for (size_t i = 0; i < p->unit_count; i++)
		for (size_t k = 0; k < s->platform_count; k++)
			for (int lane = 0; lane < LANE_COUNT; lane++)
				if (plan_runs(p, &p->units[i], k, lane)) {
					p->lanes[k][lane].unit_count++;
					p->lanes[k][lane].usec += plan_usec(p, &p->units[i], k);
				}
}

struct weighed {
	unsigned long long usec;
	const struct unit *unit;
};

static int
heaviest_weighed(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;

	if (x->usec != y->usec)
		return x->usec > y->usec ? -1 : 1;
	return x->unit->rank < y->unit->rank ? -1 : x->unit->rank > y->unit->rank;
}

const struct unit **
plan_order(const struct plan *p, struct arena *a, size_t platform)
{
	struct weighed *w = arena_alloc(a, (p->unit_count + 1) * sizeof(*w));
	const struct unit **order = arena_alloc(a, (p->unit_count + 1) * sizeof(*order));

	for (size_t i = 0; i < p->unit_count; i++)
		w[i] = (struct weighed){ plan_usec(p, &p->units[i], platform), &p->units[i] };
	if (p->unit_count > 1)
		qsort(w, p->unit_count, sizeof(*w), heaviest_weighed);
	for (size_t i = 0; i < p->unit_count; i++)
		order[i] = w[i].unit;
	return order;
}

/* How many units of a shard run at a time: as many as it says, within the memory. */
static long
jobs_of(const struct plan *p, const struct shards *how)
{
	long limit = plan_jobs_limit(p, how->platform_index);

	return limit && limit < how->jobs ? limit : how->jobs;
}

/* Cut n units of one mode, heaviest first, into count shards. */
static void
cut_mode(struct plan *p, struct arena *a, const struct shards *how, const struct weighed *w, size_t n, size_t count)
{
	unsigned long long *usec = arena_alloc(a, (n + 1) * sizeof(*usec));
	unsigned *machine = arena_alloc(a, (n + 1) * sizeof(*machine));
	size_t base = p->shard_count;

	for (size_t i = 0; i < n; i++)
		usec[i] = w[i].usec;
	pack(usec, n, count, machine);

	for (size_t k = 0; k < count; k++) {
		p->shards = arena_grow(a, p->shards, p->shard_count, sizeof(*p->shards));
		struct shard *sh = &p->shards[p->shard_count++];

		*sh = (struct shard){ .number = base + k + 1,
			.platform = &p->suite->platforms[how->platform_index],
			.lane = how->lane,
			.jobs = jobs_of(p, how),
			.mode = w[0].unit->module->traits.mode };
	}
	for (size_t i = 0; i < n; i++) {
		struct shard *sh = &p->shards[base + machine[i]];

		sh->units = arena_grow(a, sh->units, sh->unit_count, sizeof(*sh->units));
		sh->units[sh->unit_count++] = w[i].unit;
		sh->usec += w[i].usec;
	}
}

/* How many shards of about the wanted seconds that makes, at least one. */
static size_t
shards_by_seconds(const struct shards *how, long jobs, unsigned long long usec)
{
	unsigned long long target = (unsigned long long)(how->seconds * 1e6) * (unsigned long long)jobs;
	size_t count = target ? (size_t)((usec + target - 1) / target) : 1;

	return count ? count : 1;
}

/* Cut one lane of one platform into shards, each mode for itself. */
static void
cut(struct plan *p, struct arena *a, struct diag *d, const struct shards *how)
{
	size_t modes = 0;
	struct weighed **w = arena_alloc(a, p->mode_count * sizeof(struct weighed *));
	unsigned long long *sum = arena_alloc(a, p->mode_count * sizeof(*sum));
	size_t *n = arena_alloc(a, p->mode_count * sizeof(*n));
	size_t *count = arena_alloc(a, p->mode_count * sizeof(*count));

	for (size_t m = 0; m < p->mode_count; m++) {
		w[m] = NULL;
		sum[m] = 0;
		n[m] = 0;
	}
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		unsigned long long usec = plan_usec(p, u, how->platform_index);

		if (!plan_runs(p, u, how->platform_index, how->lane))
			continue;
		modes += !n[u->mode];
		w[u->mode] = arena_grow(a, w[u->mode], n[u->mode], sizeof(**w));
		w[u->mode][n[u->mode]++] = (struct weighed){ usec, u };
		sum[u->mode] += usec;
	}
	if (how->count && modes > (size_t)how->count) {
		diag_error(d, how->loc,
			"lane '%s' on '%s' has units of %zu modes, which never share a shard: 'count' must be at least %zu",
			lane_names[how->lane], p->suite->platforms[how->platform_index].name, modes, modes);
		return;
	}
	/* Never more than there are units: an empty shard would be green without having run anything. */
	if (how->count)
		pack_share((size_t)how->count, sum, n, p->mode_count, count);
	for (size_t m = 0; m < p->mode_count; m++) {
		if (!n[m])
			continue;
		if (!how->count) {
			count[m] = shards_by_seconds(how, jobs_of(p, how), sum[m]);
			count[m] = count[m] < n[m] ? count[m] : n[m];
		}
		qsort(w[m], n[m], sizeof(**w), heaviest_weighed);
		cut_mode(p, a, how, w[m], n[m], count[m]);
	}
}

/* --- shards of the Nix systems ---------------------------------------------------------------- */

bool
plan_on_system(const struct plan *p, const struct unit *u, const char *system)
{
	for (size_t k = 0; k < p->suite->platform_count; k++)
		if (!strcmp(p->suite->platforms[k].system, system) && u->module->on_platform[k])
			return true;
	return false;
}

enum { GROUPS_OF_MODE = 2 << LANE_COUNT };

/*
 * Units of one group may share a shard: they are of one mode; the same lanes of the system run them, so that the gate
 * of a lane waits for nothing the lane does not owe, and they all take the commit's seed or none does, so that a new
 * commit runs again only what it must. What pull requests run has the lowest numbers.
 */
static size_t
group_of(const struct plan *p, const struct unit *u, const char *system)
{
	size_t lanes = u->mode;

	for (int lane = 0; lane < LANE_COUNT; lane++) {
		bool runs = false;

		for (size_t k = 0; k < p->suite->platform_count; k++)
			runs |= !strcmp(p->suite->platforms[k].system, system) && plan_runs(p, u, k, lane);
		lanes = 2 * lanes + !runs;
	}
	return 2 * lanes + (u->module->traits.seed == SEED_HEAD);
}

static int
heaviest_shard(const void *a, const void *b)
{
	const struct nix_shard *x = a, *y = b;

	if (x->usec != y->usec)
		return x->usec > y->usec ? -1 : 1;
	return x->units[0]->rank < y->units[0]->rank ? -1 : x->units[0]->rank > y->units[0]->rank;
}

/* Cut the n units of a group, heaviest first, into count shards of the system. */
static void
cut_group(struct nix_system *y, struct arena *a, const struct weighed *w, size_t n, size_t count)
{
	unsigned long long *usec = arena_alloc(a, (n + 1) * sizeof(*usec));
	unsigned *machine = arena_alloc(a, (n + 1) * sizeof(*machine));
	size_t base = y->shard_count;

	for (size_t i = 0; i < n; i++)
		usec[i] = w[i].usec;
	pack(usec, n, count, machine);
	for (size_t k = 0; k < count; k++) {
		y->shards = arena_grow(a, y->shards, y->shard_count, sizeof(*y->shards));
		y->shards[y->shard_count++] = (struct nix_shard){ 0 };
	}
	for (size_t i = 0; i < n; i++) {
		struct nix_shard *h = &y->shards[base + machine[i]];

		h->units = arena_grow(a, h->units, h->unit_count, sizeof(*h->units));
		h->units[h->unit_count++] = w[i].unit;
		h->usec += w[i].usec;
	}
}

static void
cut_system(struct plan *p, struct arena *a, struct nix_system *y)
{
	const struct suite *s = p->suite;
	size_t groups = p->mode_count * GROUPS_OF_MODE;
	struct weighed **of_group = arena_alloc(a, groups * sizeof(struct weighed *));
	unsigned long long *sum = arena_alloc(a, groups * sizeof(*sum));
	size_t *units = arena_alloc(a, groups * sizeof(*units));
	size_t *shards = arena_alloc(a, groups * sizeof(*shards));

	for (size_t g = 0; g < groups; g++) {
		of_group[g] = NULL;
		sum[g] = 0;
		units[g] = 0;
	}
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		unsigned long long usec = 0;

		if (!plan_on_system(p, u, y->name))
			continue;
		for (size_t k = 0; k < s->platform_count; k++)
			if (!strcmp(s->platforms[k].system, y->name) && u->module->on_platform[k] &&
				plan_usec(p, u, k) > usec)
				usec = plan_usec(p, u, k);
		size_t g = group_of(p, u, y->name);

		of_group[g] = arena_grow(a, of_group[g], units[g], sizeof(*of_group[g]));
		of_group[g][units[g]++] = (struct weighed){ usec, u };
		sum[g] += usec;
	}
	pack_share((size_t)s->nix_shards, sum, units, groups, shards);
	for (size_t g = 0; g < groups; g++) {
		if (!units[g])
			continue;
		qsort(of_group[g], units[g], sizeof(*of_group[g]), heaviest_weighed);
		cut_group(y, a, of_group[g], units[g], shards[g]);
	}
	if (y->shard_count > 1)
		qsort(y->shards, y->shard_count, sizeof(*y->shards), heaviest_shard);
	for (size_t k = 0; k < y->shard_count; k++)
		y->shards[k].name = arena_printf(a, "shard%zu", k + 1);
}

/* The systems of the platforms, by name, each cut. */
static void
cut_systems(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;

	p->systems = arena_alloc(a, (s->platform_count + 1) * sizeof(*p->systems));
	for (size_t k = 0; k < s->platform_count; k++) {
		const char *name = s->platforms[k].system;
		size_t at = 0;

		while (at < p->system_count && strcmp(p->systems[at].name, name) < 0)
			at++;
		if (at < p->system_count && !strcmp(p->systems[at].name, name))
			continue;
		memmove(&p->systems[at + 1], &p->systems[at], (p->system_count++ - at) * sizeof(*p->systems));
		p->systems[at] = (struct nix_system){ .name = name };
	}
	for (size_t y = 0; y < p->system_count; y++)
		cut_system(p, a, &p->systems[y]);
}

/* --- proof ------------------------------------------------------------------------------------ */

/* The shards of one Nix system. seen has room for a mark for each unit. */
static void
prove_system(const struct plan *p, const struct nix_system *y, struct diag *d, unsigned char *seen)
{
	struct loc at = p->suite->nix_loc;

	memset(seen, 0, p->unit_count);
	for (size_t k = 0; k < y->shard_count; k++) {
		const struct nix_shard *h = &y->shards[k];

		if (!h->unit_count)
			diag_error(d, at, "'%s' of system '%s' is empty, and would pass without having run anything",
				h->name, y->name);
		size_t group = h->unit_count ? group_of(p, h->units[0], y->name) : 0;

		for (size_t i = 0; i < h->unit_count; i++) {
			if (seen[h->units[i]->rank]++)
				diag_error(d, at, "unit '%s' is in two shards of system '%s'", h->units[i]->id,
					y->name);
			if (group_of(p, h->units[i], y->name) != group)
				diag_error(d, at,
					"'%s' of system '%s' holds '%s' and '%s', which differ in mode, in their lanes or in taking the commit's seed",
					h->name, y->name, h->units[0]->id, h->units[i]->id);
		}
	}
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		bool there = plan_on_system(p, u, y->name);

		if (there != (seen[u->rank] != 0))
			diag_error(d, at, "unit '%s' %s on system '%s' but is in %s", u->id,
				there ? "runs" : "does not run", y->name,
				there ? "none of its shards" : "one of its shards");
	}
}

bool
plan_prove(const struct plan *p, struct diag *d)
{
	const struct suite *s = p->suite;
	unsigned char *seen = calloc(p->unit_count + 1, 1);
	int errors = d->errors;

	if (!seen)
		die("out of memory");
	for (size_t h = 0; h < s->shards_count; h++) {
		const struct shards *how = &s->shards[h];
		const struct platform *platform = &s->platforms[how->platform_index];

		memset(seen, 0, p->unit_count);
		for (size_t k = 0; k < p->shard_count; k++) {
			const struct shard *sh = &p->shards[k];

			if (sh->platform != platform || sh->lane != how->lane)
				continue;
			for (size_t i = 0; i < sh->unit_count; i++) {
				if (sh->units[i]->mode != sh->units[0]->mode)
					diag_error(d, how->loc,
						"shard %zu of lane '%s' on '%s' holds '%s' and '%s', which differ in mode",
						sh->number, lane_names[how->lane], platform->name, sh->units[0]->id,
						sh->units[i]->id);
				if (seen[sh->units[i]->rank]++)
					diag_error(d, how->loc, "unit '%s' is in two shards of lane '%s' on '%s'",
						sh->units[i]->id, lane_names[how->lane], platform->name);
			}
		}
		for (size_t i = 0; i < p->unit_count; i++) {
			const struct unit *u = &p->units[i];
			bool due = plan_runs(p, u, how->platform_index, how->lane);

			if (due != (seen[u->rank] != 0))
				diag_error(d, how->loc, "unit '%s' is %s lane '%s' on '%s' but %s its shards", u->id,
					due ? "in" : "not in", lane_names[how->lane], platform->name,
					due ? "in none of" : "in one of");
		}
	}
	for (size_t y = 0; y < p->system_count; y++)
		prove_system(p, &p->systems[y], d, seen);
	free(seen);
	for (size_t i = 0; i < p->unit_count; i++)
		for (size_t k = 0; k < s->platform_count; k++) {
			const struct platform *platform = &s->platforms[k];
			const struct unit *u = &p->units[i];

			if (u->module->on_platform[k] && !platform->gap_count && !plan_runs_on(p, u, k))
				diag_error(d, platform->loc,
					"unit '%s' is run by no lane of platform '%s', which has no gap", u->id,
					platform->name);
			if (!u->module->on_platform[k] && !u->module->traits.reason)
				diag_error(d, u->module->loc, "unit '%s' is kept from platform '%s' without a reason",
					u->id, platform->name);
		}
	return d->errors == errors;
}

bool
plan_make(struct plan *ret_plan, struct arena *a, struct diag *d, const struct suite *s, const struct seconds *seconds)
{
	struct plan *p = ret_plan;
	int errors = d->errors;

	*p = (struct plan){ .suite = s };
	make_units(p, a);
	struct ids ids = index_units(p, a, d);

	if (d->errors > errors)
		return false;
	expect(p, a, d, seconds, &ids);
	classify(p, a, d);
	if (d->errors > errors)
		return false;
	number_modes(p, a);
	sum_lanes(p, a); /* before the sort: a module's units are together */
	make_fixtures(p, a, d);
	if (s->pool_count || s->worker_count)
		check_asks(p, d);
	if (d->errors > errors)
		return false;
	if (p->unit_count > 1)
		qsort(p->units, p->unit_count, sizeof(*p->units), heaviest_first);
	for (size_t i = p->unit_count; i-- > 0;)
		for (size_t k = 0; p->units[i].needs && k < p->units[i].module->need_count; k++)
			p->units[i].needs[k]->first = &p->units[i];
	for (size_t i = 0; i < s->shards_count; i++)
		cut(p, a, d, &s->shards[i]);
	if (d->errors > errors)
		return false;
	if (s->nix_shards)
		cut_systems(p, a);
	return plan_prove(p, d);
}

/* --- commands --------------------------------------------------------------------------------- */

static void
fill(const struct command *c, struct params_scope *scope, struct buf *out)
{
	struct buf scratch = { 0 };

	scope->scratch = &scratch;
	const char *unknown = command_fill(c, params_lookup, scope, out);

	if (unknown) /* model_finish has looked at every hole */
		die("internal error: no parameter '%s'", unknown);
	buf_release(&scratch);
}

void
plan_command(const struct plan *p, const struct unit *u, struct buf *out)
{
	struct params_scope scope = scope_of(p, u);

	fill(u->module->traits.run.count ? &u->module->traits.run : &p->suite->run, &scope, out);
}

void
plan_ask(const struct plan *p, const struct unit *u, struct buf *out)
{
	struct params_scope scope = scope_of(p, u);

	if (u->module->worker->ask.count)
		fill(&u->module->worker->ask, &scope, out);
	else
		buf_adds(out, u->id);
}

void
plan_worker_command(const struct plan *p, const struct worker *w, const struct variant *v, struct buf *out)
{
	struct params_scope scope = { .suite = p->suite, .variant = v, .chunk = -1 };

	fill(&w->command, &scope, out);
}

void
plan_program(const struct plan *p, const struct variant *v, size_t program, struct buf *out)
{
	struct params_scope scope = { .suite = p->suite, .variant = v, .chunk = -1 };

	fill(&p->suite->programs[program], &scope, out);
}

void
plan_program_command(const struct plan *p, const struct variant *v, size_t command, struct buf *out)
{
	struct params_scope scope = { .suite = p->suite, .variant = v, .chunk = -1 };

	fill(&p->suite->program_commands[command], &scope, out);
}

void
plan_build_command(const struct plan *p, size_t command, struct buf *out)
{
	struct params_scope scope = { .suite = p->suite, .chunk = -1 };

	fill(&p->suite->build[command], &scope, out);
}
