#include "suite/producer_json.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_read.h"
#include "base/text.h"
#include "suite/producer.h"

enum { LONGEST_LIMIT = 604800, MOST_PROCESSORS = 1024 };

/* What reads an answer. */
struct reading {
	struct json j;
	struct arena *a;
	struct told_list *list;
	const char *project; /* of meson: the name of the project at the top */
};

/* Take a member whose key was read: its value begins with the token. False if it is not what it has to be. */
typedef bool take_member(struct reading *r, const char *key, enum json_token token, void *object);

static bool
opens(enum json_token token)
{
	return token == JSON_OBJECT || token == JSON_ARRAY;
}

/* Leave a value out. */
static bool
leave(struct reading *r, enum json_token token)
{
	return opens(token) ? json_skip(&r->j, token) : token != JSON_BAD && token != JSON_END;
}

/* Read the members of an object that is open. */
static bool
read_object(struct reading *r, take_member *take, void *object)
{
	enum json_token token;

	while ((token = json_next(&r->j)) == JSON_KEY) {
		const char *key = arena_strdup(r->a, buf_text(&r->j.text));

		if (!take(r, key, json_next(&r->j), object))
			return false;
	}
	return token == JSON_OBJECT_END;
}

/* Read the whole answer, an object. NULL, or what is wrong with it, in the arena: `otherwise`, if it is JSON. */
static const char *
read_answer(struct reading *r, const char *text, size_t len, take_member *take, void *object, const char *otherwise)
{
	json_open_text(&r->j, text, len);
	bool ok = json_next(&r->j) == JSON_OBJECT && read_object(r, take, object);
	const char *fault = ok ? NULL : r->j.fault ? arena_strdup(r->a, r->j.fault) : otherwise;

	json_release(&r->j);
	return fault;
}

/* Read an array of objects; each of them is handed to `each`, which reads it. */
static bool
read_array(struct reading *r, enum json_token token, bool (*each)(struct reading *r, void *object), void *object)
{
	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_OBJECT)
		if (!each(r, object))
			return false;
	return token == JSON_ARRAY_END;
}

static bool
take_text(struct reading *r, enum json_token token, const char **ret_text)
{
	if (token == JSON_STRING)
		*ret_text = arena_strdup(r->a, buf_text(&r->j.text));
	return token == JSON_STRING;
}

/* A list of texts, or one text. */
static bool
take_texts(struct reading *r, enum json_token token, struct texts *t)
{
	if (token == JSON_STRING)
		return take_text(r, token, ARENA_APPEND(r->a, t->v, t->n));
	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_STRING)
		*ARENA_APPEND(r->a, t->v, t->n) = arena_strdup(r->a, buf_text(&r->j.text));
	return token == JSON_ARRAY_END;
}

/* A number above 0, or nothing. */
static bool
take_number(struct reading *r, enum json_token token, double *ret_number)
{
	double n = token == JSON_NUMBER ? strtod(buf_text(&r->j.text), NULL) : 0;

	*ret_number = n > 0 ? n : 0;
	return token == JSON_NUMBER || token == JSON_NULL;
}

/* The next whole number from n on, at most `most`. */
static long
round_up(double n, long most)
{
	long whole = n < (double)most ? (long)n : most;

	return whole + (whole < most && (double)whole < n);
}

/* Whole units of something, at most so many. */
static bool
take_whole(struct reading *r, enum json_token token, long most, long *ret_number)
{
	double n;
	bool ok = take_number(r, token, &n);

	*ret_number = round_up(n, most);
	return ok;
}

/* --- CTest ------------------------------------------------------------------------------------ */

/* A test of CTest, beyond what is told of it. */
struct ctest {
	struct told told;
	struct texts depends, sets_up, cleans_up, needed;
	bool disabled, serial;
};

struct ctests {
	struct ctest *v;
	size_t n;
};

/* A property: its name comes before its value, or after it, so the value is read as whatever it is. */
struct property {
	const char *name;
	struct texts texts;
	double number;
	bool flag;
};

