/* tune.c: the median, which lines are written anew, and how rarely that is over a year of noise. */
#include "tap/unit.h"

#include "base/arena.h"
#include "suite/manifest.h"
#include "suite/model.h"
#include "plan/plan.h"
#include "report/tune.h"

typedef unsigned long long usec_t;

static const struct {
	usec_t usec[TUNE_PASSES];
	size_t n;
	usec_t median;
} medians[] = {
	{ { 12345678 }, 1, 12000000 },
	{ { 12500000 }, 1, 13000000 },
	{ { 996000 }, 1, 1000000 },
	{ { 99 }, 1, 99 },
	{ { 994 }, 1, 990 },
	{ { 7 }, 1, 7 },
	{ { 0 }, 1, 1 }, /* 0 would mean unknown */
	{ { 10, 20 }, 2, 15 },
	{ { 10, 11, 90 }, 3, 11 },
	{ { 1, 2, 30, 40, 50 }, 5, 30 },
	{ { 999999999999999, 999999999999999 }, 2, 1000000000000000 },
};

static void
test_median(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(medians); i++)
		if (tune_median(medians[i].usec, medians[i].n) != medians[i].median)
			fail_msg("median %zu is %llu", i, tune_median(medians[i].usec, medians[i].n));
}

/* Append what the lines with a change are, and then the seconds. */
static void
say(const struct tune *t, struct buf *out)
{
	static const char *const what[] = { "kept", "new", "changed", "dropped" };

	for (size_t i = 0; i < t->line_count; i++)
		if (t->lines[i].what != TUNE_KEPT)
			buf_printf(out, "%s %s %s, ", what[t->lines[i].what], t->lines[i].unit, t->lines[i].platform);
	buf_adds(out, "=> ");
	for (size_t i = 0; i < t->seconds.count; i++) {
		buf_printf(out, "%s %s ", t->seconds.rows[i].unit, t->seconds.rows[i].platform);
		buf_add_seconds(out, t->seconds.rows[i].usec);
		buf_adds(out, i + 1 < t->seconds.count ? ", " : "");
	}
}

