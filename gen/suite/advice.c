#include "suite/advice.h"

#include <string.h>

#include "base/arena.h"
#include "base/esc.h"
#include "base/text.h"
#include "suite/attribute.h"
#include "suite/language.h"
#include "suite/model.h"

/* A row: where (names of elements or attributes, with blanks between; NULL for everywhere), what was written there, what to say. */
struct row {
	const char *where, *written, *say;
};

/* Is it one of the words, in any case? */
static bool
among(const char *words, const char *word)
{
	for (const char *p = words; *p; p += *p == ' ') {
		const char *w = word;

		for (; *p && *p != ' ' && esc_lower(*p) == esc_lower(*w); p++)
			w++;
		if ((!*p || *p == ' ') && !*w)
			return true;
		p += strcspn(p, " ");
	}
	return false;
}

static const char *
look(const struct row *rows, const char *where, const char *written)
{
	for (; rows->say; rows++)
		if ((!rows->where || among(rows->where, where)) && (!rows->written || among(rows->written, written)))
			return rows->say;
	return NULL;
}

/* --- attributes -------------------------------------------------------------------------------- */

static const struct row attributes[] = {
	{ "module group", "command cmd exec script", "; write <run>./t {module}</run> in it" },
	{ "module group exclude", "skip disabled ignore disable todo",
		"; a test that is left out is no module, but <exclude name=\"...\" reason=\"...\"/>" },
	{ "module group", "flaky retry retries rerun reruns", "; say how often it may be tried, as attempts=\"3\"" },
	{ "module group", "tag tags label labels category",
		"; 'lane' says when it runs, and a <group> gives several modules what they have in common" },
	{ "module group", "depends after requires fixture fixtures",
		"; what must be there before is a <fixture>, and needs=\"...\" names it" },
	{ "module", "args arg arguments parameters",
		"; give it a <param name=\"args\" value=\"...\"/>, and <run> the hole '{args}'" },
	{ "module", "parallel threads cpus cores processors", "; say how many processors it uses, as cost=\"4\"" },
	{ "group", "name", "; a group needs none: it gives its modules what they have in common" },
	{ "suite", "timeout", "; it belongs to <run>, as <run timeout=\"60\">" },
	{ "suite", "seed", "; write <seed env=\"TEST_SEED\" fallback=\"4711\"/> in it" },
	{ "platform", "os arch cpu kernel", "; 'system' is both, as system=\"x86_64-linux\"" },
	{ "platform", "runs-on image labels", "; say runner=\"ubuntu-24.04\"" },
	{ "platform", "lane lanes",
		"; each lane is an attribute: pr=\"checked\" merge=\"checked\" nightly=\"checked\"" },
	{ "env param", NULL, "; write it as name=\"...\" value=\"...\"" },
	{ "variant", NULL,
		"; what differs between variants stands in it, as <param name=\"flags\" value=\"...\"/> or <env name=\"...\" value=\"...\"/>, and '{flags}' in a command takes it" },
	{ "discover", "command cmd run", "; the command is its text: <discover>ls tests</discover>" },
	{ "run step setup worker", "command cmd", "; the command is its text" },
	{ "program", "command build run make", "; write <command>make {program}</command> in it" },
	{ "nix", "package drv attribute derivation attr",
		"; the derivation is what your Nix code passes to the split file, as drv = ..." },
	{ "workflow", "schedule at time when daily", "; say when the night begins, as cron=\"17 1 * * *\"" },
	{ "workflow", "on trigger triggers events",
		"; the lanes say when they run; what else may start one is an <event>" },
	{ "workflow", "name check checks", "; say required=\"...\", the name of the check" },
	{ "workflow", "runs-on", "; say runner=\"ubuntu-24.04\"" },
	{ 0 },
};

const char *
advice_attribute(const struct element *e, const char *name, struct arena *a)
{
	const struct element *within = language_find(name);

	if (within && language_allows(within, e->name))
		return arena_printf(a, "; it is an element: write <%s%s in <%s>", name,
			within->flags & TEXT ? arena_printf(a, ">...</%s>", name) : " .../>", e->name);
	return look(attributes, e->name, name);
}

/* --- elements ---------------------------------------------------------------------------------- */

