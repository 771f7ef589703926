#include "unit/planfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/sha1.h"
#include "base/twins.h"
#include "unit/planfile_cut.h"
#include "unit/planfile_parse.h"

const char planfile_any_system[] = "any";

/* What was read, before it is looked at together. */
struct reading {
	struct arena *a;
	struct diag *d;
	struct planfile *plan;
	struct planfile_drafts drafts;
};

/* --- what it says together -------------------------------------------------------------------- */

static int
unit_order(const struct planfile *p, unsigned a, unsigned b)
{
	return strcmp(p->units[a].id, p->units[b].id);
}

/* Sort the numbers of the units by their ids: merge sort, since qsort has no argument for the plan. */
static void
sort_units(const struct planfile *p, unsigned *v, unsigned *scratch, size_t n)
{
	size_t half = n / 2, i = 0, k = half, out = 0;

	if (n < 2)
		return;
	sort_units(p, v, scratch, half);
	sort_units(p, v + half, scratch, n - half);
	memcpy(scratch, v, n * sizeof(*v));
	while (i < half && k < n)
		v[out++] = unit_order(p, scratch[k], scratch[i]) < 0 ? scratch[k++] : scratch[i++];
	while (i < half)
		v[out++] = scratch[i++];
	while (k < n)
		v[out++] = scratch[k++];
}

/* The number of the element of a list whose first member is the text, or -1. */
static long
find_named(const void *list, size_t count, size_t size, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		const char *is;

		memcpy(&is, (const char *)list + i * size, sizeof(is));
		if (!strcmp(is, name))
			return (long)i;
	}
	return -1;
}

#define FIND(list, count, name) find_named(list, count, sizeof(*(list)), name)

/* What that name, which nothing in the list has, was probably meant to be: the end of a message. */
static const char *
meant_in(const struct reading *r, const char *name, const void *list, size_t count, size_t size)
{
	const char **names = arena_alloc(r->a, (count + 1) * sizeof(*names));

	for (size_t i = 0; i < count; i++)
		memcpy(&names[i], (const char *)list + i * size, sizeof(*names));
	return diag_did_you_mean(diag_meant(name, names, count));
}

/* The element of that name, or NULL, with a message. */
static const void *
look_up(const struct reading *r, const struct planfile_draft *u, const char *kind, const char *name, const void *list,
	size_t count, size_t size)
{
	long i = find_named(list, count, size, name);

	if (i < 0)
		diag_error(r->d, u->at, "unit '%s' names the %s '%s', which the plan does not have%s", u->is.id, kind,
			name, meant_in(r, name, list, count, size));
	return i < 0 ? NULL : (const char *)list + (size_t)i * size;
}

#define LOOK_UP(r, u, kind, name, list, count) look_up(r, u, kind, name, list, count, sizeof(*(list)))

static void
finish_worker(const struct reading *r, const struct planfile_draft *u)
{
	const struct planfile *p = r->plan;
	const struct planfile_worker *w = LOOK_UP(r, u, "worker", u->is.worker, p->workers, p->worker_count);

	if (w && FIND(w->commands, w->command_count, u->variant) < 0)
		diag_error(r->d, u->at, "unit '%s' is of variant '%s', for which worker '%s' has no command", u->is.id,
			u->variant, w->name);
	if (!u->is.ask)
		diag_error(r->d, u->at, "unit '%s' has a worker and no 'ask'", u->is.id);
}

static void
finish_pool(const struct reading *r, const struct planfile_draft *u)
{
	const struct planfile *p = r->plan;
	const struct planfile_pool *pool = LOOK_UP(r, u, "pool", u->is.pool, p->pools, p->pool_count);
	size_t count = u->is.count ? (size_t)u->is.count : 1;

	if (pool && pool->devices && count > pool->device_count)
		diag_error(r->d, u->at, "unit '%s' holds %zu devices of pool '%s', which has %zu", u->is.id, count,
			pool->name, pool->device_count);
}

