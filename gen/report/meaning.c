#include "report/meaning.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "lib/git.h"
#include "plan/affected.h"
#include "plan/plan.h"
#include "suite/pattern.h"
#include "unit/part.h"
#include "unit/planfile.h"

/* --- the plan of a commit --------------------------------------------------------------------- */

/* The first message that was written to the stream, in the arena. */
static const char *
first_message(struct arena *a, FILE *said)
{
	char line[1024] = "";

	rewind(said);
	if (!fgets(line, sizeof(line), said))
		*line = '\0';
	line[strcspn(line, "\n")] = '\0';
	return arena_strdup(a, line);
}

const char *
meaning_read(struct planfile *ret_plan, struct arena *a, const struct git *g, const char *commit, const char *path)
{
	struct diag d = { .out = tmpfile() };
	struct buf text = { 0 };
	const char *why = NULL;

	if (!d.out)
		die("cannot make a temporary file:");
	if (!git_file_read(g, commit, path, &text))
		why = arena_printf(a, "the base, %.12s, has no plan '%s'", commit, path);
	else if (!planfile_read(ret_plan, a, &d, path, buf_text(&text), text.len))
		why = arena_printf(a, "the plan of the base, %.12s, cannot be read: %s", commit,
			first_message(a, d.out));
	fclose(d.out);
	buf_release(&text);
	return why;
}

/* --- what concerns all units ------------------------------------------------------------------ */

static bool
same_text(const char *x, const char *y)
{
	return x && y ? !strcmp(x, y) : x == y;
}

static bool
same_list(const char *const *x, size_t x_count, const char *const *y, size_t y_count)
{
	bool same = x_count == y_count;

	for (size_t i = 0; same && i < x_count; i++)
		same = !strcmp(x[i], y[i]);
	return same;
}

static bool
same_env(const struct planfile_env *x, size_t x_count, const struct planfile_env *y, size_t y_count)
{
	bool same = x_count == y_count;

	for (size_t i = 0; same && i < x_count; i++)
		same = !strcmp(x[i].name, y[i].name) && !strcmp(x[i].value, y[i].value);
	return same;
}

/* Why each unit is due, whatever its part says; NULL if only some are. */
static const char *
concerns_all(struct arena *a, const struct planfile *base, const struct planfile *now)
{
	if (base->format != now->format)
		return arena_printf(a, "the plan of the base is of format %ld, and this one of format %ld",
			base->format, now->format);
	if (!same_text(base->generator, now->generator))
		return arena_printf(a, "'%s' wrote the plan of the base, and '%s' this one",
			base->generator ? base->generator : "", now->generator ? now->generator : "");
	if (!same_list(base->product, base->product_count, now->product, now->product_count))
		return "the product is built by other commands";
	if (!same_list(base->artifacts, base->artifact_count, now->artifacts, now->artifact_count))
		return "the product leaves other artifacts";
	if (now->product_count &&
		!same_env(base->build_env, base->build_env_count, now->build_env, now->build_env_count))
		return "the product is built in another environment";
	if (!same_text(base->dir, now->dir))
		return "the suite is in another folder";
	return same_text(base->nix, now->nix) ? NULL : "Nix builds the product or runs the units in another way";
}

/* --- what one unit does ----------------------------------------------------------------------- */

/* A line of a part: what it is, and its value. */
struct item {
	const char *key, *value;
	size_t key_len, len;
};

/* The lines of a part after the first, in the arena. */
static struct item *
read_items(struct arena *a, const struct buf *text, size_t *ret_count)
{
	struct item *items = NULL;
	const char *s = strchr(buf_text(text), '\n');

	*ret_count = 0;
	for (s = s ? s + 1 : ""; *s;) {
		struct item *item = ARENA_APPEND(a, items, *ret_count);
		char *colon;

		item->key = s;
		item->key_len = strcspn(s, " ");
		item->len = strtoul(s + item->key_len, &colon, 10);
		item->value = colon + 1;
		s = item->value + item->len + 1;
	}
	return items;
}

static bool
same_key(const struct item *x, const struct item *y)
{
	return x->key_len == y->key_len && !memcmp(x->key, y->key, x->key_len);
}

