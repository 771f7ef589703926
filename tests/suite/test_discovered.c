/*
 * discovered.c: modules that a discovery prints come to the same as the same modules written in XML, whatever attributes they
 * have: every byte of every output, and of the plan for people and programs.
 */
#include "tap/unit.h"

#include "base/arena.h"
#include "emit/emit.h"
#include "plan/plan.h"
#include "plan/secondsfile.h"
#include "report/planreport.h"
#include "suite/attribute.h"
#include "suite/discover.h"
#include "suite/language.h"
#include "suite/manifest.h"
#include "suite/model.h"

static const char head[] =
	"<suite name=\"s\"><seed from=\"fixed\" fallback=\"7\" env=\"SEED\"/>\n"
	"<platform name=\"linux\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\" memory=\"9G\"/>\n"
	"<platform name=\"mac\" system=\"aarch64-darwin\" runner=\"r\" pr=\"none\" merge=\"none\" nightly=\"checked\" memory=\"9G\"/>\n"
	"<variant name=\"v\"/><variant name=\"w\"><param name=\"file\" value=\"of w\"/></variant>\n"
	"<pool name=\"npu\" devices=\"0 1\"/><worker name=\"daemon\">./serve</worker>\n"
	"<fixture name=\"img\" key=\"k\" output=\"img\"><command>make img</command></fixture>\n"
	"<fixture name=\"db\" key=\"k-{module}\" output=\"db/{module}\"><command>make db</command></fixture>\n"
	"<param name=\"file\" value=\"none\"/><param name=\"list\" words=\"\"/>\n"
	"<run protocol=\"tap\">./t {module} {file} {list} {from} {to}</run>\n";

/* What each attribute of <module> may be here. Those in a bundle go together; of two bundles with the same letter, one is taken. */
static const struct sample {
	const char *attribute, *values[3];
	char bundle;
} samples[] = {
	{ "variants", { "v", "w", "v w" }, 'V' },
	{ "except", { "v", "w", "w" }, 'V' },
	{ "platforms", { "linux", "mac", "mac linux" } },
	{ "lane", { "pr", "merge", "nightly" } },
	{ "reason", { "slow", "it's <&> \"odd\"", "é" } },
	{ "seconds", { "1", "0.5", "12000" } },
	{ "seed", { "head", "none", "3" } },
	{ "paths", { "a/** !b", "/x", "*.c" } },
	{ "due", { "always", "paths", "always" } },
	{ "class", { "k", "{variant}", "{module}-{file}" } },
	{ "mode", { "m", "n", "m.n" } },
	{ "needs", { "img", "img db", "db" } },
	{ "pool", { "npu", "npu", "npu" }, 'P' },
	{ "count", { "1", "2", "1" }, 'P' },
	{ "worker", { "daemon", "daemon", "daemon" } },
	{ "attempts", { "1", "3", "100" } },
	{ "memory", { "1G", "512M", "2G" } },
	{ "cost", { "1", "4", "1024" } },
	{ "match", { "x.*", "{module}|y", "{variant}.{module}" }, 'M' },
	{ "may-skip", { "no device", "x", "x" } },
	{ "timeout", { "1", "600", "604800" } },
	{ "from", { "0", "10", "0" }, 'R' },
	{ "to", { "19", "19", "9" }, 'R' },
	{ "chunks", { "5", "2", "10" }, 'R' },
};

/* A module: which value of each sample it has, or -1; how many parameters. */
struct drawn {
	int value[countof(samples)], file, list;
};

static uint64_t state_of_random = 4711;

static unsigned
draw(unsigned n)
{
	uint64_t *r = &state_of_random;

	*r ^= *r << 13, *r ^= *r >> 7, *r ^= *r << 17;
	return (unsigned)(*r % n);
}

static void
draw_module(struct drawn *m)
{
	bool ranged = !draw(3), pooled = !draw(3), excepted = draw(2), matched = !ranged && !draw(3);

	for (size_t i = 0; i < countof(samples); i++) {
		const struct sample *s = &samples[i];
		bool has = !draw(4);

		if (!strcmp(s->attribute, "reason"))
			has = true;
		else if (s->bundle == 'V')
			has &= excepted == !strcmp(s->attribute, "except");
		else if (s->bundle)
			has = s->bundle == 'R' ? ranged : s->bundle == 'P' ? pooled : matched;
		m->value[i] = has ? (int)draw(3) : -1;
	}
	int range = (int)draw(3); /* the ends and the chunks of a range go together */

	for (size_t i = 0; i < countof(samples); i++)
		if (samples[i].bundle == 'R' && m->value[i] >= 0)
			m->value[i] = range;
	m->file = (int)draw(2);
	m->list = (int)draw(3);
}

static void
add_escaped(struct buf *out, const char *s)
{
	for (; *s; s++)
		switch (*s) {
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '"':
			buf_adds(out, "&quot;");
			break;
		default:
			buf_addc(out, *s);
		}
}