/* Look up what the unit names, and whether what it says fits together. */
static void
finish_unit(const struct reading *r, const struct planfile_draft *u, struct planfile_unit *ret_unit)
{
	const struct planfile *p = r->plan;
	const struct judge_rule *rule = &u->is.judge;

	*ret_unit = u->is;
	/* Nearly always it is that of the unit before. */
	if (ret_unit > p->units && ret_unit[-1].variant && !strcmp(ret_unit[-1].variant->name, u->variant))
		ret_unit->variant = ret_unit[-1].variant;
	else
		ret_unit->variant = LOOK_UP(r, u, "variant", u->variant, p->variants, p->variant_count);
	ret_unit->needs = u->need_count ? arena_alloc(r->a, u->need_count * sizeof(*ret_unit->needs)) : NULL;
	ret_unit->need_count = u->need_count;
	for (size_t i = 0; i < u->need_count; i++)
		ret_unit->needs[i] = LOOK_UP(r, u, "fixture", u->needs[i], p->fixtures, p->fixture_count);
	if (u->is.pool)
		finish_pool(r, u);
	if (u->is.worker)
		finish_worker(r, u);
	for (size_t i = 0; i < u->is.kept_from_count; i++)
		LOOK_UP(r, u, "platform", u->is.kept_from[i], p->platforms, p->platform_count);
	for (size_t i = 0; i < u->is.usec_on_count; i++)
		LOOK_UP(r, u, "platform", u->is.usec_on[i].platform, p->platforms, p->platform_count);
	if (u->is.seeding == PLANFILE_SEED_HEAD && !p->seed_from)
		diag_error(r->d, u->at, "unit '%s' takes the suite's seed, but the plan has no 'seed'", u->is.id);
	if ((rule->protocol == PROTOCOL_JUNIT) != (rule->report != NULL))
		diag_error(r->d, u->at, "unit '%s' must have a 'report' if its protocol is junit, and else none",
			u->is.id);
}

/* Names of one kind. */
struct kind {
	const struct reading *reading;
	const char *kind;
	const char **names;
};

static void
report_twins(void *context, size_t one, size_t other)
{
	const struct kind *k = context;

	diag_error(k->reading->d, (struct loc){ k->reading->plan->path, 0, 0 },
		"the %ss '%s' and '%s' differ only in case, so that their files would be the same on macOS", k->kind,
		k->names[one], k->names[other]);
}

/* Two of one name would be one to whoever asks. */
static void
check_names(const struct reading *r, const char *kind, const void *list, size_t count, size_t size)
{
	struct kind k = { r, kind, arena_alloc(r->a, (count + 1) * sizeof(const char *)) };

	for (size_t i = 0; i < count; i++) {
		memcpy(&k.names[i], (const char *)list + i * size, sizeof(*k.names));
		if (find_named(list, i, size, k.names[i]) >= 0)
			diag_error(r->d, (struct loc){ r->plan->path, 0, 0 }, "the plan has two %ss '%s'", kind,
				k.names[i]);
	}
	twins_find(k.names, count, report_twins, &k);
}

#define CHECK_NAMES(r, kind, list, count) check_names(r, kind, list, count, sizeof(*(list)))

static bool
same_texts(const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (strcmp(a[i], b[i]))
			return false;
	return true;
}

static bool
same_env(const struct planfile_env *a, size_t a_count, const struct planfile_env *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (strcmp(a[i].name, b[i].name) || strcmp(a[i].value, b[i].value))
			return false;
	return true;
}

/* Do the two build the same, in the same environment? */
static bool
build_alike(const struct planfile_variant *v, const struct planfile_variant *w)
{
	return v->program_count && w->program_count && !strcmp(v->programs[0], w->programs[0]) &&
		same_texts(v->commands, v->command_count, w->commands, w->command_count) &&
		same_env(v->build_env, v->build_env_count, w->build_env, w->build_env_count);
}

