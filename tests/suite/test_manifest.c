/*
 * manifest.c: the same model however the text arrives, and the same files in whatever order its elements stand (law 1).
 */
#include "tap/unit.h"

#include "base/arena.h"
#include "emit/emit.h"
#include "suite/manifest.h"
#include "suite/model.h"
#include "plan/plan.h"
#include "report/planreport.h"
#include "plan/secondsfile.h"

static const char head[] =
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- é --><suite name='s' dir=\"sub\" version=\"2\">\n";
static const char tail[] = "</suite>\n<!-- 🌙 -->\n";

/* What may stand in any order. */
static const char *const parts[] = {
	"<platform name=\"linux\" system=\"x86_64-linux\" runner=\"a b\" pr=\"checked\" merge=\"checked\" nightly=\"checked\">"
	"<env name=\"B\" value=\"é\"/><env name=\"A\" value=\"&lt;&amp;&quot;&#x1F319;\"/></platform>\n",
	"<platform name=\"mac\" system=\"aarch64-darwin\" runner=\"m\" pr=\"none\" merge=\"build\" nightly=\"checked\"/>\n",
	"<platform name=\"intel\" system=\"x86_64-darwin\" runner=\"i\" pr=\"none\" merge=\"build\" nightly=\"none\">"
	"<gap reason=\"same\" until=\"2027-03-31\"/><gap reason=\"same\"/></platform>\n",
	"<seed from=\"commit\" fallback=\"4711\" env=\"SEED\"/>\n",
	"<build jobs=\"8\"><artifact path=\"z\"/><command>make -j{jobs} &amp;&amp; echo 'é'</command><artifact path=\"a\"/>"
	"<test-only path=\"z/y\"/><test-only path=\"a b\"/></build>\n",
	"<platform name=\"other\" system=\"x86_64-linux\" runner=\"o\" pr=\"none\" merge=\"none\" nightly=\"checked\"/>\n",
	"<nix strategy=\"archive\" shards=\"9\" jobs=\"3\"/>\n",
	"<program path=\"build/{variant}/t\"><file path=\"build/{variant}/data\"/><command>make {program} {flags}</command></program>\n",
	"<run timeout=\"600\">\n\t {program} {module} {from} {to} {other} <!-- c --> \n</run>\n",
	"<variant name=\"b\"><param name=\"flags\" words=\"-x  -y\"/><env name=\"V\" value=\"1\"/></variant>\n",
	"<variant name=\"a\"><param name=\"other\" value=\"o\"/><param name=\"flags\" value=\"-a\"/></variant>\n",
	"<module name=\"gc\" from=\"0\" to=\"99\" chunks=\"10\" seed=\"head\" seconds=\"5\"/>\n",
	"<module name=\"heavy\" variants=\"b\" seed=\"4711\" reason=\"predictable\" seconds=\"60\"/>\n",
	"<module name=\"alike_1\"/>\n",
	"<module name=\"alike_2\"/>\n",
	"<module name=\"alike_3\"/>\n",
	"<group lane=\"nightly\" reason=\"slow\"><module name=\"soak\" timeout=\"5400\"/>"
	"<module name=\"soak2\" lane=\"merge\"><run>./own {unit}</run></module></group>\n",
	"<group except=\"b\" platforms=\"linux\" reason=\"only there\"><module name=\"only\"/><env name=\"G\" value=\"1\"/></group>\n",
	"<param name=\"flags\" value=\"-s\"/>\n",
	"<param name=\"other\" words=\"\"/>\n",
	"<env name=\"Z\" value=\"1\"/>\n",
	"<env name=\"C\" value=\"2\"/>\n",
	"<exclude name=\"dead2\" reason=\"r\"/>\n",
	"<exclude name=\"dead1\" reason=\"r\" until=\"2027-01-31\"/>\n",
	"<shards lane=\"pr\" platform=\"linux\" count=\"3\"/>\n",
	"<shards lane=\"nightly\" platform=\"mac\" seconds=\"30\" jobs=\"2\"/>\n",
	"<shards lane=\"nightly\" platform=\"linux\" count=\"2\"/>\n",
};

