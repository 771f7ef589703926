#include "suite/testlist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"
#include "suite/discover.h"
#include "suite/discovered.h"
#include "suite/model.h"
#include "suite/params.h"
#include "suite/producer.h"

static const char written[] = "# Written by nightshift from ", not_edited[] = "; not to be edited.";

/* --- the text of a list ----------------------------------------------------------------------- */

static void
add_field(struct buf *out, const char *key, const char *value)
{
	if (value)
		buf_printf(out, "\t%s=%s", key, value);
}

static void
add_fields(struct buf *out, const char *key, const struct texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		add_field(out, key, t->v[i]);
}

static void
add_number(struct buf *out, const char *key, long n)
{
	if (n)
		buf_printf(out, "\t%s=%ld", key, n);
}

static void
add_line(struct buf *out, struct arena *a, const struct told *t)
{
	buf_adds(out, t->id);
	add_field(out, "name", t->name);
	add_field(out, "pattern", t->pattern);
	if (t->with) {
		char *words = arena_strdup(a, t->with);

		for (char *word = strtok(words, " \t"); word; word = strtok(NULL, " \t"))
			add_field(out, "with", word);
	}
	add_fields(out, "labels", &t->labels);
	add_fields(out, "first", &t->first);
	if (t->seconds > 0) {
		buf_adds(out, "\tseconds=");
		buf_add_seconds(out, (unsigned long long)(t->seconds * 1e6 + 0.5));
	}
	add_number(out, "timeout", t->timeout);
	add_number(out, "cost", t->cost > 1 ? t->cost : 0);
	add_field(out, "pool", t->pool);
	add_field(out, "disabled", t->disabled);
	buf_addc(out, '\n');
}

/* Where the line of that id begins in the text, or NULL; *ret_len is its length without its end. */
static const char *
find_line(const char *text, const char *id, size_t id_len, size_t *ret_len)
{
	for (const char *s = text; *s;) {
		size_t len = strcspn(s, "\n");

		if (len >= id_len && !memcmp(s, id, id_len) && (len == id_len || s[id_len] == '\t')) {
			*ret_len = len;
			return s;
		}
		s += len + (s[len] == '\n');
	}
	return NULL;
}

/* Is the test of that id excluded on the platform, so that it need not exist here? */
static bool
may_be_absent(const struct suite *s, struct arena *a, const char *platform, const char *id, size_t len)
{
	const char *name = arena_strndup(a, id, len);

	for (size_t i = 0; platform && i < s->exclude_count; i++) {
		const struct exclude *e = &s->excludes[i];

		for (size_t k = 0; e->name && model_excludes(e, name, NULL) && k < e->platforms.n; k++)
			if (!strcmp(e->platforms.v[k], platform))
				return true;
	}
	return false;
}

/* A list that is read and written. */
struct testlist {
	struct suite *suite;
	struct arena *a;
	struct diag *d;
	struct testlist_request *request;
	const struct discover *how;
	const char *path; /* from the repository's top */
	const char *old;  /* what stands in the file, or NULL */
};

/* What the file should hold, in the arena; NULL after a message. */
static const char *
ask(const struct testlist *l)
{
	const struct suite *s = l->suite;
	struct arena *a = l->a;
	const struct discover *how = discover_filled(s, l->how, a, l->d);
	const char *text = how ? discover_ask(s, how, a, l->d, l->request->root) : NULL;
	struct told_list told;
	struct buf out = { 0 };

	if (!text ||
		!producer_read(how, a, l->d, arena_printf(a, "%s/%s", l->request->root, s->dir), text, strlen(text),
			&told))
		return NULL;
	if (!told.n && l->how->expect) {
		diag_error(l->d, l->how->loc, "'%s' found no test; if there may be none, set expect=\"0\"",
			producer_asked(how, a));
		return NULL;
	}
	/* The mark by which `generate` knows it again (emit/mark.h). */
	buf_printf(&out, "%s%s%s The tests that %s has.\n", written, s->manifest, not_edited,
		producer_names[l->how->from]);
	for (size_t i = 0; i < told.n; i++)
		add_line(&out, a, &told.v[i]);
	/* What another platform has, and this one need not. */
	for (const char *line = l->old ? l->old : ""; *line;) {
		size_t len = strcspn(line, "\n"), id = strcspn(line, "\t\n"), found;

		if (*line != '#' && id && may_be_absent(s, a, l->request->platform, line, id) &&
			!find_line(buf_text(&out), line, id, &found))
			buf_printf(&out, "%.*s\n", (int)len, line);
		line += len + (line[len] == '\n');
	}
	text = arena_strndup(a, buf_text(&out), out.len);
	buf_release(&out);
	return text;
}