/* Look up whose build the variant shares. */
static void
finish_shared(const struct reading *r, struct planfile_variant *v)
{
	struct planfile *p = r->plan;
	long i = FIND(p->variants, p->variant_count, v->build_of);
	struct planfile_variant *of = i < 0 ? NULL : &p->variants[i];

	if (of && of != v && !of->build_of && build_alike(v, of)) {
		v->build = of;
		v->shares = of->shares = true;
		return;
	}
	diag_error(r->d, (struct loc){ p->path, 0, 0 },
		"variant '%s' shares the build of '%s', but no variant of that name has the same build", v->name,
		v->build_of);
}

static void
finish_builds(const struct reading *r)
{
	struct planfile *p = r->plan;

	for (size_t i = 0; i < p->variant_count; i++) {
		p->variants[i].build = &p->variants[i];
		if (p->variants[i].build_of)
			finish_shared(r, &p->variants[i]);
	}
	for (size_t i = 0; i < p->variant_count; i++) {
		struct planfile_variant *v = &p->variants[i];

		if (v->shares)
			continue;
		v->build_env = v->env;
		v->build_env_count = v->env_count;
	}
}

/* The number of the platform that the shard names; below 0, after a message, if the plan has none of that name. */
static long
platform_of(const struct reading *r, const struct planfile_shard_draft *s, const char *what)
{
	const struct planfile *p = r->plan;
	long on = FIND(p->platforms, p->platform_count, s->platform);

	if (on < 0)
		diag_error(r->d, s->at, "%s names the platform '%s', which the plan does not have%s", what, s->platform,
			meant_in(r, s->platform, p->platforms, p->platform_count, sizeof(*p->platforms)));
	return on;
}

/* Look up what the shard of a file of format 1 names; the units are all known. */
static void
finish_shard(const struct reading *r, const struct planfile_shard_draft *s, struct planfile_shard *ret_shard)
{
	const struct planfile *p = r->plan;
	long on = platform_of(r, s, arena_printf(r->a, "shard %ld", s->is.number));

	*ret_shard = s->is;
	ret_shard->usec = s->usec;
	ret_shard->platform = on < 0 ? NULL : &p->platforms[on];
	ret_shard->units = arena_alloc(r->a, (s->unit_count + 1) * sizeof(*ret_shard->units));
	for (size_t i = 0; i < s->unit_count; i++) {
		const struct planfile_unit *u = planfile_unit(p, s->units[i]);

		if (u)
			ret_shard->units[ret_shard->unit_count++] = u;
		else
			diag_error(r->d, s->at, "shard %ld names the unit '%s', which the plan does not have%s",
				s->is.number, s->units[i],
				meant_in(r, s->units[i], p->units, p->unit_count, sizeof(*p->units)));
	}
}

static void
finish_shards_1(const struct reading *r)
{
	struct planfile *p = r->plan;
	const struct planfile_drafts *drafts = &r->drafts;

	p->shards = arena_alloc(r->a, (drafts->shard_count + 1) * sizeof(*p->shards));
	p->shard_count = drafts->shard_count;
	for (size_t i = 0; i < p->shard_count; i++) {
		const struct planfile_shard_draft *s = &drafts->shards[i];

		if (!s->is.number || !s->units || s->usec < 0)
			diag_error(r->d, s->at, "the shard has no '%s'",
				!s->is.number         ? "number"
					: s->usec < 0 ? "seconds"
						      : "units");
		finish_shard(r, s, &p->shards[i]);
		if (i && p->shards[i].number <= p->shards[i - 1].number)
			diag_error(r->d, drafts->shards[i].at,
				"shard %ld stands after shard %ld: their numbers must go up", p->shards[i].number,
				p->shards[i - 1].number);
	}
}