/* The next item from *at on with that key, or NULL. */
static const struct item *
next_of(const struct item *items, size_t n, const struct item *key, size_t *at)
{
	for (; *at < n; ++*at)
		if (same_key(&items[*at], key))
			return &items[(*at)++];
	return NULL;
}

/* Have both the same values for that key, in the same order? */
static bool
same_values(const struct item *x, size_t x_count, const struct item *y, size_t y_count, const struct item *key)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct item *one = next_of(x, x_count, key, &i), *other = next_of(y, y_count, key, &k);

		if (!one || !other)
			return one == other;
		if (one->len != other->len || memcmp(one->value, other->value, one->len) != 0)
			return false;
	}
}

struct names {
	const char **v;
	size_t n;
};

/* Note the key of each of the items, once, for which the others have other values. */
static void
add_keys(struct names *names, struct arena *a, const struct item *x, size_t x_count, const struct item *y,
	size_t y_count)
{
	for (size_t i = 0; i < x_count; i++) {
		bool known = same_values(x, x_count, y, y_count, &x[i]);

		for (size_t k = 0; !known && k < names->n; k++)
			known = strlen(names->v[k]) == x[i].key_len && !memcmp(names->v[k], x[i].key, x[i].key_len);
		if (!known)
			*ARENA_APPEND(a, names->v, names->n) = arena_strndup(a, x[i].key, x[i].key_len);
	}
}

/* One unit, in the plan of the base and in the plan, on one platform of both. */
struct pair {
	const struct planfile *base, *now;
	const struct planfile_platform *base_on, *now_on;
	const struct planfile_unit *was, *is;
};

/* What the parts differ in; the texts are for scratch. */
static void
compare_parts(const struct pair *p, struct arena *a, struct buf *was, struct buf *is, struct names *ret_names)
{
	buf_reset(was);
	buf_reset(is);
	part_text(p->base, p->base_on, p->was, was);
	part_text(p->now, p->now_on, p->is, is);
	if (was->len == is->len && !memcmp(was->s, is->s, is->len))
		return;
	size_t was_count, is_count;
	const struct item *before = read_items(a, was, &was_count), *now = read_items(a, is, &is_count);

	add_keys(ret_names, a, now, is_count, before, was_count);
	add_keys(ret_names, a, before, was_count, now, is_count);
	if (!ret_names->n) /* the same things in another order */
		*ARENA_APPEND(a, ret_names->v, ret_names->n) = "order";
}

/* Have its fixtures other inputs, or another limit? Their commands are in the part. */
static bool
same_fixtures(const struct planfile_unit *was, const struct planfile_unit *is)
{
	bool same = was->need_count == is->need_count;

	for (size_t i = 0; same && i < is->need_count; i++) {
		const struct planfile_fixture *x = was->needs[i], *y = is->needs[i];

		same = x->timeout == y->timeout && same_list(x->inputs, x->input_count, y->inputs, y->input_count);
	}
	return same;
}

static bool
same_devices(const struct pair *p)
{
	const struct planfile_pool *x = p->was->pool ? planfile_pool(p->base, p->was->pool) : NULL,
				   *y = p->is->pool ? planfile_pool(p->now, p->is->pool) : NULL;

	return !x || !y || same_list(x->devices, x->device_count, y->devices, y->device_count);
}

/* What is in no part and may change a verdict all the same. */
static void
compare_rest(const struct pair *p, struct arena *a, struct names *ret_names)
{
	const struct planfile_platform *x = p->base_on, *y = p->now_on;
	bool takes_seed = p->is->seeding == PLANFILE_SEED_HEAD;
	const struct {
		const char *name;
		bool same;
	} rest[] = {
		{ "system", same_text(x->system, y->system) },
		{ "runner", same_list(x->runner, x->runner_count, y->runner, y->runner_count) },
		{ "seed-from", !takes_seed || same_text(p->base->seed_from, p->now->seed_from) },
		{ "seed-fallback", !takes_seed || p->base->fallback == p->now->fallback },
		{ "fixture-inputs", same_fixtures(p->was, p->is) },
		{ "devices", same_devices(p) },
		{ "may-skip", same_text(p->was->judge.may_skip, p->is->judge.may_skip) },
	};

	for (size_t i = 0; i < countof(rest); i++)
		if (!rest[i].same)
			*ARENA_APPEND(a, ret_names->v, ret_names->n) = rest[i].name;
}