/* The same within an element, by turns. */
static const char *const turned[][2] = {
	{ "<artifact path=\"z\"/>", "<artifact path=\"a\"/>" },
	{ "<test-only path=\"z/y\"/>", "<test-only path=\"a b\"/>" },
	{ "<env name=\"B\" value=\"é\"/>", "<env name=\"A\" value=\"&lt;&amp;&quot;&#x1F319;\"/>" },
	{ "<gap reason=\"same\" until=\"2027-03-31\"/>", "<gap reason=\"same\"/>" },
	{ "<param name=\"other\" value=\"o\"/>", "<param name=\"flags\" value=\"-a\"/>" },
	{ "<module name=\"only\"/>", "<env name=\"G\" value=\"1\"/>" },
};

static void
add_part(struct buf *out, const char *part, bool turn)
{
	for (size_t i = 0; turn && i < countof(turned); i++) {
		const char *x = strstr(part, turned[i][0]), *y = strstr(part, turned[i][1]);

		if (!x || !y)
			continue;
		size_t a = strlen(turned[i][0]), b = strlen(turned[i][1]);

		assert_true(y >= x + a);
		buf_add(out, part, (size_t)(x - part));
		buf_add(out, y, b);
		buf_add(out, x + a, (size_t)(y - (x + a)));
		buf_add(out, x, a);
		part = y + b;
	}
	buf_adds(out, part);
}

/* The manifest with its parts in that order. */
static void
compose(struct buf *out, const size_t *order, bool turn)
{
	buf_adds(out, head);
	for (size_t i = 0; i < countof(parts); i++)
		add_part(out, parts[order ? order[i] : i], turn);
	buf_adds(out, tail);
}

/* Everything a manifest comes to: each output, and the plan for people. */
static void
render(const char *text, size_t len, size_t chunk, struct buf *out)
{
	static const char measured[] = "a-gc_3\tlinux\t9\nb-alike_2\t*\t0.5\na-alike_1\tmac\t2\n";
	const struct planreport_filter all = { -1, -1, 0 };
	struct arena a = { 0 };
	struct said said;
	struct suite s;
	struct seconds seconds;
	struct plan p;
	struct outputs o;

	said_init(&said);
	bool ok = manifest_read(&s, &a, &said.d, "sub/suite.xml", text, len, chunk);

	s.manifest = "sub/suite.xml";
	ok = ok && model_paths(&s, &a, &said.d) && model_finish(&s, &a, &said.d, "2026-01-01", false) &&
		secondsfile_read(&seconds, &a, &said.d, "seconds.tsv", measured, strlen(measured)) &&
		plan_make(&p, &a, &said.d, &s, &seconds) && emit_render(&o, &a, &said.d, &p, NULL);
	assert_said(&said, "");
	assert_true(ok);
	assert_int_equal(o.count, 3);
	for (size_t i = 0; i < o.count; i++)
		buf_add(out, o.files[i].text, o.files[i].len);
	planreport_text(&p, &all, true, out);
	planreport_json(&p, &all, out);
	emit_release(&o);
	said_release(&said);
	arena_release(&a);
}

static void
test_chunks(void **state)
{
	struct buf text = { 0 }, whole = { 0 };

	(void)state;
	compose(&text, NULL, false);
	render(buf_text(&text), text.len, 0, &whole);
	for (size_t chunk = 1; chunk <= 5; chunk++) {
		struct buf got = { 0 };

		render(buf_text(&text), text.len, chunk, &got);
		assert_string_equal(buf_text(&got), buf_text(&whole));
		buf_release(&got);
	}
	buf_release(&text);
	buf_release(&whole);
}

/* Mistakes are said in the same words at the same places, too. */
static void
test_chunks_of_mistakes(void **state)
{
	static const char *const bad[] = {
		"<suite name=\"é\">\n<modul name=\"x\"/>\n\t<module name=\"m\" é=\"1\" secands=\"é\"/>words\n<run>it's\n</run><run/></suite>",
		"<suite name=\"s\">\n<module name=\"m\">\n</suite>",
		"<suite name=\"s\">\n<!-- é -->\n<module name=\"m\" lane=\"nightley\"/><mo",
		"<!DOCTYPE suite><suite/>",
		"<?xml version=\"1.0\" encoding=\"latin1\"?><suite/>",
		"<suite name=\"s\">\xe9</suite>",
		"<suite name=\"s\">\n<run>a &lt; b &nbsp; c</run></suite>",
		"  \n ",
		"<suite",
	};

	(void)state;
	for (size_t i = 0; i < countof(bad); i++) {
		char *whole = NULL;

		for (size_t chunk = 0; chunk <= 5; chunk++) {
			struct arena a = { 0 };
			struct said said;
			struct suite s;

			said_init(&said);
			assert_false(manifest_read(&s, &a, &said.d, "f", bad[i], strlen(bad[i]), chunk));
			assert_true(said.d.errors > 0);
			if (!whole)
				whole = strdup(said_text(&said));
			assert_string_equal(said_text(&said), whole);
			said_release(&said);
			arena_release(&a);
		}
		free(whole);
	}
}