/* Cut the lanes as the file says. */
static void
finish_shards(const struct reading *r)
{
	const struct planfile_drafts *drafts = &r->drafts;

	for (size_t i = 0; i < drafts->shard_count; i++) {
		const struct planfile_shard_draft *s = &drafts->shards[i];
		long on = platform_of(r, s, "what is cut into shards");

		if (!s->count == (s->usec < 0))
			diag_error(r->d, s->at, "what is cut into shards needs either 'count' or 'seconds'");
		else if (on >= 0)
			planfile_cut(r->plan, r->a, r->d, s, (size_t)on);
	}
}

static void
report_unit_twins(void *context, size_t one, size_t other)
{
	const struct reading *r = context;
	const struct planfile_unit *units = r->plan->units;

	diag_error(r->d, r->drafts.units[other].at,
		"unit '%s' differs from '%s' only in case, so that their folders would be the same on macOS",
		units[other].id, units[one].id);
	diag_note(r->d, r->drafts.units[one].at, "the other is here");
}

/* No two units have one id, or one folder. */
static void
check_ids(struct reading *r)
{
	const struct planfile *p = r->plan;
	const char **ids = arena_alloc(r->a, (p->unit_count + 1) * sizeof(*ids));

	for (size_t i = 1; i < p->unit_count; i++)
		if (!unit_order(p, p->by_id[i - 1], p->by_id[i]))
			diag_error(r->d, r->drafts.units[p->by_id[i]].at, "the plan has two units '%s'",
				p->units[p->by_id[i]].id);
	for (size_t i = 0; i < p->unit_count; i++)
		ids[i] = p->units[i].id;
	twins_find(ids, p->unit_count, report_unit_twins, r);
}

static void
finish(struct reading *r)
{
	struct planfile *p = r->plan;
	size_t n = r->drafts.unit_count;
	int errors = r->d->errors;
	unsigned *scratch = arena_alloc(r->a, n * sizeof(*scratch));

	CHECK_NAMES(r, "platform", p->platforms, p->platform_count);
	CHECK_NAMES(r, "variant", p->variants, p->variant_count);
	CHECK_NAMES(r, "fixture", p->fixtures, p->fixture_count);
	CHECK_NAMES(r, "pool", p->pools, p->pool_count);
	CHECK_NAMES(r, "worker", p->workers, p->worker_count);
	finish_builds(r);
	p->units = arena_alloc(r->a, n * sizeof(*p->units));
	p->unit_count = n;
	p->by_id = arena_alloc(r->a, n * sizeof(*p->by_id));
	for (size_t i = 0; i < n; i++) {
		finish_unit(r, &r->drafts.units[i], &p->units[i]);
		p->by_id[i] = (unsigned)i;
	}
	sort_units(p, p->by_id, scratch, n);
	check_ids(r);
	if (r->d->errors > errors) /* a unit that is missing would be reported for each shard */
		return;
	planfile_guess(p, r->a);
	if (p->format > 1)
		planfile_limit_jobs(p);
	if (p->format > 1)
		finish_shards(r);
	else
		finish_shards_1(r);
}

bool
planfile_read(struct planfile *ret_plan, struct arena *a, struct diag *d, const char *path, const char *text,
	size_t len)
{
	int errors = d->errors;
	struct reading r = { .a = a, .d = d, .plan = ret_plan };

	*ret_plan = (struct planfile){ .path = path, .dir = "." };
	sha1_blob(text, len, ret_plan->fingerprint);
	r.drafts = planfile_parse(ret_plan, a, d, text, len);
	if (d->errors == errors)
		finish(&r);
	return d->errors == errors;
}

bool
planfile_load(struct planfile *ret_plan, struct arena *a, struct diag *d, const char *path)
{
	struct buf text = { 0 };
	bool ok = file_read(path, &text);

	*ret_plan = (struct planfile){ .path = path };
	if (ok)
		ok = planfile_read(ret_plan, a, d, path, buf_text(&text), text.len);
	else
		diag_error(d, (struct loc){ path, 0, 0 }, "the plan cannot be read: %s", strerror(errno));
	buf_release(&text);
	return ok;
}