/* linux is cut as the case says; mac is not. d runs on linux alone. */
static const struct {
	const char *what, *cut, *old, *measured, *result;
} cases[] = {
	{ "new lines, in canonical order", "", "", "v-b linux 2,v-a mac 3,v-a linux 4",
		"new v-a linux, new v-b linux, new v-a mac, => v-a linux 4, v-a mac 3, v-b linux 2" },
	{ "gone: unit, platform, unit from its platform, overridden, zero", "",
		"v-x linux 1,v-a bsd 1,v-d mac 1,v-a linux 1,v-a linux 2,v-b linux 0", "v-x linux 1",
		"dropped v-a bsd, dropped v-a linux, dropped v-b linux, dropped v-x linux, dropped v-d mac, => v-a linux 2" },
	{ "'*' is kept, and is no platform's line", "", "v-a * 9,v-b * 9", "v-a mac 3",
		"new v-a mac, => v-a * 9, v-a mac 3, v-b * 9" },
	{ "not measured is not dropped", "", "v-a mac 3,v-b mac 4", "v-a mac 3", "=> v-a mac 3, v-b mac 4" },
	/* nothing is cut */
	{ "off by less than a quarter", "", "v-a mac 100,v-b mac 10", "v-a mac 130,v-b mac 13",
		"=> v-a mac 100, v-b mac 10" },
	{ "off by a quarter", "", "v-a mac 75,v-b mac 40", "v-a mac 100,v-b mac 40",
		"changed v-a mac, => v-a mac 100, v-b mac 40" },
	{ "off by a quarter, downward", "", "v-a mac 100,v-b mac 40", "v-a mac 75,v-b mac 40",
		"changed v-a mac, => v-a mac 75, v-b mac 40" },
	{ "off by much, but it is nothing beside the longest", "", "v-a mac 100,v-b mac 1", "v-a mac 100,v-b mac 5.9",
		"=> v-a mac 100, v-b mac 1" },
	{ "off by a twentieth of the longest", "", "v-a mac 100,v-b mac 1", "v-a mac 100,v-b mac 6",
		"changed v-b mac, => v-a mac 100, v-b mac 6" },
	/* a 40, b 30, c 20, d 10 on two: 50 each; then a is 50 and the rest 60, whatever was planned */
	{ "a cut that cannot gain", "count=\"2\"", "v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 60,v-b linux 30,v-c linux 20,v-d linux 1",
		"=> v-a linux 40, v-b linux 30, v-c linux 20, v-d linux 10" },
	/* planned a d | b c, which are 60 | 41; best is 51 | 50; c is confirmed */
	{ "a cut that gains, by all lines that are off", "count=\"2\"",
		"v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 50,v-b linux 21,v-c linux 19,v-d linux 10",
		"changed v-a linux, changed v-b linux, => v-a linux 50, v-b linux 21, v-c linux 20, v-d linux 10" },
	/* planned a d | b c, which are 48.4 | 41; best is 46 | 43.4, just less than a twentieth */
	{ "a cut that gains too little", "count=\"2\"", "v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 46,v-b linux 21,v-c linux 20,v-d linux 2.4",
		"=> v-a linux 40, v-b linux 30, v-c linux 20, v-d linux 10" },
	{ "a cut that gains enough", "count=\"2\"", "v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 46,v-b linux 21,v-c linux 20,v-d linux 2.5",
		"changed v-a linux, changed v-b linux, changed v-d linux, => v-a linux 46, v-b linux 21, v-c linux 20, v-d linux 2.5" },
	/* 45 + 11.2 | 26.3 + 17.5: every one is within an eighth, or the plan would gain */
	{ "a cut whose lines are all confirmed", "count=\"2\"", "v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 45,v-b linux 26.3,v-c linux 17.5,v-d linux 11.2",
		"=> v-a linux 40, v-b linux 30, v-c linux 20, v-d linux 10" },
	/* in that order d comes last and ends at 70; first, it ends at 60 */
	{ "-j is a cut as well: the order of the list", "count=\"1\" jobs=\"2\"",
		"v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 10,v-b linux 10,v-c linux 10,v-d linux 30",
		"changed v-a linux, changed v-b linux, changed v-c linux, changed v-d linux, => v-a linux 10, v-b linux 10, v-c linux 10, v-d linux 30" },
	/* one shard of 100 becomes two */
	{ "by seconds: another number of shards", "seconds=\"110\"",
		"v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 50,v-b linux 35,v-c linux 20,v-d linux 10",
		"changed v-a linux, changed v-b linux, => v-a linux 50, v-b linux 35, v-c linux 20, v-d linux 10" },
	{ "by seconds: fewer shards", "seconds=\"90\"", "v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 30,v-b linux 25,v-c linux 15,v-d linux 10",
		"changed v-a linux, changed v-b linux, changed v-c linux, => v-a linux 30, v-b linux 25, v-c linux 15, v-d linux 10" },
	{ "by seconds: on the border between two numbers", "seconds=\"100\"",
		"v-a linux 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 46,v-b linux 30,v-c linux 20,v-d linux 8",
		"=> v-a linux 40, v-b linux 30, v-c linux 20, v-d linux 10" },
	/* a was never measured on linux, so mac's line decides there: with 5, b goes with a either way; with 50, a d |
	 * b c is 60 | 41 and the best is 51 | 50 */
	{ "gains only when the other platform's line is new", "count=\"2\"",
		"v-a mac 5,v-b linux 30,v-c linux 20,v-d linux 10", "v-a mac 50,v-b linux 21,v-c linux 20,v-d linux 10",
		"changed v-b linux, changed v-a mac, => v-a mac 50, v-b linux 21, v-c linux 20, v-d linux 10" },
	{ "the other platform gains nothing", "count=\"2\"",
		"v-a linux 40,v-a mac 40,v-b linux 30,v-c linux 20,v-d linux 10",
		"v-a linux 50,v-a mac 51,v-b linux 21,v-c linux 19,v-d linux 10",
		"changed v-a linux, changed v-b linux, => v-a linux 50, v-a mac 40, v-b linux 21, v-c linux 20, v-d linux 10" },
};

