#include "cli/starter_make.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/process.h"
#include "base/words.h"
#include "cli/starter.h"
#include "suite/testname.h"

/* What make knows of its targets. */
struct targets {
	const char *all;    /* 'test' or 'check' */
	const char **parts; /* what that depends on and tests something */
	size_t count;
	bool programs; /* these are programs, and no targets alone */
};

/* What make prints of its rules; "" if there is no Makefile, or it cannot be read. */
static const char *
database(const struct starter_look *l, struct arena *a)
{
	static const char *const names[] = { "GNUmakefile", "makefile", "Makefile" };
	struct buf out = { 0 }, err = { 0 };
	struct process make;
	bool there = false;

	for (size_t i = 0; i < l->file_count; i++)
		for (size_t k = 0; k < countof(names); k++)
			there |= !strcmp(l->files[i], names[k]);
	if (!there)
		return "";
	/* -q: nothing is made. Its status says whether something would be. */
	process_start(&make, l->root, "LC_ALL=C make -pnq check test </dev/null");
	process_finish(&make, &out, &err, NULL);
	const char *text = arena_strndup(a, buf_text(&out), out.len);

	buf_release(&out);
	buf_release(&err);
	return text;
}

/* What stands after "TARGET:" in a line of the rules, in the arena; NULL if there is no such rule. */
static const char *
rule_of(const char *rules, struct arena *a, const char *target)
{
	static const char no_target[] = "# Not a target:\n";
	size_t len = strlen(target);

	for (const char *s = rules; *s;) {
		size_t line = strcspn(s, "\n");

		if (line > len && !strncmp(s, target, len) && s[len] == ':' && s[len + 1] != '=' &&
			!(s >= rules + sizeof(no_target) - 1 &&
				!strncmp(s - (sizeof(no_target) - 1), no_target, sizeof(no_target) - 1)))
			return arena_strndup(a, s + len + 1, line - len - 1);
		s += line + (s[line] == '\n');
	}
	return NULL;
}

static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *s = words; s && (s = strstr(s, word)); s += len)
		if ((s == words || s[-1] == ' ') && (!s[len] || s[len] == ' '))
			return true;
	return false;
}

static bool
names_a_test(const char *s)
{
	return strstr(s, "test") || strstr(s, "check") || strstr(s, "Test");
}

static bool
is_plain(const char *s)
{
	return s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-")] == '\0';
}

/* Without such a target: the programs whose names end as those of tests do. */
static void
find_programs(const char *rules, struct arena *a, struct targets *t)
{
	for (const char *s = rules; *s;) {
		size_t line = strcspn(s, "\n"), len = strcspn(s, ":\n");
		const char *name = arena_strndup(a, s, len);
		bool ends = (len >= 4 && !strcmp(name + len - 4, "test")) ||
			(len >= 5 && !strcmp(name + len - 5, "tests"));

		if (ends && len < line && is_plain(name) && *name != '.' && rule_of(rules, a, name)) {
			*ARENA_APPEND(a, t->parts, t->count) = name;
			t->programs = true;
		}
		s += line + (s[line] == '\n');
	}
}

/* Find what 'check' or 'test' is made of: programs, if it depends on some; or else targets with names of tests. */
static struct targets
find_targets(const struct starter_look *l, struct arena *a)
{
	static const char *const alls[] = { "check", "test" };
	const char *rules = database(l, a), *phony = rule_of(rules, a, ".PHONY");
	struct targets t = { 0 };

	for (size_t i = 0; i < countof(alls) && !t.all; i++) {
		const char *needs = rule_of(rules, a, alls[i]);

		if (!needs)
			continue;
		t.all = alls[i];
		for (int programs = 1; programs >= 0 && !t.count; programs--) {
			char *words = arena_strdup(a, needs);

			t.programs = programs;
			for (char *w = strtok(words, " |"); w; w = strtok(NULL, " |")) {
				bool target = phony && has_word(phony, w);

				if (names_a_test(w) && target != (bool)programs && rule_of(rules, a, w) && is_plain(w))
					*ARENA_APPEND(a, t.parts, t.count) = w;
			}
		}
	}
	if (!t.all)
		find_programs(rules, a, &t);
	return t;
}

const char *
starter_make_sees(const struct starter_look *l, struct arena *a)
{
	const struct targets t = find_targets(l, a);

	if (!t.all && t.count)
		return arena_printf(a, "a Makefile with %zu test program%s, as '%s'", t.count, words_plural(t.count),
			t.parts[0]);
	if (!t.all)
		return NULL;
	if (!t.count)
		return arena_printf(a, "a Makefile with the target '%s'", t.all);
	return arena_printf(a, "a Makefile whose target '%s' has %zu %s%s, as '%s'", t.all, t.count,
		t.programs ? "program" : "part", words_plural(t.count), t.parts[0]);
}

void
starter_make_add(struct buf *out, const struct starter_look *l, struct arena *a)
{
	const struct targets t = find_targets(l, a);

	if (t.programs && t.count) {
		buf_printf(out,
			"  <!-- The test programs, and how they are built, before any of them runs. -->\n"
			"  <program path=\"%s\">\n",
			t.parts[0]);
		for (size_t i = 1; i < t.count; i++)
			buf_printf(out, "    <file path=\"%s\"/>\n", t.parts[i]);
		buf_adds(out, "    <command>make -j{jobs}");
		for (size_t i = 0; i < t.count; i++)
			buf_printf(out, " %s", t.parts[i]);
		buf_adds(out, "</command>\n  </program>\n\n");
	}
	buf_adds(out,
		"  <!-- A unit for each test: its exit status tells whether it passed. Slow ones can wait for the night:\n"
		"       lane=\"nightly\" reason=\"...\" -->\n");
	for (size_t i = 0; i < t.count; i++)
		buf_printf(out, "  <module name=\"%s\"><run>%s%s</run></module>\n", testname_id(a, t.parts[i]),
			t.programs ? "./" : "make ", t.parts[i]);
	if (!t.count)
		buf_printf(out, "  <module name=\"%s\"><run>make %s</run></module>\n", t.all, t.all);
}