/* --- questions -------------------------------------------------------------------------------- */

const struct planfile_unit *
planfile_unit(const struct planfile *p, const char *id)
{
	size_t low = 0, high = p->unit_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct planfile_unit *u = &p->units[p->by_id[middle]];
		int order = strcmp(id, u->id);

		if (!order)
			return u;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct planfile_platform *
planfile_platform(const struct planfile *p, const char *name)
{
	long i = FIND(p->platforms, p->platform_count, name);

	return i < 0 ? NULL : &p->platforms[i];
}

const struct planfile_variant *
planfile_variant(const struct planfile *p, const char *name)
{
	long i = FIND(p->variants, p->variant_count, name);

	return i < 0 ? NULL : &p->variants[i];
}

const struct planfile_pool *
planfile_pool(const struct planfile *p, const char *name)
{
	long i = FIND(p->pools, p->pool_count, name);

	return i < 0 ? NULL : &p->pools[i];
}

const char *
planfile_worker_command(const struct planfile *p, const struct planfile_unit *u)
{
	long i = u->worker ? FIND(p->workers, p->worker_count, u->worker) : -1;
	const struct planfile_worker *w = i < 0 ? NULL : &p->workers[i];

	for (size_t k = 0; w && k < w->command_count; k++)
		if (!strcmp(w->commands[k].name, u->variant->name))
			return w->commands[k].value;
	return NULL;
}

/* Report that the plan has nothing of that name in the list. */
static void
not_there(struct diag *d, struct loc at, const char *kind, const char *name, const void *list, size_t count,
	size_t size)
{
	const char **names = xcalloc(count, sizeof(*names));

	for (size_t i = 0; i < count; i++)
		memcpy(&names[i], (const char *)list + i * size, sizeof(*names));
	diag_error(d, at, "the plan has no %s '%s'%s", kind, name, diag_did_you_mean(diag_meant(name, names, count)));
	free(names);
}

const struct planfile_unit *
planfile_unit_or_error(const struct planfile *p, struct diag *d, struct loc at, const char *id)
{
	const struct planfile_unit *u = planfile_unit(p, id);

	if (!u)
		not_there(d, at, "unit", id, p->units, p->unit_count, sizeof(*p->units));
	return u;
}

const struct planfile_platform *
planfile_platform_or_error(const struct planfile *p, struct diag *d, struct loc at, const char *name)
{
	const struct planfile_platform *on = planfile_platform(p, name);

	if (!on)
		not_there(d, at, "platform", name, p->platforms, p->platform_count, sizeof(*p->platforms));
	return on;
}

long long
planfile_seed_of(const char *commit)
{
	char digits[9] = { 0 };

	memcpy(digits, commit, 8);
	return (long long)(strtoul(digits, NULL, 16) & 0x7fffffff);
}

bool
planfile_is_kept_from(const struct planfile_unit *u, const struct planfile_platform *on)
{
	for (size_t i = 0; i < u->kept_from_count; i++)
		if (!strcmp(u->kept_from[i], on->name))
			return true;
	return false;
}

bool
planfile_owes(const struct planfile_platform *on, int lane, const struct planfile_unit *u)
{
	return !strcmp(on->does[lane], "checked") && u->lane <= lane && !planfile_is_kept_from(u, on);
}

unsigned long long
planfile_usec(const struct planfile_unit *u, const struct planfile_platform *on)
{
	for (size_t i = 0; on && i < u->usec_on_count; i++)
		if (!strcmp(u->usec_on[i].platform, on->name))
			return (unsigned long long)u->usec_on[i].usec;
	return (unsigned long long)u->usec;
}

const char *
planfile_shown(struct arena *a, const struct planfile_unit *u)
{
	return u->original ? arena_printf(a, "%s-%s", u->variant->name, u->original) : u->id;
}