static void
add_xml(struct buf *out, const struct drawn *m, size_t number)
{
	buf_printf(out, "<module name=\"m%zu\"", number);
	for (size_t i = 0; i < countof(samples); i++)
		if (m->value[i] >= 0) {
			buf_printf(out, " %s=\"", samples[i].attribute);
			add_escaped(out, samples[i].values[m->value[i]]);
			buf_addc(out, '"');
		}
	buf_addc(out, '>');
	if (m->file)
		buf_adds(out, "<param name=\"file\" value=\"an &lt;odd&gt; $x file\"/>");
	if (m->list == 1)
		buf_adds(out, "<param name=\"list\" value=\"1\"/>");
	if (m->list == 2)
		buf_adds(out, "<param name=\"list\" words=\"1 2\"/>");
	buf_adds(out, "</module>\n");
}

/* The fields begin at any of them, and a list is one field or several. */
static void
add_line(struct buf *out, const struct drawn *m, size_t number)
{
	size_t first = draw(countof(samples));

	buf_printf(out, "m%zu", number);
	for (size_t k = 0; k < countof(samples); k++) {
		const struct sample *s = &samples[(first + k) % countof(samples)];
		int value = m->value[(first + k) % countof(samples)];
		const char *blank = value >= 0 ? strchr(s->values[value], ' ') : NULL;
		bool list = !strcmp(s->attribute, "needs") || !strcmp(s->attribute, "paths") ||
			!strcmp(s->attribute, "platforms");

		if (value < 0)
			continue;
		if (blank && list && draw(2))
			buf_printf(out, "\t%s=%.*s\t%s=%s", s->attribute, (int)(blank - s->values[value]),
				s->values[value], s->attribute, blank + 1);
		else
			buf_printf(out, "\t%s=%s", s->attribute, s->values[value]);
	}
	if (m->file)
		buf_adds(out, "\tfile=an <odd> $x file");
	for (int i = 1; i <= m->list; i++)
		buf_printf(out, "\tlist=%d", i);
	buf_adds(out, draw(2) ? "\n" : "\r\n\n");
}

/* Everything that the manifest comes to. */
static void
render(const struct buf *manifest, struct buf *out)
{
	const struct planreport_filter all = { -1, -1, 0 };
	struct arena a = { 0 };
	struct said said;
	struct suite s;
	struct seconds seconds;
	struct plan p;
	struct outputs o;

	said_init(&said);
	bool ok = manifest_read(&s, &a, &said.d, "suite.xml", buf_text(manifest), manifest->len, 0);

	s.manifest = "suite.xml";
	ok = ok && model_paths(&s, &a, &said.d) && discover_modules(&s, &a, &said.d, ".") &&
		model_finish(&s, &a, &said.d, "2026-01-01", true) &&
		secondsfile_read(&seconds, &a, &said.d, "seconds.tsv", "", 0) &&
		plan_make(&p, &a, &said.d, &s, &seconds) && emit_render(&o, &a, &said.d, &p, NULL);
	assert_said(&said, "");
	assert_true(ok);
	for (size_t i = 0; i < o.count; i++)
		buf_add(out, o.files[i].text, o.files[i].len);
	planreport_text(&p, &all, true, out);
	planreport_json(&p, &all, out);
	emit_release(&o);
	said_release(&said);
	arena_release(&a);
}

static void
test_same(void **state)
{
	(void)state;
	for (int round = 0; round < 60; round++) {
		struct buf xml = { 0 }, lines = { 0 }, with = { 0 }, from_xml = { 0 }, from_lines = { 0 };
		size_t count = 1 + draw(30);
		const char *group = round % 3
			? ""
			: "<group lane=\"merge\" reason=\"g\" seconds=\"4\" needs=\"img\" paths=\"g/\">";

		buf_printf(&xml, "%s%s", head, group);
		buf_printf(&with, "%s%s<discover as=\"modules\" expect=\"%zu\">cat list</discover>", head, group,
			count);
		for (size_t i = 0; i < count; i++) {
			struct drawn m;

			draw_module(&m);
			add_xml(&xml, &m, i);
			add_line(&lines, &m, i);
		}
		/* These use all that is there, so that there is nothing to warn of. */
		for (int k = 0; k < 2; k++)
			buf_printf(k ? &with : &xml,
				"%s<module name=\"z\" needs=\"img db\" worker=\"daemon\" pool=\"npu\" memory=\"1G\"/><module name=\"y\"/></suite>",
				*group ? "</group>" : "");
		write_text("list", buf_text(&lines));
		render(&xml, &from_xml);
		render(&with, &from_lines);
		assert_string_equal(buf_text(&from_lines), buf_text(&from_xml));
		buf_release(&xml);
		buf_release(&lines);
		buf_release(&with);
		buf_release(&from_xml);
		buf_release(&from_lines);
	}
}

/* An attribute that is new needs values above. */
static void
test_all_attributes(void **state)
{
	(void)state;
	for (const struct attribute *as = language_find("module")->attributes; as->name; as++) {
		bool known = !strcmp(as->name, "name");

		for (size_t i = 0; i < countof(samples); i++)
			known |= !strcmp(as->name, samples[i].attribute);
		if (!known)
			fail_msg("no values for '%s'", as->name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_attributes),
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
