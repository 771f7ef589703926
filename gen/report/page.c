#include "report/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/field.h"
#include "base/foreign.h"
#include "base/tmpl.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "report/report.h"

/* What a template of the page may name. */
struct view {
	const struct suite *suite;
	const char *nonce, *style;
	const struct embedded *scripts;
	size_t script_count;
	const char *data;
};

#define VIEW ((const struct view *)root)

TEXT_FIELD(view_suite, VIEW->suite->name)
TEXT_FIELD(view_nonce, VIEW->nonce)
TEXT_FIELD(view_style, VIEW->style)
TEXT_FIELD(view_data, VIEW->data)
TEXT_FIELD(script_text, ((const struct embedded *)obj)->text)
LIST_FIELD(view_scripts, VIEW->scripts, VIEW->script_count)

static const struct field script_fields[] = {
	{ "script", VALUE_TEXT, "its text", script_text, NULL },
	{ 0 },
};
static const struct scope script_scope = { "a script of the page", script_fields };
static const struct field page_fields[] = {
	{ "suite", VALUE_TEXT, "the suite's name", view_suite, NULL },
	{ "nonce", VALUE_TEXT, "what the page's own scripts and style are known by", view_nonce, NULL },
	{ "style", VALUE_TEXT, "the style sheet", view_style, NULL },
	{ "scripts", VALUE_LIST, "the scripts, in their order", view_scripts, &script_scope },
	{ "data", VALUE_TEXT, "the data, JSON without '<'", view_data, NULL },
	{ 0 },
};
static const struct scope page_scope = { "page", page_fields };

/* Append what an escape of JSON stands for, as foreign text is shown: ^[ for what a terminal would take for a command, \u202e. */
static void
add_seen(const char *digits, struct buf *out)
{
	struct buf character = { 0 }, seen = { 0 };
	char code[5] = { 0 };

	memcpy(code, digits, 4);
	buf_add_utf8(&character, strtoul(code, NULL, 16));
	foreign_shown(&seen, buf_text(&character), character.len, false);
	if (!strcmp(buf_text(&seen), "[")) /* of a command, which esc_json does not write */
		buf_adds(out, "\\\\");
	for (const char *s = buf_text(&seen); *s; s++)
		buf_printf(out, *s == '\\' ? "\\\\" : "%c", *s);
	buf_release(&character);
	buf_release(&seen);
}

/*
 * Append the JSON so that people can see it in a page. Each '<', which occurs only in strings, is escaped: so no text in it can end
 * the script element that holds it, or begin a comment. And what JSON writes as \u stands there to be seen: a page, too, would
 * turn the direction of what follows.
 */
static void
add_for_page(const struct buf *json, struct buf *out)
{
	for (size_t i = 0; i < json->len;) {
		size_t n = strcspn(json->s + i, "<\\");

		buf_add(out, json->s + i, n);
		i += n;
		if (i == json->len)
			return;
		if (json->s[i] == '<') {
			buf_adds(out, "\\u003c");
			i++;
		} else if (json->s[i + 1] == 'u') {
			add_seen(json->s + i + 2, out);
			i += 6;
		} else {
			buf_add(out, json->s + i, 2);
			i += 2;
		}
	}
}

/* The style, and the scripts in their order; the arena holds the texts, which then end with a NUL. */
static void
take_texts(struct view *view, struct arena *a)
{
	struct embedded *scripts = NULL;

	for (const struct embedded *e = page_texts; e->name; e++) {
		const char *s = arena_strndup(a, e->text, e->len);

		if (strstr(e->name, ".css")) {
			view->style = s;
			continue;
		}
		scripts = arena_grow(a, scripts, view->script_count, sizeof(*scripts));
		scripts[view->script_count++] = (struct embedded){ e->name, s, e->len };
	}
	view->scripts = scripts;
}

bool
page_make(const struct report_question *q, struct arena *a, struct diag *d, struct record *r, const struct git *g,
	struct buf *out)
{
	struct buf json = { 0 }, safe = { 0 };
	const struct embedded *html = template_texts;
	char nonce[GIT_HEX + 1];
	struct view view = { .suite = q->plan->suite, .nonce = nonce };
	bool green = page_data(q, a, r, g, &json);

	add_for_page(&json, &safe);
	buf_release(&json);
	git_hash(buf_text(&safe), safe.len, nonce);
	view.data = buf_text(&safe);
	take_texts(&view, a);
	while (strcmp(html->name, "page.html.tmpl"))
		html++;
	struct tmpl *t = tmpl_compile(a, d, html->name, html->text, html->len, &page_scope);
	bool ok = t && tmpl_render(t, d, &view, out);

	buf_release(&safe);
	return ok && green;
}