static const struct row elements[] = {
	{ NULL, "test case testcase test-case spec unit", "; a test is a <module name=\"...\"/>" },
	{ NULL, "tests testsuite suites modules testcases units",
		"; each <module> stands in <suite> itself, or in a <group>" },
	{ NULL, "matrix config configuration configurations variants flavor flavour",
		"; what is built or run in several ways is a <variant name=\"...\"/> for each" },
	{ NULL, "os machine host platforms target", "; a machine is a <platform name=\"...\" system=\"...\"/>" },
	{ NULL, "script exec cmd execute", "; a test's command is <run>, that of a build <command>" },
	{ NULL, "skip ignored disabled", "; a test that is left out is <exclude name=\"...\" reason=\"...\"/>" },
	{ NULL, "list list-tests discovery find glob", "; what prints the tests is <discover>" },
	{ NULL, "ci github actions workflows job jobs", "; what CI runs is <workflow>" },
	{ NULL, "before setup-once init fixtures", "; what is done once is <prepare>, what units share a <fixture>" },
	{ 0 },
};

const char *
advice_element(const char *name, const char *parent, struct arena *a)
{
	const struct element *in = language_find(parent);

	if (in && attribute_find(in->attributes, name))
		return arena_printf(a, "; it is an attribute: <%s %s=\"...\">", parent, name);
	return look(elements, parent, name);
}

static const struct row places[] = {
	{ "module group suite", "command", "; what runs a test is <run>" },
	{ "variant", "program build command run",
		"; of a variant only <param> and <env> differ, and the commands of <program> and <run> take them by holes" },
	{ "suite", "lane", "; what a lane does is an attribute of <platform>, as nightly=\"checked\"" },
	{ "module", "module", "; what several modules have in common is a <group>" },
	{ 0 },
};

const char *
advice_place(const char *name, const char *parent)
{
	const char *said = look(places, parent, name);

	return said ? said : "";
}

const char *
advice_text(const struct element *e, struct arena *a)
{
	static const char *const inner[] = { "command", "run" };

	for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++)
		if (language_allows(language_find(inner[i]), e->name) && strcmp(e->name, "suite"))
			return arena_printf(a, "; write it as <%s>...</%s>", inner[i], inner[i]);
	if (attribute_find(e->attributes, "value"))
		return "; write it as value=\"...\"";
	return "";
}

/* --- values ------------------------------------------------------------------------------------ */

static const struct row examples[] = {
	{ "suite", "name", "demo" },
	{ NULL, "system", "x86_64-linux" },
	{ NULL, "pr merge nightly", "checked" },
	{ NULL, "lane", "nightly" },
	{ NULL, "required", "tests" },
	{ NULL, "path", "build/tests" },
	{ NULL, "paths", "src/**" },
	{ NULL, "reason", "why it is so" },
	{ NULL, "fallback", "4711" },
	{ NULL, "env", "TEST_SEED" },
	{ NULL, "file", "Dockerfile" },
	{ NULL, "per-class", "2" },
	{ 0 },
};

const char *
advice_missing(const struct element *e, const struct attribute *missing, struct arena *a)
{
	const char *example = look(examples, e->name, missing->name);

	return arena_printf(a, ", as %s=\"%s\"", missing->name, example ? example : "...");
}

static const struct row values[] = {
	{ "lane", "ci push pull-request pull_request pullrequest review pre-merge premerge presubmit always", "pr" },
	{ "lane", "main master post-merge postsubmit trunk", "merge" },
	{ "lane", "night daily slow cron schedule scheduled weekly", "nightly" },
	{ "pr merge nightly", "yes true on test tests tested check run all", "checked" },
	{ "pr merge nightly", "no false off skip never", "none" },
	{ "protocol", "xunit xml junit-xml junitxml", "junit" },
	{ "protocol", "status code exit-status exit-code", "exit" },
	{ "engine", "shell sh native github", "make" },
	{ "engine", "docker podman", "container" },
	{ "submodules lfs", "true on", "yes" },
	{ "submodules lfs", "false off", "no" },
	{ 0 },
};

const char *
advice_value(const struct attribute *of, const char *value)
{
	const char *meant = look(values, of->name, value);

	for (const char *const *w = of->words; *w; w++)
		if (esc_same_name(*w, value))
			return *w;
	return meant && text_index_of(of->words, meant) >= 0 ? meant : NULL;
}

const char *
advice_name(const char *element, const char *attribute, const char *name)
{
	if (strcmp(element, "module") || strcmp(attribute, "name"))
		return "";
	if (strchr(name, ','))
		return "; write one <module> for each test";
	return "; write a short one, and <param name=\"test\" value=\"...\"/> in the module, which '{test}' in <run> takes";
}

static const struct row holes[] = {
	{ NULL, "name test case testcase test_name testname suite", "module" },
	{ NULL, "config build_type flavor flavour", "variant" },
	{ NULL, "binary bin exe executable", "program" },
	{ 0 },
};

const char *
advice_hole(const char *name)
{
	return look(holes, "", name);
}