static bool
take_of_property(struct reading *r, const char *key, enum json_token token, void *object)
{
	struct property *p = object;

	if (!strcmp(key, "name"))
		return take_text(r, token, &p->name);
	if (strcmp(key, "value"))
		return leave(r, token);
	if (token == JSON_NUMBER)
		return take_number(r, token, &p->number);
	if (token == JSON_TRUE || token == JSON_FALSE) {
		p->flag = token == JSON_TRUE;
		return true;
	}
	if (token == JSON_STRING || token == JSON_ARRAY) {
		/* Of arrays, those of texts alone are of interest: of others, no value is. */
		if (token == JSON_STRING)
			return take_texts(r, token, &p->texts);
		while ((token = json_next(&r->j)) != JSON_ARRAY_END) {
			if (token == JSON_STRING)
				*ARENA_APPEND(r->a, p->texts.v, p->texts.n) = arena_strdup(r->a, buf_text(&r->j.text));
			else if (!leave(r, token))
				return false;
		}
		return true;
	}
	return leave(r, token);
}

static void
add_texts(struct arena *a, struct texts *t, const struct texts *more, const char *before)
{
	for (size_t i = 0; i < more->n; i++)
		*ARENA_APPEND(a, t->v, t->n) = arena_printf(a, "%s%s", before, more->v[i]);
}

static bool
read_property(struct reading *r, void *object)
{
	struct ctest *t = object;
	struct property p = { .name = "" };

	if (!read_object(r, take_of_property, &p))
		return false;
	if (!strcmp(p.name, "LABELS"))
		t->told.labels = p.texts;
	else if (!strcmp(p.name, "TIMEOUT"))
		t->told.timeout = round_up(p.number, LONGEST_LIMIT);
	else if (!strcmp(p.name, "COST"))
		t->told.seconds = p.number;
	else if (!strcmp(p.name, "PROCESSORS"))
		t->told.cost = round_up(p.number, MOST_PROCESSORS);
	else if (!strcmp(p.name, "RUN_SERIAL"))
		t->serial = p.flag;
	else if (!strcmp(p.name, "DISABLED"))
		t->disabled = p.flag;
	else if (!strcmp(p.name, "RESOURCE_LOCK"))
		add_texts(r->a, &t->told.locks, &p.texts, "lock.");
	else if (!strcmp(p.name, "DEPENDS"))
		t->depends = p.texts;
	else if (!strcmp(p.name, "FIXTURES_SETUP"))
		t->sets_up = p.texts;
	else if (!strcmp(p.name, "FIXTURES_CLEANUP"))
		t->cleans_up = p.texts;
	else if (!strcmp(p.name, "FIXTURES_REQUIRED"))
		t->needed = p.texts;
	return true;
}

static bool
take_of_test(struct reading *r, const char *key, enum json_token token, void *object)
{
	struct ctest *t = object;

	if (!strcmp(key, "name"))
		return take_text(r, token, &t->told.name);
	if (!strcmp(key, "properties"))
		return read_array(r, token, read_property, t);
	return leave(r, token);
}

static bool
read_test(struct reading *r, void *object)
{
	struct ctests *all = object;

	return read_object(r, take_of_test, ARENA_APPEND(r->a, all->v, all->n));
}

static bool
take_of_ctest(struct reading *r, const char *key, enum json_token token, void *object)
{
	return strcmp(key, "tests") ? leave(r, token) : read_array(r, token, read_test, object);
}

/* The regular expression of CMake that matches this name alone. */
static const char *
ctest_pattern(struct arena *a, const char *name)
{
	struct buf out = { 0 };

	buf_addc(&out, '^');
	for (const char *s = name; *s; s++) {
		if (strchr("^$.*+?()[]|\\", *s))
			buf_addc(&out, '\\');
		buf_addc(&out, *s);
	}
	buf_addc(&out, '$');
	const char *result = arena_strdup(a, buf_text(&out));

	buf_release(&out);
	return result;
}