struct made {
	struct arena a;
	struct said said;
	struct suite s;
};

static void
make(struct made *m, const char *manifest)
{
	*m = (struct made){ 0 };
	said_init(&m->said);
	assert_true(manifest_read(&m->s, &m->a, &m->said.d, "f", manifest, strlen(manifest), 0));
	assert_true(model_paths(&m->s, &m->a, &m->said.d));
	assert_true(model_finish(&m->s, &m->a, &m->said.d, "2026-01-01", true));
	assert_said(&m->said, "");
}

static void
release(struct made *m)
{
	said_release(&m->said);
	arena_release(&m->a);
}

/* Seconds written with blanks and commas for tabs and newlines. */
static void
read_seconds(struct made *m, struct seconds *ret_seconds, const char *text)
{
	char *tsv = arena_strdup(&m->a, text);

	for (char *c = tsv; *c; c++)
		*c = *c == ' ' ? '\t' : *c == ',' ? '\n' : *c;
	assert_true(secondsfile_read(ret_seconds, &m->a, &m->said.d, "s", tsv, strlen(tsv)));
}

/* What becomes of them, with a second time that changes nothing. */
static void
tune(struct made *m, struct tune *ret_tune, const struct seconds *old, const struct seconds *measured)
{
	struct tune again;
	struct plan p;
	struct buf warned = { 0 };

	assert_true(plan_make(&p, &m->a, &m->said.d, &m->s, old));
	buf_adds(&warned, said_text(&m->said)); /* of rows that name nothing */
	tune_make(ret_tune, &m->a, &m->said.d, &p, old, measured);
	assert_true(plan_make(&p, &m->a, &m->said.d, &m->s, &ret_tune->seconds));
	tune_make(&again, &m->a, &m->said.d, &p, &ret_tune->seconds, measured);
	assert_string_equal(said_text(&m->said), buf_text(&warned));
	assert_false(tune_changes(&again));
	buf_release(&warned);
}

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct made m;
		struct seconds old, measured;
		struct tune t;
		struct buf text = { 0 }, out = { 0 };

		buf_adds(&text,
			"<suite name=\"s\">"
			"<platform name=\"linux\" system=\"x86_64-linux\" runner=\"r\" pr=\"none\" merge=\"none\" nightly=\"checked\"/>"
			"<platform name=\"mac\" system=\"aarch64-darwin\" runner=\"r\" pr=\"none\" merge=\"none\" nightly=\"checked\"/>"
			"<run>./t {module}</run><variant name=\"v\"/>"
			"<module name=\"a\"/><module name=\"b\"/><module name=\"c\"/><module name=\"d\" platforms=\"linux\" reason=\"r\"/>");
		if (*cases[i].cut)
			buf_printf(&text, "<shards lane=\"nightly\" platform=\"linux\" %s/>", cases[i].cut);
		buf_adds(&text, "</suite>");
		make(&m, buf_text(&text));
		read_seconds(&m, &old, cases[i].old);
		read_seconds(&m, &measured, cases[i].measured);
		tune(&m, &t, &old, &measured);
		say(&t, &out);
		if (strcmp(buf_text(&out), cases[i].result) != 0)
			fail_msg("%s:\n%s\nand not\n%s", cases[i].what, buf_text(&out), cases[i].result);
		buf_release(&out);
		buf_release(&text);
		release(&m);
	}
}