/* --- what differs ----------------------------------------------------------------------------- */

/* The name of the test that has this line. */
static const char *
name_in(struct arena *a, const char *line, size_t len)
{
	const char *text = arena_strndup(a, line, len), *name = strstr(text, "\tname=");

	return name ? arena_strndup(a, name + 6, strcspn(name + 6, "\t")) : text;
}

/* Report each test that stands in one of the texts alone, or otherwise. */
static void
compare(const struct testlist *l, const char *now)
{
	const char *producer = producer_names[l->how->from];
	size_t found;

	for (const char *line = now; *line;) {
		size_t len = strcspn(line, "\n");
		const char *there = find_line(l->old, line, strcspn(line, "\t\n"), &found);
		const char *name = name_in(l->a, line, len);

		if (*line != '#' && !there)
			diag_error(l->d, l->how->loc,
				"%s has a test '%s' here, which does not stand in '%s': run 'nightshift generate', and commit the list",
				producer, name, l->path);
		else if (*line != '#' && (found != len || memcmp(there, line, len)))
			diag_error(l->d, l->how->loc,
				"%s says of test '%s' something else than '%s' does: run 'nightshift generate', and commit the list",
				producer, name, l->path);
		line += len + (line[len] == '\n');
	}
	for (const char *line = l->old; *line;) {
		size_t len = strcspn(line, "\n");

		if (*line != '#' && len && !find_line(now, line, strcspn(line, "\t\n"), &found))
			diag_error(l->d, l->how->loc,
				"%s has no test '%s' here, which stands in '%s': run 'nightshift generate' if it is gone; if only this platform lacks it, say <exclude name=\"%.*s\" platforms=\"...\" reason=\"...\"/>",
				producer, name_in(l->a, line, len), l->path, (int)strcspn(line, "\t\n"), line);
		line += len + (line[len] == '\n');
	}
}

/* --- the modules ------------------------------------------------------------------------------ */

/* The value of the module's parameter, or NULL; the first of a list. */
static const char *
param(const struct module *m, const char *name)
{
	const struct binding *b = params_find(&m->traits.params, name);

	return !b ? NULL : b->value ? b->value : b->words.n ? b->words.v[0] : NULL;
}

static bool
has_label(const struct module *m, const struct words *labels)
{
	const struct binding *b = params_find(&m->traits.params, "labels");

	for (size_t i = 0; b && i < labels->n; i++) {
		if (b->value && !strcmp(b->value, labels->v[i]))
			return true;
		for (size_t k = 0; k < b->words.n; k++)
			if (!strcmp(b->words.v[k], labels->v[i]))
				return true;
	}
	return false;
}

/* A pool with one device, for what one unit at a time may use. */
static void
declare_pool(struct suite *s, struct arena *a, const struct module *m)
{
	for (size_t i = 0; i < s->pool_count; i++)
		if (s->pools[i].name && !strcmp(s->pools[i].name, m->traits.pool))
			return;
	struct pool *p = ARENA_APPEND(a, s->pools, s->pool_count);

	*p = (struct pool){ .loc = m->loc, .name = m->traits.pool };
	p->devices.loc = m->loc;
	*ARENA_APPEND(a, p->devices.v, p->devices.n) = "lock";
}

/* The worker of the producer, unless the manifest has one of that name. */
static const char *
declare_worker(struct suite *s, struct arena *a, struct diag *d, const struct discover *how, const char *command)
{
	const char *name = producer_names[how->from];

	for (size_t i = 0; i < s->worker_count; i++)
		if (s->workers[i].name && !strcmp(s->workers[i].name, name))
			return name;
	struct worker *w = ARENA_APPEND(a, s->workers, s->worker_count);

	*w = (struct worker){ .loc = how->loc, .name = name };
	command_parse(&w->command, a, d, how->loc, command, strlen(command));
	command_parse_path(&w->ask, a, d, how->loc, "{name}");
	return name;
}

