#include "suite/pattern.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

/* What a pattern reads as more than itself; a blank at its end would be lost. */
static const char special[] = "*?[\\ ";

static void
add_escaped(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (strchr(special, *s))
			buf_addc(out, '\\');
		buf_addc(out, *s);
	}
}

static void
append(struct patterns *p, struct arena *a, struct pattern added)
{
	p->v = arena_grow(a, p->v, p->n, sizeof(*p->v));
	p->rules = arena_grow(a, p->rules, p->n, sizeof(*p->rules));
	p->rules[p->n] = added.negative ? arena_printf(a, "!%s", added.rule) : added.rule;
	p->v[p->n++] = added;
}

/* Is one of the parts between slashes '..'? */
static bool
climbs(const char *s)
{
	for (; *s; s += strspn(s, "/")) {
		size_t len = strcspn(s, "/");

		if (len == 2 && !memcmp(s, "..", 2))
			return true;
		s += len;
	}
	return false;
}

bool
pattern_add(struct patterns *p, struct arena *a, struct diag *d, struct loc at, const char *dir, const char *text)
{
	struct pattern added = { .loc = at, .text = text, .negative = *text == '!' };
	struct buf rule = { 0 }, prefix = { 0 };
	const char *s = text + added.negative;
	bool top = *s == '/', anchored = top;

	if (climbs(s)) {
		diag_error(d, at, "pattern '%s' contains '..'; a pattern from the repository's top begins with '/'",
			text);
		return false;
	}
	s += strspn(s, "/");
	while (s[0] == '.' && s[1] == '/') { /* it has a slash, so it holds for this folder */
		anchored = true;
		s += 1 + strspn(s + 1, "/");
	}
	if (!*s || !strcmp(s, ".")) {
		diag_error(d, at,
			"pattern '%s' matches nothing; '**' matches everything in the folder, '/**' everything in the repository",
			text);
		return false;
	}
	const char *slash = strchr(s, '/');

	anchored |= slash && slash[1];
	if (!top && strcmp(dir, ".") != 0) {
		buf_printf(&prefix, "%s/", dir);
		buf_addc(&rule, '/');
		add_escaped(&rule, dir);
	}
	buf_adds(&rule, anchored ? "/" : "/**/");
	buf_adds(&rule, s);
	if (anchored)
		buf_add(&prefix, s, strcspn(s, special));
	added.rule = arena_strdup(a, buf_text(&rule));
	added.prefix = arena_strdup(a, buf_text(&prefix));
	append(p, a, added);
	buf_release(&rule);
	buf_release(&prefix);
	return true;
}

void
pattern_add_path(struct patterns *p, struct arena *a, struct loc at, const char *text, const char *path)
{
	struct buf rule = { 0 };
	bool all = !strcmp(path, ".");

	buf_addc(&rule, '/');
	if (all)
		buf_adds(&rule, "**");
	else
		add_escaped(&rule, path);
	append(p, a,
		(struct pattern){ .loc = at,
			.text = text,
			.rule = arena_strdup(a, buf_text(&rule)),
			.prefix = all ? "" : path,
			.exact = true });
	buf_release(&rule);
}

void
pattern_add_rule(struct patterns *p, struct arena *a, const char *line)
{
	struct pattern added = { .text = line, .negative = *line == '!' };
	struct buf prefix = { 0 };

	added.rule = line + added.negative;
	for (const char *s = added.rule + strspn(added.rule, "/"); *s; s++) {
		if (*s == '\\' && s[1])
			s++;
		else if (strchr(special, *s))
			break;
		buf_addc(&prefix, *s);
	}
	added.prefix = arena_strdup(a, buf_text(&prefix));
	append(p, a, added);
	buf_release(&prefix);
}

bool
pattern_names(const struct pattern *p, const char *path)
{
	return !strcmp(text_last_part(p->rule), text_last_part(path));
}

void
pattern_add_all(struct patterns *p, struct arena *a, const struct patterns *more)
{
	for (size_t i = 0; i < more->n; i++)
		append(p, a, more->v[i]);
}
