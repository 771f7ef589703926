#include "suite/discovered.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "suite/attribute.h"
#include "suite/language.h"
#include "suite/model.h"

/* A line of which a field is read. */
struct line {
	struct module *module;
	struct given given;                 /* where the field stands */
	const char *dir;                    /* the suite's folder */
	bool told;                          /* it is of a producer's list, where 'name' is the original */
	const struct attribute *attributes; /* of <module> */
	bool *seen;                         /* by attribute: whether it stood in the line already */
};

/* --- the fields ------------------------------------------------------------------------------- */

static void
take_path(const struct line *l, const char *value)
{
	struct arena *a = l->given.arena;
	const char *path = *value ? model_path(a, l->dir, value) : NULL;

	if (path)
		pattern_add_path(&l->module->own, a, l->given.at, value, path);
	else
		diag_error(l->given.diag, l->given.at, "'path' of test '%s' is '%s', which %s", l->given.test, value,
			*value ? "lies outside of the repository" : "is empty");
}

/* Another key is a parameter, and a list if it comes more than once. Whether a hole names it is checked with the whole suite. */
static void
take_parameter(const struct line *l, const char *key, const char *value)
{
	const struct attribute as = { .name = key, .kind = KIND_TEXT, .place = NOWHERE };
	struct bindings *params = &l->module->traits.params;
	struct arena *a = l->given.arena;
	const char *text = NULL;

	attribute_take(&as, &l->given, &text, value);
	for (size_t i = 0; i < params->n; i++) {
		struct binding *b = &params->v[i];

		if (strcmp(b->name, key))
			continue;
		if (b->value) {
			b->words.loc = b->loc;
			*ARENA_APPEND(a, b->words.v, b->words.n) = b->value;
			b->value = NULL;
		}
		*ARENA_APPEND(a, b->words.v, b->words.n) = text;
		return;
	}
	*ARENA_APPEND(a, params->v, params->n) = (struct binding){ .loc = l->given.at, .name = key, .value = text };
}

static void
take_attribute(const struct line *l, const struct attribute *as, const char *value)
{
	bool *seen = &l->seen[as - l->attributes];

	if (*seen && !attribute_adds_up(as))
		diag_error(l->given.diag, l->given.at, "'%s' of test '%s' stands here a second time", as->name,
			l->given.test);
	else
		attribute_take(as, &l->given, l->module, value);
	*seen = true;
}

/* Put key=value into the module. */
static void
take_field(const struct line *l, char *field)
{
	char *value = strchr(field, '=');

	if (!value || value == field) {
		diag_error(l->given.diag, l->given.at,
			"test '%s' comes with '%s', which is not key=value, such as seconds=12", l->given.test, field);
		return;
	}
	*value++ = '\0';
	const struct attribute *as = attribute_find(l->attributes, field);

	if (!strcmp(field, "name") && l->told)
		take_parameter(l, field, value);
	else if (!strcmp(field, "name"))
		diag_error(l->given.diag, l->given.at,
			"test '%s' comes with 'name', but its name is what its line begins with", l->given.test);
	else if (!strcmp(field, "path"))
		take_path(l, value);
	else if (as)
		take_attribute(l, as, value);
	else
		take_parameter(l, field, value);
}

/* --- the line --------------------------------------------------------------------------------- */

/* The manifest is UTF-8, and so is all that is written of it. */
static bool
is_utf8(const char *s, size_t len)
{
	while (len) {
		size_t n = (unsigned char)*s < 0x80 ? 1 : esc_character(s, len);

		if (!n)
			return false;
		s += n;
		len -= n;
	}
	return true;
}