static bool
share(const struct texts *one, const struct texts *other)
{
	for (size_t i = 0; i < one->n; i++)
		for (size_t k = 0; k < other->n; k++)
			if (!strcmp(one->v[i], other->v[k]))
				return true;
	return false;
}

static struct ctest *
find_ctest(const struct ctests *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->v[i].told.name, name))
			return &all->v[i];
	return NULL;
}

/* Note what must pass before the test: with what that needs itself, each once, the farthest first. CTest adds by itself what sets up a
 * fixture, and lists it with the others. */
static void
add_first(struct reading *r, const struct ctests *all, struct ctest *of, const struct ctest *t, int depth)
{
	for (size_t i = 0; i < t->depends.n && depth < 64; i++) {
		struct ctest *d = find_ctest(all, t->depends.v[i]);
		bool known = !d || d == of || share(&d->sets_up, &t->needed) || d->cleans_up.n;

		for (size_t k = 0; !known && k < of->told.first.n; k++)
			known = !strcmp(of->told.first.v[k], d->told.pattern);
		if (known)
			continue;
		add_first(r, all, of, d, depth + 1);
		*ARENA_APPEND(r->a, of->told.first.v, of->told.first.n) = d->told.pattern;
		const char *lock = arena_printf(r->a, "test.%s", d->told.name);

		*ARENA_APPEND(r->a, of->told.locks.v, of->told.locks.n) = lock;
		*ARENA_APPEND(r->a, d->told.locks.v, d->told.locks.n) = lock;
	}
}

/* Is it only what sets up or cleans up for tests that require that? CTest runs it with each of them. */
static bool
is_fixture(const struct ctests *all, const struct ctest *t)
{
	for (size_t i = 0; i < all->n; i++)
		if (&all->v[i] != t &&
			(share(&t->sets_up, &all->v[i].needed) || share(&t->cleans_up, &all->v[i].needed)))
			return true;
	return false;
}

const char *
producer_read_ctest(struct arena *a, const char *text, size_t len, struct told_list *ret_list)
{
	struct reading r = { .a = a };
	struct ctests all = { 0 };
	const char *fault = read_answer(&r, text, len, take_of_ctest, &all, "it is not what json-v1 has to be");

	for (size_t i = 0; i < all.n; i++) {
		if (!all.v[i].told.name)
			return "a test has no name";
		all.v[i].told.pattern = ctest_pattern(a, all.v[i].told.name);
	}
	for (size_t i = 0; i < all.n; i++)
		add_first(&r, &all, &all.v[i], &all.v[i], 0);
	for (size_t i = 0; !fault && i < all.n; i++) {
		struct ctest *t = &all.v[i];

		if (is_fixture(&all, t))
			continue;
		add_texts(a, &t->told.locks, &t->needed, "fixture.");
		if (t->serial)
			t->told.cost = MOST_PROCESSORS;
		if (t->needed.n || t->told.first.n)
			t->told.timeout = 0; /* it is that of the test alone */
		if (t->disabled)
			t->told.disabled = "disabled in CTest";
		*ARENA_APPEND(a, ret_list->v, ret_list->n) = t->told;
	}
	return fault;
}

/* --- meson ------------------------------------------------------------------------------------ */

struct meson {
	struct told told;
	struct texts suites; /* PROJECT or PROJECT:SUITE */
	bool parallel;
};

static bool
take_of_meson_test(struct reading *r, const char *key, enum json_token token, void *object)
{
	struct meson *t = object;

	if (!strcmp(key, "name"))
		return take_text(r, token, &t->told.name);
	if (!strcmp(key, "suite"))
		return take_texts(r, token, &t->suites);
	if (!strcmp(key, "timeout"))
		return take_whole(r, token, LONGEST_LIMIT, &t->told.timeout);
	if (!strcmp(key, "is_parallel")) {
		t->parallel = token == JSON_TRUE;
		return token == JSON_TRUE || token == JSON_FALSE;
	}
	return leave(r, token);
}