/* If the manifest does not say how the test runs, it runs as its producer runs it. */
static void
give_run(const struct testlist *l, struct module *m)
{
	const struct discover *how = l->how;
	struct traits *t = &m->traits;

	if (l->suite->run.loc.line || (m->group && m->group->traits.run.loc.line))
		return;
	const struct producer_run run = producer_run(how, l->a);
	const char *command = run.more && (param(m, "first") || param(m, "with")) ? run.more : run.command;

	command_parse(&t->run, l->a, l->d, how->loc, command, strlen(command));
	if (run.protocol != SPEAKS_EXIT) {
		t->judging.protocol = run.protocol;
		t->judging.protocol_loc = how->loc;
	}
	if (run.report)
		command_parse_path(&t->judging.report, l->a, l->d, how->loc, run.report);
	if (run.worker && !t->worker && !(m->group && m->group->traits.worker)) {
		t->worker = declare_worker(l->suite, l->a, l->d, how, run.worker);
		t->worker_loc = how->loc;
	}
}

/* Make of the module that discovered_add has made of a line what its producer tells. */
static void
settle(const struct testlist *l, struct module *m)
{
	static const char *const lists[] = { "labels", "first", "with" };
	struct suite *s = l->suite;
	const char *disabled = param(m, "disabled");
	struct bindings *params = &m->traits.params;

	m->told_by = l->how;
	m->original = param(m, "name");
	/* Whoever writes a <run> can name them all, whether this test has any or not. */
	for (size_t i = 0; i < countof(lists); i++)
		if (!params_find(params, lists[i]))
			*ARENA_APPEND(l->a, params->v,
				params->n) = (struct binding){ .loc = m->loc, .name = lists[i], .words.loc = m->loc };
	for (size_t i = 0; i < params->n; i++)
		params->v[i].used = true;
	for (size_t i = 0; disabled && i < s->exclude_count; i++) {
		const struct exclude *e = &s->excludes[i];

		if (e->name && !e->variants.loc.line && !e->platforms.loc.line && model_excludes(e, m->name, NULL))
			disabled = NULL; /* the manifest says so, too */
	}
	if (disabled) {
		struct exclude *e = ARENA_APPEND(l->a, s->excludes, s->exclude_count);

		*e = (struct exclude){ .loc = m->loc, .name = m->name, .reason = disabled };
	}
	if (m->traits.pool)
		declare_pool(s, l->a, m);
	give_run(l, m);
}

static void
add_modules(const struct testlist *l, const char *text)
{
	struct suite *s = l->suite;
	const char *path = l->path;
	char *copy = arena_strdup(l->a, text);
	size_t found = 0, before = s->module_count;
	unsigned line = 0;

	diag_source(l->d, path, text, strlen(text));
	for (char *next, *at = copy; *at; at = next) {
		size_t len = strcspn(at, "\n"), count = s->module_count;

		next = at + len + (at[len] == '\n');
		at[len] = '\0';
		line++;
		if (!len || *at == '#')
			continue;
		discovered_add(s, l->a, l->d, l->how, (struct loc){ path, line, 1 }, at);
		if (s->module_count == count)
			continue;
		struct module *m = &s->modules[s->module_count - 1];

		if ((l->how->labels.loc.line && !has_label(m, &l->how->labels)) || has_label(m, &l->how->without)) {
			s->module_count--;
			continue;
		}
		settle(l, m);
		found++;
	}
	discover_check_expected(l->how, l->d, found);
	if (s->module_count == before && l->how->expect)
		diag_error(l->d, l->how->loc, "'%s' has no test%s", path,
			l->how->labels.loc.line || l->how->without.loc.line ? " with such labels" : "");
}

/* Did `generate` write the list that is there? Before it named the manifest, a list began otherwise. */
static bool
is_ours(const struct testlist *l)
{
	if (!*l->old || !strncmp(l->old, written, strlen(written)))
		return true;
	for (const char *const *name = producer_names; *name; name++) {
		const char *title = arena_printf(l->a, "# The tests that %s has; written by nightshift generate.\n",
			*name);

		if (!strncmp(l->old, title, strlen(title)))
			return true;
	}
	return false;
}

