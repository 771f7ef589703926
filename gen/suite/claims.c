#include "suite/claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/text.h"
#include "lib/git.h"
#include "suite/model.h"

/* How many patterns that match nothing get a "did you mean", for which each is compared with every path. */
enum { SUGGESTIONS = 20 };

/* What a pattern matches is remembered if it may match more paths than this. */
enum { BROAD = 64 };

struct known_pattern {
	const char *rule; /* NULL: the place is empty */
	size_t *paths;    /* that it matches, if they are listed */
	size_t count;
	bool listed;               /* these are all of them */
	bool checked, any, counts; /* what claims_check has found out */
};

void
claims_init(struct claims *c, const char *const *paths, size_t count)
{
	*c = (struct claims){ .paths = paths,
		.count = count,
		.submodules = xcalloc(count, sizeof(*c->submodules)),
		.decided = xcalloc(count, sizeof(*c->decided)),
		.found = xcalloc(count, sizeof(*c->found)),
		.rule = git_rule_open() };
	for (size_t i = 0; i < count; i++)
		if (paths[i][strlen(paths[i]) - 1] == '/')
			c->submodules[c->submodule_count++] = i;
}

void
claims_release(struct claims *c)
{
	git_rule_close(c->rule);
	for (size_t i = 0; i < c->known_size; i++)
		free(c->known[i].paths);
	free(c->known);
	free(c->submodules);
	free(c->decided);
	free(c->found);
	*c = (struct claims){ 0 };
}