/* What meson test takes for the test of that name alone: a pattern of fnmatch. */
static const char *
meson_pattern(struct arena *a, const char *project, const char *name)
{
	struct buf out = { 0 };

	buf_printf(&out, "%s:", project);
	for (const char *s = name; *s; s++) {
		bool special = strchr("*?[", *s);

		buf_printf(&out, "%s%c%s", special ? "[" : "", *s, special ? "]" : "");
	}
	const char *result = arena_strdup(a, buf_text(&out));

	buf_release(&out);
	return result;
}

static bool
read_meson_test(struct reading *r, void *object)
{
	struct meson t = { .parallel = true };

	(void)object;
	if (!read_object(r, take_of_meson_test, &t) || !t.told.name || !t.suites.n)
		return false;
	const char *colon = strchr(t.suites.v[0], ':');
	const char *project = colon ? arena_strndup(r->a, t.suites.v[0], (size_t)(colon - t.suites.v[0]))
				    : t.suites.v[0];

	for (size_t i = 0; i < t.suites.n; i++)
		if ((colon = strchr(t.suites.v[i], ':')))
			*ARENA_APPEND(r->a, t.told.labels.v, t.told.labels.n) = colon + 1;
	t.told.pattern = meson_pattern(r->a, project, t.told.name);
	t.told.disabled = NULL;
	if (!t.parallel)
		t.told.cost = MOST_PROCESSORS;
	/* Until the name of the project at the top is known, each test has that of its project. */
	t.told.name = arena_printf(r->a, "%s:%s", project, t.told.name);
	*ARENA_APPEND(r->a, r->list->v, r->list->n) = t.told;
	return true;
}

static bool
take_of_project(struct reading *r, const char *key, enum json_token token, void *object)
{
	(void)object;
	return strcmp(key, "descriptive_name") ? leave(r, token) : take_text(r, token, &r->project);
}

static bool
take_of_meson(struct reading *r, const char *key, enum json_token token, void *object)
{
	if (!strcmp(key, "tests"))
		return read_array(r, token, read_meson_test, object);
	if (!strcmp(key, "projectinfo"))
		return token == JSON_OBJECT && read_object(r, take_of_project, object);
	return leave(r, token);
}

const char *
producer_read_meson(struct arena *a, const char *text, size_t len, struct told_list *ret_list)
{
	struct reading r = { .a = a, .list = ret_list };
	const char *fault = read_answer(&r, text, len, take_of_meson, NULL,
		"it is not what meson introspect has to print");

	for (size_t i = 0; r.project && i < ret_list->n; i++) {
		const char *name = ret_list->v[i].name;
		size_t n = strlen(r.project);

		if (!strncmp(name, r.project, n) && name[n] == ':')
			ret_list->v[i].name = name + n + 1;
	}
	return fault;
}

/* --- pytest ----------------------------------------------------------------------------------- */

static bool
take_of_pytest_test(struct reading *r, const char *key, enum json_token token, void *object)
{
	struct told *t = object;

	if (!strcmp(key, "name"))
		return take_text(r, token, &t->name);
	if (!strcmp(key, "labels"))
		return take_texts(r, token, &t->labels);
	if (!strcmp(key, "disabled"))
		return take_text(r, token, &t->disabled);
	if (!strcmp(key, "timeout"))
		return take_whole(r, token, LONGEST_LIMIT, &t->timeout);
	return leave(r, token);
}

static bool
read_pytest_test(struct reading *r, void *object)
{
	struct told *t = ARENA_APPEND(r->a, r->list->v, r->list->n);

	(void)object;
	return read_object(r, take_of_pytest_test, t) && t->name;
}

static bool
take_of_pytest(struct reading *r, const char *key, enum json_token token, void *object)
{
	return strcmp(key, "tests") ? leave(r, token) : read_array(r, token, read_pytest_test, object);
}

const char *
producer_read_pytest(struct arena *a, const char *text, size_t len, struct told_list *ret_list)
{
	struct reading r = { .a = a, .list = ret_list };

	return read_answer(&r, text, len, take_of_pytest, NULL, "it is not what the script for pytest prints");
}