/* How many characters the text has. */
static unsigned
characters(const char *s)
{
	unsigned n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* Cut off what stands before the first tab, and move *at past it. NULL if there is no tab. */
static char *
cut_field(char *field, struct loc *at)
{
	char *tab = strchr(field, '\t');

	if (tab)
		*tab++ = '\0';
	at->col += characters(field) + 1;
	return tab;
}

void
discovered_add(struct suite *s, struct arena *a, struct diag *d, const struct discover *how, struct loc at, char *line)
{
	const struct attribute *attributes = language_find("module")->attributes;
	size_t count;
	struct line l = { .given = { .arena = a, .diag = d, .test = line, .at = at },
		.dir = s->dir,
		.told = how->from,
		.attributes = attributes };

	if (!is_utf8(line, strlen(line))) {
		diag_error(d, at, "the line is not in UTF-8");
		return;
	}
	char *field = cut_field(line, &l.given.at);

	if (!esc_is_name(line, strlen(line))) {
		diag_error(d, at,
			"a test has the name '%s', which cannot be the name of a module ([A-Za-z0-9_][A-Za-z0-9_.+-]*): print a short name, and this one as a parameter",
			line);
		return;
	}
	l.module = ARENA_APPEND(a, s->modules, s->module_count);
	*l.module = (struct module){ .loc = at, .name = line, .group = how->group, .discovered = true };
	model_init_traits(&l.module->traits);
	if (!field)
		return;
	attribute_names(attributes, a, &count);
	l.seen = arena_alloc(a, count * sizeof(*l.seen));
	while (field) {
		struct loc after = l.given.at;
		char *next = cut_field(field, &after);

		take_field(&l, field);
		field = next;
		l.given.at = after;
	}
}

/* --- the help --------------------------------------------------------------------------------- */

/* The attributes of <module>, a few in each line. */
static void
add_attributes(struct buf *out)
{
	size_t column = 0;

	for (const struct attribute *as = language_find("module")->attributes; as->name; as++) {
		if (!strcmp(as->name, "name"))
			continue;
		bool breaks = column + strlen(as->name) > 66;

		buf_adds(out, !column ? "    " : breaks ? ",\n    " : ", ");
		buf_adds(out, as->name);
		column = (breaks ? 0 : column) + strlen(as->name) + 2;
	}
	buf_addc(out, '\n');
}

/* What is said of <discover from>. */
static void
add_producers(struct buf *out)
{
	buf_adds(out,
		"<discover from=\"ctest\"/>, from=\"meson\", from=\"pytest\" and from=\"tap\" hold no\n"
		"command: they ask that program, and make a module of each test.\n"
		"\n"
		"    ctest    what is built in 'folder' (build): labels, TIMEOUT, COST (as seconds),\n"
		"             PROCESSORS and RUN_SERIAL (as cost), RESOURCE_LOCK (as a pool of one),\n"
		"             FIXTURES_REQUIRED (what sets up and cleans up runs with each test,\n"
		"             one of them at a time), DEPENDS (runs before), DISABLED (excluded)\n"
		"    meson    what is built in 'folder' (build): suites as labels, timeout,\n"
		"             is_parallel (as cost)\n"
		"    pytest   what it collects of 'files': marks as labels, timeout, skip (excluded)\n"
		"    tap      scripts that print TAP: *.t below the folders, and the files, that\n"
		"             'files' (t) names\n"
		"\n"
		"'tool' says how the program is called, as tool=\"ctest -C Debug\", tool=\"uv run\n"
		"python\" (for pytest, a Python that has it) or tool=\"perl -Ilib\". 'labels' takes\n"
		"only tests that have one of these, 'without' only tests that have none, so that\n"
		"a group may have those that are slow. 'folder' may name the variant, as\n"
		"folder=\"build/{variant}\": which tests exist is then asked of the first by name.\n"
		"\n"
		"'nightshift generate' asks, and writes the answer into a file that you commit:\n"
		"tests-ctest.tsv and its like in the suite's folder, or what 'list' names. All\n"
		"else reads that file. 'lint' and 'generate --check' ask as well, and name each\n"
		"test that the file lacks or has too many; run one of them on each platform, where\n"
		"the tests are built. A test that one platform lacks is excluded there.\n"
		"\n"
		"Without a <run>, a test runs as its program runs it: a test of CTest or meson is\n"
		"judged by the report in JUnit XML, pytest's tests run in a worker, many in one\n"
		"process. A <run> may name {name}, what the program calls the test; {pattern},\n"
		"the argument that selects this test alone; {labels}; of CTest {first}, the\n"
		"patterns of what must pass before; of TAP {with}, the words of what runs the\n"
		"script. A test that is gone is red.\n"
		"\n"
		"The module's name is made of the test's: letters, digits, '_', '.' and '-' stay;\n"
		"'::' becomes '++', '/' '+-', a blank '+_', '[' '+.'; any other byte is '+' and two\n"
		"hexadecimal digits; '_+z' stands before a first '.', '-' or '+'. One that would\n"
		"be longer than 100 characters, or differs from another in case alone, ends in\n"
		"'+y' and 16 digits of a hash. 'run' takes either name, and shows the program's.\n"
		"Reports in JUnit XML of CTest, meson and pytest, and TAP files with the name of\n"
		"a script, belong to the tests that they name, without 'match'.\n"
		"\n"
		"For scripts in tests/ that say by their exit status whether they passed,\n"
		"this is a whole manifest:\n"
		"\n"
		"    <suite name=\"demo\"><run>sh tests/{module}.sh</run>\n"
		"      <discover as=\"modules\">ls tests | sed -n 's/\\.sh$//p'</discover>\n"
		"    </suite>\n"
		"\n"
		"The guide has manifests for Cargo, Go, LLVM's lit, Bats and node, under 'Other\n"
		"programs' in manifest.md, which is installed in share/doc/nightshift.\n");
}

void
discovered_help(struct buf *out)
{
	buf_adds(out,
		"A <discover> is a command that prints which tests exist. It runs in the suite's\n"
		"folder, in sh. Each line that it prints is one test; empty lines do not count.\n"
		"\n"
		"<discover> compares the names with the modules of the manifest, or of the group\n"
		"in which it stands: a test that is neither a module nor excluded is an error,\n"
		"and so is a module that is no test. If its command names {variant}, {program} or\n"
		"a parameter of the variants, it runs once for each variant. What follows a tab\n"
		"in a line is left out.\n"
		"\n"
		"<discover as=\"modules\"> makes a module of each line: a test's name, then fields\n"
		"key=value, each after a tab. In a group, the modules get all that the group\n"
		"says. This command\n"
		"\n"
		"    <run>./run-one {file}</run>\n"
		"    <discover as=\"modules\">cat tests/list</discover>\n"
		"\n"
		"and this file tests/list, with a tab before each key,\n"
		"\n"
		"    parse   file=t/parse.c   seconds=2\n"
		"    soak    file=t/soak.c    lane=nightly   reason=slow   timeout=7200\n"
		"\n"
		"are the same as\n"
		"\n"
		"    <run>./run-one {file}</run>\n"
		"    <module name=\"parse\" seconds=\"2\">\n"
		"      <param name=\"file\" value=\"t/parse.c\"/>\n"
		"    </module>\n"
		"    <module name=\"soak\" lane=\"nightly\" reason=\"slow\" timeout=\"7200\">\n"
		"      <param name=\"file\" value=\"t/soak.c\"/>\n"
		"    </module>\n"
		"\n"
		"A key is one of these:\n"
		"\n"
		"  an attribute of <module>, with the values that it has in the manifest; one\n"
		"  that holds a list may come more than once:\n");
	add_attributes(out);
	buf_adds(out,
		"\n"
		"  path: a file or folder that the test depends on, exactly as written, where\n"
		"  'paths' has patterns; as often as needed\n"
		"\n"
		"  a parameter that a hole in a command of the module names, such as {file}\n"
		"  above; one that comes more than once is a list of words\n"
		"\n"
		"Any other key is an error. So is a command that fails, or that prints nothing;\n"
		"expect=\"36\" says how many tests there must be, and expect=\"0\" that there may be\n"
		"none.\n"
		"\n"
		"Of a pipe that is the whole command, as './prog --list | sort', each part must\n"
		"succeed, in whatever shell; but one that could not get rid of all it prints, as\n"
		"before '| head', may be ended by SIGPIPE. How a part ends of a pipe that stands\n"
		"within a command, as in 'cd t && ls | sort' or '$(ls | sort)', only the shell\n"
		"could tell, and most do not: that is an error unless expect=\"36\" tells whether\n"
		"tests are lost. '(cd t && ls) | sort' is a pipe as a whole.\n"
		"\n");
	add_producers(out);
}