/* The first path that does not come before every path with that prefix. */
static size_t
first_with(const struct claims *c, const char *prefix)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(c->paths[middle], prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
begins(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* The next path from *at on that the pattern, whose line is set, matches. */
static bool
next_match(const struct claims *c, const struct pattern *p, size_t *at)
{
	for (; *at < c->count && begins(c->paths[*at], p->prefix); ++*at)
		if (git_rule_match(c->rule, c->paths[*at]))
			return true;
	return false;
}

static struct known_pattern *
find_known(struct known_pattern *known, size_t size, const char *rule)
{
	size_t h = 2166136261u; /* FNV-1a */

	for (const char *p = rule; *p; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	h &= size - 1;
	while (known[h].rule && strcmp(known[h].rule, rule) != 0)
		h = (h + 1) & (size - 1);
	return &known[h];
}

/* The place for what is known of a pattern; NULL if it can match so few paths that asking again is as good. */
static struct known_pattern *
remember(struct claims *c, const struct pattern *p)
{
	size_t at = first_with(c, p->prefix), end = at;

	while (end < c->count && end - at <= BROAD && begins(c->paths[end], p->prefix))
		end++;
	if (end - at <= BROAD)
		return NULL;
	if (2 * c->known_count >= c->known_size) {
		size_t size = c->known_size ? 2 * c->known_size : 64;
		struct known_pattern *grown = xcalloc(size, sizeof(*grown));

		for (size_t i = 0; i < c->known_size; i++)
			if (c->known[i].rule)
				*find_known(grown, size, c->known[i].rule) = c->known[i];
		free(c->known);
		c->known = grown;
		c->known_size = size;
	}
	struct known_pattern *known = find_known(c->known, c->known_size, p->rule);

	c->known_count += !known->rule;
	known->rule = p->rule;
	return known;
}

/* Note what pattern i of the list says of a path. *touched is how many are noted in `found`, each once. */
static void
decide(struct claims *c, const struct patterns *p, size_t i, size_t path, size_t *touched)
{
	if (!p->v[i].negative && !c->decided[path])
		c->found[(*touched)++].path = path;
	if (!p->v[i].negative)
		c->decided[path] = (unsigned)i + 1;
	else if (c->decided[path])
		c->decided[path] = (unsigned)p->n + 1; /* taken out, but noted */
}

static int
by_place(const void *a, const void *b)
{
	size_t x = ((const struct claim *)a)->path, y = ((const struct claim *)b)->path;

	return x < y ? -1 : x > y;
}

/* Note what pattern i, which is not a negative one, matches. */
static void
add_matches(struct claims *c, const struct patterns *p, size_t i, size_t *touched)
{
	const struct pattern *one = &p->v[i];
	struct known_pattern *known = remember(c, one);

	if (known && known->listed) {
		for (size_t k = 0; k < known->count; k++)
			decide(c, p, i, known->paths[k], touched);
		return;
	}
	git_rule_set(c->rule, one->rule);
	for (size_t at = first_with(c, one->prefix); next_match(c, one, &at); at++) {
		decide(c, p, i, at, touched);
		if (known && !(known->count & (known->count - 1))) { /* full, at a power of two */
			size_t *grown = xcalloc(known->count ? 2 * known->count : 1, sizeof(*grown));

			if (known->count)
				memcpy(grown, known->paths, known->count * sizeof(*grown));
			free(known->paths);
			known->paths = grown;
		}
		if (known)
			known->paths[known->count++] = at;
	}
	if (known)
		known->listed = true;
}

/*
 * Where the beginning of a rule ends that is compared with the path of a submodule, *parts folders deep, to find what may match
 * in it. It has as many parts, but ends before '**', which may stand for any of them, and before a part that nobody can tell
 * the end of by its '/': one that is escaped, or may be in brackets. How many parts are missing then comes back in *parts.
 */
static const char *
compared_end(const char *rule, size_t *parts)
{
	for (; *parts && *rule == '/'; --*parts) {
		const char *s = rule + 1;
		size_t stars = strspn(s, "*");
		bool any = stars > 1 && (!s[stars] || s[stars] == '/'), brackets = false, escaped = false;

		for (; *s && *s != '/'; s++) {
			brackets |= *s == '[';
			if (*s == '\\' && s[1])
				escaped |= *++s == '/';
		}
		if (any || escaped || (brackets && strchr(s, ']')))
			break;
		rule = s;
	}
	return rule;
}

/* May the pattern match something in the submodule? With `named`, only if each part of its path is matched by one of the
 * pattern, not by '**'. */
static bool
may_reach(const struct claims *c, const struct pattern *p, const char *path, bool named)
{
	size_t parts = 0;

	if (begins(p->prefix, path))
		return true;
	if (!begins(path, p->prefix))
		return false;
	for (const char *s = path; *s; s++)
		parts += *s == '/';
	const char *end = compared_end(p->rule, &parts);

	if (named && parts)
		return false;
	if (end == p->rule)
		return true;
	struct buf beginning = { 0 };

	buf_add(&beginning, p->rule, (size_t)(end - p->rule));
	git_rule_set(c->rule, buf_text(&beginning));
	buf_release(&beginning);
	return git_rule_match(c->rule, path);
}

/* Note what pattern i says of the submodules that may have what it matches. */
static void
decide_submodules(struct claims *c, const struct patterns *p, size_t i, size_t *touched)
{
	for (size_t k = 0; k < c->submodule_count; k++)
		if (may_reach(c, &p->v[i], c->paths[c->submodules[k]], false))
			decide(c, p, i, c->submodules[k], touched);
}

size_t
claims_of(struct claims *c, const struct patterns *p, bool whole, const struct claim **ret_claims)
{
	size_t touched = 0, n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct pattern *one = &p->v[i];

		if (one->negative) { /* only what was claimed can be taken out */
			git_rule_set(c->rule, one->rule);
			for (size_t k = 0; k < touched; k++)
				if (begins(c->paths[c->found[k].path], one->prefix) &&
					git_rule_match(c->rule, c->paths[c->found[k].path]))
					decide(c, p, i, c->found[k].path, &touched);
		} else {
			add_matches(c, p, i, &touched);
		}
		if (one->negative == whole)
			decide_submodules(c, p, i, &touched);
	}
	for (size_t i = 0; i < touched; i++) {
		size_t path = c->found[i].path, which = c->decided[path];

		c->decided[path] = 0;
		if (which <= p->n)
			c->found[n++] = (struct claim){ path, which - 1 };
	}
	if (n > 1)
		qsort(c->found, n, sizeof(*c->found), by_place);
	*ret_claims = c->found;
	return n;
}

/* --- patterns that match nothing -------------------------------------------------------------- */

struct checked {
	const struct suite *suite;
	struct arena *arena;
	struct diag *diag;
	struct claims claims;
	bool *ignored;      /* by path */
	const char **names; /* every file and folder, made when first needed */
	size_t name_count, suggested;
};

/* List every tracked path and every folder above one. The paths are sorted, so a folder is new where the path before it is
 * not in that folder. */
static void
list_names(struct checked *k)
{
	const char *before = "";

	for (size_t i = 0; i < k->claims.count; before = k->claims.paths[i++]) {
		const char *path = k->claims.paths[i];
		size_t len = strlen(path);

		for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
			if (!strncmp(before, path, (size_t)(slash + 1 - path)))
				continue;
			*ARENA_APPEND(k->arena, k->names, k->name_count) = arena_strndup(k->arena, path,
				(size_t)(slash - path));
		}
		if (path[len - 1] == '/')
			continue;
		*ARENA_APPEND(k->arena, k->names, k->name_count) = path;
	}
	if (k->name_count > 1)
		qsort(k->names, k->name_count, sizeof(*k->names), text_order);
}

/* What was probably meant, written as the pattern is; NULL if nothing is near. */
static const char *
suggest(struct checked *k, const struct pattern *p)
{
	const char *dir = k->suite->dir, *text = p->text + p->negative;
	bool top = *text == '/', whole = !strpbrk(text, "*?[\\");
	size_t len = strlen(text), above = strcmp(dir, ".") && !top ? strlen(dir) + 1 : 0;
	const char **near = NULL;
	size_t n = 0;

	if (k->suggested++ >= SUGGESTIONS)
		return NULL;
	if (!k->names)
		list_names(k);
	/* What comes before the first wildcard, up to a slash, can be compared. */
	if (!whole)
		len = strcspn(text, "*?[\\");
	while (len && text[len - 1] != '/' && !whole)
		len--;
	const char *rest = text + len;

	while (len && text[len - 1] == '/') {
		len--;
		rest--;
	}
	for (size_t i = 0; i < k->name_count; i++)
		if (!above || (begins(k->names[i], dir) && k->names[i][above - 1] == '/'))
			*ARENA_APPEND(k->arena, near, n) = k->names[i] + above;
	const char *meant = len > top ? diag_meant(arena_strndup(k->arena, text + top, len - top), near, n) : NULL;

	return meant ? arena_printf(k->arena, "%s%s%s%s", p->negative ? "!" : "", top ? "/" : "", meant, rest) : NULL;
}

/* Does the pattern match any path, and one that is not ignored? */
static void
look_for(struct checked *k, const struct pattern *one, bool *ret_any, bool *ret_counts)
{
	struct claims *c = &k->claims;
	struct known_pattern *known = remember(c, one);
	bool any = false, counts = false;

	if (known && known->checked) {
		*ret_any = known->any;
		*ret_counts = known->counts;
		return;
	}
	git_rule_set(c->rule, one->rule);
	for (size_t at = first_with(c, one->prefix); !counts && next_match(c, one, &at); at++) {
		any = true;
		counts = !k->ignored[at];
	}
	for (size_t m = 0; !counts && m < c->submodule_count; m++)
		counts = may_reach(c, one, c->paths[c->submodules[m]], true);
	*ret_any = any || counts;
	*ret_counts = counts;
	if (!known)
		return;
	known->any = *ret_any;
	known->counts = counts;
	known->checked = true;
}

static void
check_list(struct checked *k, const struct patterns *p, const char *who, bool may_be_ignored)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct pattern *one = &p->v[i];
		bool any, counts;

		look_for(k, one, &any, &counts);
		if (any && !counts && !may_be_ignored && !one->negative)
			diag_warn(k->diag, one->loc, "all that '%s' of %s matches is ignored, so it makes nothing due",
				one->text, who);
		if (any)
			continue;
		const char *near = suggest(k, one);

		diag_warn(k->diag, one->loc, "'%s' of %s matches no file that git tracks%s", one->text, who,
			*one->text && one->text[strlen(one->text) - 1] == ','
				? "; paths stand with blanks between them, not commas"
				: diag_did_you_mean(near));
	}
}