/* The other manifest, in the arena, from which `generate` wrote the list that is there, if that manifest is still there; or NULL. */
static const char *
other_manifest(const struct testlist *l)
{
	if (strncmp(l->old, written, strlen(written)) != 0)
		return NULL;
	const char *begin = l->old + strlen(written), *end = strstr(begin, not_edited);

	if (!end || memchr(begin, '\n', (size_t)(end - begin)))
		return NULL;
	const char *manifest = arena_strndup(l->a, begin, (size_t)(end - begin));
	bool there = !access(arena_printf(l->a, "%s/%s", l->request->root, manifest), F_OK);

	return there && strcmp(manifest, l->suite->manifest) != 0 ? manifest : NULL;
}

/* May the list be written? Else it is reported. */
static bool
check_owner(const struct testlist *l)
{
	struct loc at = l->how->list_loc.line ? l->how->list_loc : l->how->loc;
	const char *other = l->old ? other_manifest(l) : NULL;

	if (l->old && !is_ours(l))
		diag_error(l->d, at,
			"'%s' is there, and nightshift did not write it: give the list of tests another name by list=\"...\"",
			l->path);
	else if (other)
		diag_error(l->d, at, "'%s' is the list of '%s', too: give this one another name by list=\"...\"",
			l->path, other);
	else
		return true;
	return false;
}

/* --- all together ----------------------------------------------------------------------------- */

/* Is the list that of a <discover> before this one, which has asked? */
static bool
was_asked(const struct testlist *l)
{
	for (const struct discover *v = l->suite->discovers; v < l->how; v++)
		if (v->from && !strcmp(v->list, l->how->list))
			return true;
	return false;
}

/* Of those that share a list, each asks the same. */
static bool
check_shared(const struct testlist *l)
{
	for (const struct discover *v = l->suite->discovers; v < l->how; v++)
		if (v->from && !strcmp(v->list, l->how->list) &&
			(v->from != l->how->from ||
				strcmp(producer_question(v, l->a), producer_question(l->how, l->a)))) {
			diag_error(l->d, l->how->loc,
				"this <discover> has its list in '%s', as another one that asks something else: give it a file of its own by list=\"...\"",
				l->how->list);
			diag_note(l->d, v->loc, "the other is here");
			return false;
		}
	return true;
}

/* The text that an earlier <discover> has for the list, or NULL. */
static const char *
told_before(const struct testlist *l)
{
	for (size_t i = 0; i < l->request->list_count; i++)
		if (!strcmp(l->request->lists[i].path, l->path))
			return l->request->lists[i].text;
	return NULL;
}

/* Note that the file is to be written, if it differs. */
static void
keep_list(const struct testlist *l, const char *text)
{
	struct testlist_request *q = l->request;

	if (!l->old || strcmp(l->old, text) != 0)
		*ARENA_APPEND(l->a, q->lists, q->list_count) = (struct testlist_file){ l->path, text };
}

static void
add_list(struct testlist *l)
{
	struct suite *s = l->suite;
	struct testlist_request *q = l->request;
	enum testlist_use use = was_asked(l) ? TESTLIST_READ : q->use;
	const char *path = model_path(l->a, s->dir, l->how->list), *now = NULL;
	struct buf text = { 0 };

	l->path = path;
	if (!path || !check_shared(l))
		return;
	const char *before = told_before(l);

	if (before)
		l->old = before;
	else if (file_read(arena_printf(l->a, "%s/%s", q->root, path), &text))
		l->old = arena_strndup(l->a, buf_text(&text), text.len);
	else if (errno != ENOENT) {
		diag_unread(l->d, path);
		buf_release(&text);
		return;
	} else
		l->old = NULL;
	buf_release(&text);
	if (use == TESTLIST_WRITE) {
		now = check_owner(l) ? ask(l) : NULL;
		if (now)
			keep_list(l, now);
	} else if (!l->old) {
		diag_error(l->d, l->how->loc,
			"'%s' is not there, which says what tests %s has: run 'nightshift generate', and commit it",
			path, producer_names[l->how->from]);
	} else if (use == TESTLIST_COMPARE) {
		now = ask(l);
		if (now)
			compare(l, now);
		now = l->old;
	} else {
		now = l->old;
	}
	if (now)
		add_modules(l, now);
}

bool
testlist_add(struct suite *s, struct arena *a, struct diag *d, struct testlist_request *q)
{
	int errors = d->errors;

	for (size_t i = 0; i < s->discover_count; i++) {
		struct testlist l = { .suite = s, .a = a, .d = d, .request = q, .how = &s->discovers[i] };

		if (l.how->from)
			add_list(&l);
	}
	return d->errors == errors;
}