static void
test_order(void **state)
{
	struct buf first = { 0 }, wanted = { 0 };
	uint64_t random = 4711;

	(void)state;
	compose(&first, NULL, false);
	render(buf_text(&first), first.len, 0, &wanted);
	for (int round = 0; round < 200; round++) {
		size_t order[countof(parts)];
		struct buf text = { 0 }, got = { 0 };

		for (size_t i = 0; i < countof(parts); i++) {
			random ^= random << 13, random ^= random >> 7, random ^= random << 17;
			size_t k = random % (i + 1);

			order[i] = order[k];
			order[k] = i;
		}
		compose(&text, order, round % 2);
		render(buf_text(&text), text.len, 0, &got);
		assert_string_equal(buf_text(&got), buf_text(&wanted));
		buf_release(&text);
		buf_release(&got);
	}
	buf_release(&first);
	buf_release(&wanted);
}

/* What was read, member by member, where the outputs would not show it. */
static void
test_model(void **state)
{
	struct arena a = { 0 };
	struct said said;
	struct suite s;
	struct buf text = { 0 };

	(void)state;
	said_init(&said);
	compose(&text, NULL, false);
	assert_true(manifest_read(&s, &a, &said.d, "f", buf_text(&text), text.len, 3));
	assert_string_equal(s.name, "s");
	assert_string_equal(s.dir, "sub");
	assert_int_equal(s.loc.line, 2);
	assert_int_equal(s.loc.col, 11); /* in characters */
	assert_int_equal(s.dir_loc.col, 27);
	assert_int_equal(s.platform_count, 4);
	assert_string_equal(s.platforms[0].env.v[1].value, "<&\"🌙");
	assert_int_equal(s.platforms[0].runner.n, 2);
	assert_int_equal(s.platforms[1].loc.line, 4);
	assert_int_equal(s.platforms[2].gap_count, 2);
	assert_int_equal(s.nix_shards, 9);
	assert_int_equal(s.nix_jobs, 3);
	assert_int_equal(s.test_only_count, 2);
	assert_string_equal(s.test_only[0].path, "z/y");
	assert_int_equal(s.timeout, 600);
	assert_int_equal(s.program_count, 2);
	assert_int_equal(s.program_command_count, 1);
	assert_int_equal(s.variants[0].params.v[0].words.n, 2);
	assert_null(s.variants[0].params.v[0].value);
	assert_int_equal(s.modules[0].traits.seed, SEED_HEAD);
	assert_int_equal(s.modules[1].traits.seed, 4711);
	assert_int_equal(s.modules[2].traits.seed, SEED_UNSET);
	assert_int_equal(s.modules[2].traits.lane, -1);
	assert_true(s.modules[2].traits.seconds < 0);
	assert_ptr_equal(s.modules[5].group, s.groups[0]);
	assert_null(s.modules[4].group);
	assert_int_equal(s.shards[1].jobs, 2);
	assert_int_equal(s.shards[0].jobs, 1);
	assert_said(&said, "");
	buf_release(&text);
	said_release(&said);
	arena_release(&a);
}

/* A suite that is cut off has no name, so that nobody asks what it lacks. */
static void
test_cut_off(void **state)
{
	struct buf text = { 0 };

	(void)state;
	compose(&text, NULL, false);
	for (size_t len = 1; len < text.len - sizeof(tail); len += 7) {
		struct arena a = { 0 };
		struct said said;
		struct suite s;
		char *part = malloc(len); /* without a NUL behind it */

		memcpy(part, text.s, len);
		said_init(&said);
		assert_false(manifest_read(&s, &a, &said.d, "f", part, len, 0));
		assert_null(s.name);
		assert_int_equal(said.d.errors, 1);
		free(part);
		said_release(&said);
		arena_release(&a);
	}
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chunks),
		cmocka_unit_test(test_chunks_of_mistakes),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_model),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