void
claims_check(const struct suite *s, const struct git *g, struct arena *a, struct diag *d)
{
	struct checked k = { .suite = s, .arena = a, .diag = d };
	bool any = s->promote_count || s->ignore_count;
	size_t count;

	for (size_t i = 0; i < s->module_count && !any; i++)
		any = s->modules[i].paths != NULL;
	const char **paths = any && g ? git_files(g, a, &count) : NULL;

	if (!paths || !count) /* nothing is tracked yet */
		return;
	claims_init(&k.claims, paths, count);
	k.ignored = arena_alloc(a, (count + 1) * sizeof(*k.ignored));
	for (size_t i = 0; i < s->ignore_count; i++) {
		const struct claim *found;
		size_t n = claims_of(&k.claims, &s->ignores[i].paths, true, &found);

		while (n)
			k.ignored[found[--n].path] = true;
	}
	for (size_t i = 0; i < s->ignore_count; i++)
		check_list(&k, &s->ignores[i].paths, "<ignore>", true);
	for (size_t i = 0; i < s->promote_count; i++)
		check_list(&k, &s->promotes[i].paths, "<promote>", false);
	for (size_t i = 0; i < s->group_count; i++)
		check_list(&k, &s->groups[i]->paths, "the group", false);
	for (size_t i = 0; i < s->module_count; i++)
		if (s->modules[i].own.n)
			check_list(&k, &s->modules[i].own, arena_printf(a, "module '%s'", s->modules[i].name), false);
	claims_release(&k.claims);
}
