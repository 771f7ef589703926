#include "emit/readback_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/process.h"
#include "base/text.h"
#include "suite/model.h"

/* A target in make's database. The name comes first, so that text_order orders targets. */
struct target {
	const char *name;
	const char *needs; /* the prerequisites after its colon */
	bool recipe;       /* it has one */
};

struct targets {
	struct target *v;
	size_t n;
};

/*
 * The suite's targets in what `make -p` prints, in the arena. A rule begins at the left edge with its target and a
 * colon, a line of a recipe with a tab. What make says itself begins with '#', in whatever language.
 */
static struct targets
read_targets(struct reader *r, char *text)
{
	struct targets t = { 0 };
	size_t len = strlen(r->suite->name);
	struct target *open = NULL;

	for (char *line = text, *next; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (!*line)
			open = NULL;
		if (*line == '\t' && open)
			open->recipe = true;
		if (strncmp(line, r->suite->name, len) || line[len] != '-')
			continue;
		char *colon = strchr(line, ':');

		if (!colon || strcspn(line, " =") < (size_t)(colon - line) || colon[1] == '=')
			continue;
		*colon = '\0';
		t.v = arena_grow(r->arena, t.v, t.n, sizeof(*t.v));
		open = &t.v[t.n++];
		/* what follows a bar is only built before */
		colon[1 + strcspn(colon + 1, "|")] = '\0';
		*open = (struct target){ line, colon + 1 + strspn(colon + 1, " "), false };
	}
	if (t.n > 1)
		qsort(t.v, t.n, sizeof(*t.v), text_order);
	return t;
}

static const struct target *
find_target(const struct targets *t, const char *name)
{
	struct target key = { .name = name };

	return t->n ? bsearch(&key, t->v, t->n, sizeof(*t->v), text_order) : NULL;
}

/*
 * What make runs for a target: each of its prerequisites that is a unit's target. A prerequisite that has prerequisites
 * itself, as the target of all units has, is followed; depth is how far.
 */
static void
follow(struct reader *r, const struct targets *t, const char *name, const char *of, int depth)
{
	const struct target *target = find_target(t, name);
	const char *prefix = arena_printf(r->arena, "%s-test-", r->suite->name);
	size_t len = strlen(prefix);

	for (const char *p = target ? target->needs : ""; *(p += strspn(p, " "));) {
		size_t n = strcspn(p, " ");
		const char *need = arena_strndup(r->arena, p, n);
		const struct target *at = find_target(t, need);

		p += n;
		if (at && *at->needs && depth)
			follow(r, t, need, of, depth - 1);
		else if (!strncmp(need, prefix, len) && at && at->recipe)
			readback_hold(r, MAKE, of, need + len);
	}
}

/* Ask make for its targets on one platform. False, with a message, if it cannot say. */
static bool
ask_make(struct reader *r, const struct platform *p, struct buf *ret_text)
{
	const struct suite *s = r->suite;
	const char *ci = getenv("CI");
	struct buf command = { 0 };
	struct process shell;

	buf_adds(&command,
		"unset MAKEFLAGS MFLAGS MAKELEVEL; export LC_ALL=C\n"
		"make=$(command -v gmake || command -v make) || exit 127\n"
		/* One that cannot run here is not another make: then something else is wrong, and the shell says what. */
		"{ version=$(echo) || exit 125; } </dev/null || exit 125\n"
		"version=$(\"$make\" --version 2>/dev/null); status=$?\n"
		"[ $status -lt 126 ] || { \"$make\" --version >/dev/null; exit 125; }\n"
		/* the include stops an older one by itself, but then it is no fault of the include */
		"case $version in 'GNU Make '[0-3].* | 'GNU Make '4.[0-2] | 'GNU Make '4.[0-2][!0-9]*) exit 127 ;; esac\n"
		"case $version in 'GNU Make '[0-9]*) ;; *) exit 127 ;; esac\n"
		"\"$make\" -rRpq --eval 'nightshift-nothing: ;' -f ");
	esc_sh(&command, s->include, strlen(s->include));
	buf_printf(&command, " %s_platform=%s nightshift-nothing", r->variable, p->name);
	process_start(&shell, r->root, buf_text(&command));
	buf_release(&command);
	struct buf said = { 0 };
	int status = process_finish(&shell, ret_text, &said, NULL);
	struct loc at = { s->include, 0, 0 };

	diag_show(r->diag, buf_text(&said), said.len);
	buf_release(&said);
	if (status == 125)
		die("cannot start make, to read '%s' back", s->include);
	if (status == 127 && ci && !strcmp(ci, "true"))
		diag_error(r->diag, at, "was not read back, since there is no GNU Make 4.3 or later: install it");
	else if (status == 127)
		diag_warn(r->diag, at, "was not read back, since there is no GNU Make 4.3 or later");
	else if (status > 1)
		diag_error(r->diag, at, "make cannot read it on platform '%s' (status %d): run 'nightshift generate'",
			p->name, status);
	return status <= 1;
}