/* How the unit differs on the platform. */
static enum meaning
compare_unit(const struct pair *p, struct arena *a, int lane, struct buf *was, struct buf *is,
	const char *const **ret_names)
{
	struct names names = { 0 };

	if (!p->was)
		return MEANING_NEW;
	if (!p->base_on || !planfile_owes(p->base_on, lane, p->was))
		return MEANING_LANE;
	compare_parts(p, a, was, is, &names);
	compare_rest(p, a, &names);
	if (!names.n)
		return MEANING_SAME;
	*ARENA_APPEND(a, names.v, names.n) = NULL;
	*ret_names = names.v;
	return MEANING_PART;
}

/* --- the whole -------------------------------------------------------------------------------- */

static struct patterns *
read_patterns(struct arena *a, const char *const *lines, size_t n)
{
	struct patterns *patterns = arena_alloc(a, sizeof(*patterns));

	for (size_t i = 0; i < n; i++)
		pattern_add_rule(patterns, a, lines[i]);
	return patterns;
}

static const struct path_rule *
read_rules(struct arena *a, const struct planfile_paths *rules, size_t n)
{
	struct path_rule *result = arena_alloc(a, (n + 1) * sizeof(*result));

	for (size_t i = 0; i < n; i++)
		result[i].paths = *read_patterns(a, rules[i].paths, rules[i].path_count);
	return result;
}

/* What the base says of its units, by their place there. */
static const struct before_unit *
read_units(struct arena *a, const struct planfile *base)
{
	struct before_unit *units = arena_alloc(a, (base->unit_count + 1) * sizeof(*units));

	for (size_t i = 0; i < base->unit_count; i++) {
		const struct planfile_unit *u = &base->units[i];

		units[i].paths = u->paths ? read_patterns(a, u->paths, u->path_count) : NULL;
		units[i].always = !u->paths || u->due;
	}
	return units;
}

/* Compare each unit, on each platform that the lane runs it on. */
static void
compare_units(struct before *b, struct arena *a, struct pair *pair, const struct plan *p, int lane)
{
	size_t n = p->unit_count, platforms = p->suite->platform_count;
	const char *const **differs = arena_alloc(a, (platforms * n + 1) * sizeof(*differs));
	struct buf was = { 0 }, is = { 0 };

	b->of = arena_alloc(a, (n + 1) * sizeof(*b->of));
	b->meaning = arena_alloc(a, platforms * n + 1);
	b->differs = differs;
	for (size_t i = 0; i < n; i++) {
		pair->was = planfile_unit(pair->base, p->units[i].id);
		pair->is = planfile_unit(pair->now, p->units[i].id);
		b->of[i] = pair->was ? &b->units[pair->was - pair->base->units] : NULL;
		for (size_t k = 0; k < platforms; k++) {
			if (!plan_runs(p, &p->units[i], k, lane))
				continue;
			pair->base_on = planfile_platform(pair->base, p->suite->platforms[k].name);
			pair->now_on = planfile_platform(pair->now, p->suite->platforms[k].name);
			b->meaning[k * n + i] = (unsigned char)compare_unit(pair, a, lane, &was, &is,
				&differs[k * n + i]);
		}
	}
	buf_release(&was);
	buf_release(&is);
}

void
meaning_compare(struct before *ret_before, struct arena *a, const struct planfile *base, const struct planfile *now,
	const struct plan *p, int lane)
{
	struct before *b = ret_before;
	struct pair pair = { .base = base, .now = now };

	*b = (struct before){ .everything = concerns_all(a, base, now),
		.ignores = read_rules(a, base->ignores, base->ignore_count),
		.ignore_count = base->ignore_count,
		.promotes = read_rules(a, base->promotes, base->promote_count),
		.promote_count = base->promote_count,
		.units = read_units(a, base),
		.unit_count = base->unit_count };
	compare_units(b, a, &pair, p, lane);
}