/* The other cuts: the -j of a lane without shards, and Nix's shards, by the slowest platform of their system. */
static const struct {
	const char *what, *lane, *nix, *old, *measured, *result;
} others[] = {
	{ "-j of a lane: d comes last", "<lane name=\"nightly\" jobs=\"2\"/>", "",
		"v-a one 40,v-b one 30,v-c one 20,v-d one 10", "v-a one 10,v-b one 10,v-c one 10,v-d one 30",
		"changed v-a one, changed v-b one, changed v-c one, changed v-d one, => v-a one 10, v-b one 10, v-c one 10, v-d one 30" },
	{ "-j of a lane: the order is as good", "<lane name=\"nightly\" jobs=\"2\"/>", "",
		"v-a one 40,v-b one 30,v-c one 20,v-d one 10", "v-a one 80,v-b one 60,v-c one 40,v-d one 20",
		"=> v-a one 40, v-b one 30, v-c one 20, v-d one 10" },
	{ "-j1 is no cut, so each line for itself", "<lane name=\"nightly\" jobs=\"1\"/>", "",
		"v-a one 40,v-b one 30,v-c one 20,v-d one 10", "v-a one 80,v-b one 30,v-c one 20,v-d one 10",
		"changed v-a one, => v-a one 80, v-b one 30, v-c one 20, v-d one 10" },
	/* in the order a b c d, which takes 40 on the slower of the two, and 30 if d is first */
	{ "Nix: gains on the platform that decides", "", "<nix shards=\"1\" jobs=\"2\"/>",
		"v-a one 4,v-a two 40,v-b one 3,v-b two 30,v-c one 2,v-c two 20,v-d one 1,v-d two 10",
		"v-a one 1,v-a two 10,v-b one 1,v-b two 10,v-c one 1,v-c two 10,v-d one 3,v-d two 30",
		"changed v-a two, changed v-b two, changed v-c two, changed v-d two, => v-a one 4, v-a two 10, v-b one 3, v-b two 10, v-c one 2, v-c two 10, v-d one 1, v-d two 30" },
	{ "Nix: nothing gained", "", "<nix shards=\"1\" jobs=\"2\"/>", "v-a two 40,v-b two 30,v-c two 20,v-d two 10",
		"v-a two 80,v-b two 60,v-c two 40,v-d two 20", "=> v-a two 40, v-b two 30, v-c two 20, v-d two 10" },
};

static void
test_other_cuts(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(others); i++) {
		struct made m;
		struct seconds old, measured;
		struct tune t;
		struct buf text = { 0 }, out = { 0 };

		buf_printf(&text,
			"<suite name=\"s\">%s"
			"<platform name=\"one\" system=\"x86_64-linux\" runner=\"r\" pr=\"none\" merge=\"none\" nightly=\"checked\">%s</platform>"
			"<platform name=\"two\" system=\"x86_64-linux\" runner=\"r\" pr=\"none\" merge=\"none\" nightly=\"checked\"/>"
			"<run>./t {module}</run><variant name=\"v\"/>"
			"<module name=\"a\"/><module name=\"b\"/><module name=\"c\"/><module name=\"d\"/>%s</suite>",
			others[i].nix, others[i].lane,
			*others[i].nix ? "<program path=\"t\"><command>make</command></program>" : "");
		make(&m, buf_text(&text));
		read_seconds(&m, &old, others[i].old);
		read_seconds(&m, &measured, others[i].measured);
		tune(&m, &t, &old, &measured);
		say(&t, &out);
		if (strcmp(buf_text(&out), others[i].result) != 0)
			fail_msg("%s:\n%s\nand not\n%s", others[i].what, buf_text(&out), others[i].result);
		buf_release(&out);
		buf_release(&text);
		release(&m);
	}
}

/* --- a year ----------------------------------------------------------------------------------- */

enum { MODULES = 24, VARIANTS = 3, UNITS = MODULES * VARIANTS, NIGHTS = 365, NIGHT_OF_CHANGE = 200 };

static uint32_t random_state;

/* From -100 to 100. */
static int
next_noise(void)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (int)((random_state >> 8) % 201) - 100;
}

static int
rising(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;

	return x < y ? -1 : x > y;
}

/* A suite of 72 units is tuned after each of 365 nights, whose times are off by up to 10 %. The nights that rewrote
 * something; with `slower`, one unit takes eight times as long from one night on, and *ret_noticed is the night that
 * wrote it down. */