/* The place of an assignment in the include. */
static struct loc
assigned_at(struct reader *r, const char *text, const char *name)
{
	return readback_place_of(r->suite->include, text, arena_printf(r->arena, "\n%s_%s :=", r->variable, name));
}

/* The end of the word that begins there, as esc_sh has quoted it. */
static const char *
word_end(const char *s, const char *end)
{
	bool quoted = false;

	for (; s < end && (quoted || *s != ' '); s++) {
		if (*s == '\'')
			quoted = !quoted;
		else if (*s == '\\' && !quoted && s + 1 < end)
			s++;
	}
	return s;
}

/* Append the words of a list that make prints, as esc_sh has quoted them; a dollar sign stands there twice. */
static void
add_words(struct buf *out, const char *s, const char *end)
{
	bool quoted = false;

	for (; s < end; s++) {
		if (*s == '\'')
			quoted = !quoted;
		else if (*s == '\\' && !quoted && s + 1 < end)
			buf_addc(out, *++s);
		else
			buf_addc(out, *s);
		if (*s == '$' && s + 1 < end && s[1] == '$')
			s++;
	}
}

/* Of a unit's line, what comes before its options: its weight, variant, seed, seconds and command. */
enum { WORDS_BEFORE_OPTIONS = 5 };

/* How the variables <suite>_run.UNIT in make's database say that units are judged, and which pool they need. */
static void
hold_judged(struct reader *r, const char *text)
{
	const char *head = arena_printf(r->arena, "\n%s_run.", r->variable);
	struct buf name = { 0 };

	for (const char *p = text; (p = strstr(p, head));) {
		const char *id = p + strlen(head), *value = id + strcspn(id, " \n"), *end = id + strcspn(id, "\n");
		size_t len = (size_t)(value - id);

		p = end;
		if (strncmp(value, " := ", 4))
			continue;
		value += 4;
		for (int i = 0; i < WORDS_BEFORE_OPTIONS; i++) {
			value = word_end(value, end);
			value += i < WORDS_BEFORE_OPTIONS - 1 && value < end;
		}
		buf_reset(&name);
		buf_add(&name, id, len);
		add_words(&name, value, end);
		if (name.len > len)
			readback_hold(r, MAKE, readback_judged, buf_text(&name));
	}
	buf_release(&name);
}

void
readback_include(struct reader *r, const char *text)
{
	const struct suite *s = r->suite;
	struct loc lines = readback_place_of(s->include, text, arena_printf(r->arena, "\n%s_run.", r->variable));

	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *p = &s->platforms[k];
		struct buf said = { 0 };

		if (!ask_make(r, p, &said)) {
			buf_release(&said);
			return;
		}
		char *copy = arena_strndup(r->arena, buf_text(&said), said.len);
		struct targets t = read_targets(r, copy);

		if (!k) { /* it does not depend on the platform */
			hold_judged(r, buf_text(&said));
			readback_compare(r, MAKE, lines, readback_judged, "unit");
		}
		buf_release(&said);
		const char *of = arena_printf(r->arena, "platform '%s'", p->name);

		follow(r, &t, arena_printf(r->arena, "%s-test", s->name), of, 2);
		readback_compare(r, MAKE, lines, of, "unit");
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			of = readback_lane_on(r, lane, p);
			struct loc at = assigned_at(r, text, arena_printf(r->arena, "does_%s", p->name));

			follow(r, &t, arena_printf(r->arena, "%s-test-%s", s->name, lane_names[lane]), of, 2);
			readback_compare(r, MAKE, at, of, "unit");
		}
	}
}