static int
year(const char *cut, bool slower, int *ret_noticed)
{
	static usec_t nights[UNITS][TUNE_PASSES];
	struct made m;
	struct buf text = { 0 };
	struct seconds now = { 0 };
	int rewrites = 0;

	random_state = 4711;
	*ret_noticed = 0;
	buf_printf(&text,
		"<suite name=\"s\"><platform name=\"linux\" system=\"x86_64-linux\" runner=\"r\" pr=\"none\" merge=\"none\" nightly=\"checked\"/>"
		"<run>./t {module}</run>%s",
		cut);
	for (int v = 0; v < VARIANTS; v++)
		buf_printf(&text, "<variant name=\"v%d\"/>", v);
	for (int k = 0; k < MODULES; k++)
		buf_printf(&text, "<module name=\"m%02d\"/>", k);
	buf_adds(&text, "</suite>");
	make(&m, buf_text(&text));
	buf_release(&text);
	for (int night = 0; night < NIGHTS; night++) {
		struct made scratch = { .s = m.s };
		struct seconds measured = { 0 };
		struct tune t;

		said_init(&scratch.said);
		for (int i = 0; i < UNITS; i++) {
			/* 5 s to 10 min, most of them short */
			usec_t usec = 5000000 + 8250000ull * (unsigned)(i % MODULES) * (unsigned)(i % MODULES) / 7,
			       last[TUNE_PASSES];
			size_t n = night < TUNE_PASSES ? (size_t)night + 1 : TUNE_PASSES;

			if (slower && i == MODULES / 2 && night >= NIGHT_OF_CHANGE)
				usec *= 8;
			usec = usec / 1000 * (usec_t)(1000 + next_noise());
			nights[i][night % TUNE_PASSES] = usec;
			memcpy(last, nights[i], sizeof(last));
			qsort(last, n, sizeof(*last), rising);
			measured.rows = arena_grow(&scratch.a, measured.rows, measured.count, sizeof(*measured.rows));
			measured.rows[measured.count++] = (struct seconds_row){
				.unit = arena_printf(&scratch.a, "v%d-m%02d", i / MODULES, i % MODULES),
				.platform = "linux",
				.usec = tune_median(last, n),
			};
		}
		tune(&scratch, &t, &now, &measured);
		if (tune_changes(&t)) {
			rewrites++;
			now = (struct seconds){ 0 };
			for (size_t i = 0; i < t.seconds.count; i++) {
				now.rows = arena_grow(&m.a, now.rows, now.count, sizeof(*now.rows));
				now.rows[now.count] = t.seconds.rows[i];
				now.rows[now.count++].unit = arena_strdup(&m.a, t.seconds.rows[i].unit);
			}
			if (night >= NIGHT_OF_CHANGE && !*ret_noticed)
				*ret_noticed = night;
		}
		release(&scratch);
	}
	release(&m);
	return rewrites;
}

static const struct {
	const char *what, *cut;
	int most; /* nights of the year that may rewrite, with the first, which finds no lines */
} years[] = {
	{ "nothing cut", "", 1 },
	{ "2 shards of -j4", "<shards lane=\"nightly\" platform=\"linux\" count=\"2\" jobs=\"4\"/>", 1 },
	{ "8 shards", "<shards lane=\"nightly\" platform=\"linux\" count=\"8\"/>", 3 },
	{ "shards of 20 minutes", "<shards lane=\"nightly\" platform=\"linux\" seconds=\"1200\"/>", 5 },
};

static void
test_year(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(years); i++) {
		int noticed, rewrites = year(years[i].cut, false, &noticed);

		print_message("# a year of nights off by up to 10 %%, %s: %d rewrites\n", years[i].what, rewrites);
		if (rewrites < 1 || rewrites > years[i].most)
			fail_msg("%s: %d rewrites", years[i].what, rewrites);
		year(years[i].cut, true, &noticed);
		print_message("# one unit eight times as long from night %d on: noticed in %d\n", NIGHT_OF_CHANGE,
			noticed);
		if (noticed < NIGHT_OF_CHANGE || noticed > NIGHT_OF_CHANGE + TUNE_PASSES)
			fail_msg("%s: noticed in night %d", years[i].what, noticed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_median),
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_other_cuts),
		cmocka_unit_test(test_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
