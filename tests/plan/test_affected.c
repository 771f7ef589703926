/* affected.c: who takes turns, and that the jobs of a matrix hold what is due, each unit once. pattern.c and claims.c:
 * what a pattern becomes, and what it claims. */
#include "tap/unit.h"

#include "plan/affected.h"
#include "base/arena.h"
#include "base/text.h"
#include "suite/claims.h"
#include "lib/git.h"
#include "suite/manifest.h"
#include "suite/model.h"
#include "suite/pattern.h"
#include "plan/plan.h"
#include "plan/secondsfile.h"

/* A sequence of its own, the same everywhere (Marsaglia's xorshift64). */
static uint64_t random_state = 4711;

static uint64_t
next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/* --- turns ------------------------------------------------------------------------------------ */

/* From that turn on: as many at once as there should be, and each of n has one of any ceil(n / some) turns in a row. */
static void
check_turns(size_t n, size_t some, unsigned long start)
{
	size_t window = (n + some - 1) / some, at_once = 0;

	for (size_t i = 0; i < n; i++) {
		bool had = false;

		for (size_t t = 0; t < window; t++)
			had |= affected_turn(n, some, start + t, i);
		assert_true(had);
		at_once += affected_turn(n, some, start, i);
	}
	assert_int_equal(at_once, some < n ? some : n);
}

static void
test_turns(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 24; n++)
		for (size_t some = 1; some <= n + 2; some++)
			for (unsigned long from = 0; from < 3 * n; from++)
				check_turns(n, some, from < n ? from : from * 71582788ul);
}

/* --- suites ----------------------------------------------------------------------------------- */

struct made {
	struct arena a;
	struct said said;
	struct suite s;
	struct plan p;
	struct buf text;
	struct git_range range;
	struct affected f;
};

static void
make(struct made *m)
{
	struct seconds none = { 0 };

	said_init(&m->said);
	assert_true(manifest_read(&m->s, &m->a, &m->said.d, "s.xml", buf_text(&m->text), m->text.len, 0));
	m->s.manifest = "s.xml";
	assert_true(model_paths(&m->s, &m->a, &m->said.d));
	assert_true(model_finish(&m->s, &m->a, &m->said.d, "2026-01-01", false));
	assert_true(plan_make(&m->p, &m->a, &m->said.d, &m->s, &none));
}

static void
unmake(struct made *m)
{
	assert_said(&m->said, "");
	said_release(&m->said);
	arena_release(&m->a);
	buf_release(&m->text);
}

static const char platforms[] =
	"<platform name=\"a\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n"
	"<platform name=\"b\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n"
	"<platform name=\"c\" system=\"x86_64-linux\" runner=\"r\" pr=\"build\" merge=\"checked\" nightly=\"checked\"/>\n";

/* What must hold of one class on one platform: as many run as may, of those that are due, and each of them whose turn
 * it is. */
static void
check_class(const struct made *m, size_t platform, const char *class, size_t some)
{
	const struct plan *p = &m->p;
	const struct unit *members[64];
	size_t n = 0, due = 0, on = 0;

	for (size_t rank = 0; rank < p->unit_count; rank++)
		for (size_t i = 0; i < p->unit_count; i++) {
			const struct unit *u = &p->units[i];

			if (u->rank == rank && u->class && !strcmp(u->class, class) &&
				plan_runs(p, u, platform, m->f.lane))
				members[n++] = u;
		}
	for (size_t i = 0; i < n; i++) {
		size_t place = (size_t)(members[i] - p->units);
		bool runs = m->f.on[platform * p->unit_count + place], may = m->f.units[place].why != WHY_NOT;

		due += may;
		on += runs;
		assert_true(may || !runs);
		if (may && affected_turn(n, some, m->f.turn, i))
			assert_true(runs);
		if (may && !m->f.units[place].due)
			assert_non_null(m->f.units[place].instead);
	}
	assert_int_equal(on, due < some ? due : some);
}

/* The jobs are at most so many, disjoint, and together what is due, at least. */
static void
check_legs(struct made *m, bool exactly)
{
	const struct plan *p = &m->p;
	unsigned char *seen = calloc(m->s.platform_count * p->unit_count + 1, 1);
	struct leg *legs;
	size_t n;

	assert_non_null(seen);
	assert_true(affected_legs(&m->f, &m->a, false, &legs, &n));
	assert_true(n <= LEGS_MAX);
	for (size_t i = 0; i < n; i++) {
		size_t platform = (size_t)(legs[i].platform - m->s.platforms);

		assert_true(legs[i].unit_count > 0);
		for (size_t k = 0; k < legs[i].unit_count; k++)
			assert_int_equal(seen[platform * p->unit_count + (size_t)(legs[i].units[k] - p->units)]++, 0);
	}
	for (size_t i = 0; i < m->s.platform_count * p->unit_count; i++)
		assert_true(seen[i] == m->f.on[i] || (!exactly && seen[i]));
	free(seen);
}

static void
test_random_changes(void **state)
{
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct made m = { 0 };
		size_t modules = 1 + next_random() % 40, some = 1 + next_random() % 4;
		struct git_change changes[4];

		buf_printf(&m.text, "<suite name=\"s\">\n%s<run>x</run><variant name=\"v\"/>\n", platforms);
		for (size_t i = 0; i < modules; i++)
			buf_printf(&m.text, "<module name=\"m%zu\" seconds=\"%d\"%s%s class=\"k%d\"/>\n", i,
				(int)(1 + next_random() % 9), next_random() % 2 ? " paths=\"/p0 /p1\"" : "",
				next_random() % 3 ? "" : " platforms=\"a\" reason=\"r\"", (int)(next_random() % 3));
		buf_printf(&m.text, "<select lane=\"pr\" per-class=\"%zu\"/><ignore paths=\"/p2\"/>\n", some);
		if (next_random() % 2)
			buf_printf(&m.text, "<shards lane=\"pr\" platform=\"a\" count=\"%d\"/>\n",
				(int)(1 + next_random() % 8));
		buf_adds(&m.text, "</suite>\n");
		make(&m);
		size_t n = 0;

		static const char *const paths[] = { "p0", "p1", "p2", "p3" };

		for (size_t i = 0; i < 4; i++)
			if (next_random() % 3 == 0)
				changes[n++] = (struct git_change){ paths[i], 'M' };
		m.range = (struct git_range){ .changes = changes, .count = n };
		affected_make(&m.f, &m.a, &m.p, &m.range, NULL, LANE_PR, -1,
			(unsigned long)(next_random() % 2147483648u));
		for (size_t k = 0; k < 2; k++) {
			check_class(&m, k, "k0", some);
			check_class(&m, k, "k1", some);
			check_class(&m, k, "k2", some);
		}
		check_legs(&m, true);
		affected_make(&m.f, &m.a, &m.p, &m.range, NULL, LANE_NIGHTLY, -1, 0);
		for (size_t i = 0; i < m.p.unit_count; i++) /* the night leaves none of a class out */
			assert_int_equal(m.f.units[i].due, m.f.units[i].why != WHY_NOT);
		check_legs(&m, true);
		unmake(&m);
	}
}

/* Whoever is due on each of a thousand commits waits as long as the class is, and no longer. */
static void
test_longest_wait(void **state)
{
	struct made m = { 0 };
	struct git_change change = { "x", 'M' };
	unsigned long last[23] = { 0 }, longest = 0;

	(void)state;
	buf_printf(&m.text, "<suite name=\"s\">%s<run>x</run><variant name=\"v\"/>", platforms);
	for (int i = 0; i < 23; i++)
		buf_printf(&m.text, "<module name=\"m%d\" class=\"k\"/>", i);
	buf_adds(&m.text, "<select lane=\"pr\" per-class=\"3\"/></suite>");
	make(&m);
	m.range = (struct git_range){ .changes = &change, .count = 1 };
	for (unsigned long commit = 1; commit <= 1000; commit++) {
		affected_make(&m.f, &m.a, &m.p, &m.range, NULL, LANE_PR, 0, 123456 + commit);
		assert_int_equal(m.f.due_count, 3);
		for (size_t i = 0; i < 23; i++) {
			if (!m.f.units[i].due)
				continue;
			longest = commit - last[i] > longest ? commit - last[i] : longest;
			last[i] = commit;
		}
	}
	assert_int_equal(longest, 8); /* 23 units, 3 at a time */
	unmake(&m);
}

/* Of a class, a unit that does another thing runs before one that is due on each change, if it is nobody's turn. */
static void
test_differs_first(void **state)
{
	static const char *const timeout[] = { "timeout", NULL };
	struct made m = { 0 };
	struct git_change change = { "x", 'A' }; /* no rule of the base claims it */
	unsigned char meaning[16] = { 0 };
	const char *const *differs[16] = { NULL };
	const struct before_unit *of[16] = { NULL };
	struct before before = { .of = of, .meaning = meaning, .differs = differs };
	size_t other = 0;

	(void)state;
	buf_printf(&m.text,
		"<suite name=\"s\">%s<run>x</run><variant name=\"v\"/>"
		"<module name=\"a\" class=\"k\" paths=\"/a\"/><module name=\"b\" class=\"k\"/><module name=\"c\" class=\"k\" paths=\"/c\"/>"
		"<ignore paths=\"/y\"/><module name=\"d\" paths=\"/x\"/><select lane=\"pr\" per-class=\"1\"/></suite>",
		platforms);
	make(&m);
	for (size_t i = 0; i < m.p.unit_count; i++)
		if (!strcmp(m.p.units[i].id, "v-c"))
			other = i;
	for (size_t k = 0; k < 2; k++) {
		meaning[k * m.p.unit_count + other] = MEANING_PART;
		differs[k * m.p.unit_count + other] = timeout;
	}
	m.range = (struct git_range){ .changes = &change, .count = 1 };
	affected_make(&m.f, &m.a, &m.p, &m.range, &before, LANE_PR, -1, 0);
	assert_int_equal(m.f.due_count, 2); /* and d, of no class */
	assert_true(m.f.units[other].due && m.f.units[other].why == WHY_PART);
	affected_make(&m.f, &m.a, &m.p, &m.range, &before, LANE_PR, -1, 1); /* it is b's turn */
	assert_false(m.f.units[other].due);
	assert_string_equal(m.f.units[other].instead->id, "v-b");
	unmake(&m);
}

/* --- patterns --------------------------------------------------------------------------------- */

static void
test_patterns(void **state)
{
	static const struct {
		const char *dir, *text, *rule, *prefix;
	} cases[] = {
		{ ".", "gc/**", "/gc/**", "gc/" },
		{ ".", "heap.*", "/**/heap.*", "" },
		{ ".", "gc/", "/**/gc/", "" },
		{ ".", "./gc", "/gc", "gc" },
		{ ".", ".//./gc/", "/gc/", "gc/" },
		{ ".", "**", "/**/**", "" },
		{ "t", "gc/**", "/t/gc/**", "t/gc/" },
		{ "t", "heap.*", "/t/**/heap.*", "t/" },
		{ "t", "a/b*c/d", "/t/a/b*c/d", "t/a/b" },
		{ "t", "a\\*/b", "/t/a\\*/b", "t/a" },
		{ "t", "/gc/x", "/gc/x", "gc/x" },
		{ "t", "//gc", "/gc", "gc" },
		{ "t", "!gc/x", "/t/gc/x", "t/gc/x" },
		{ "t", "!/x", "/x", "x" },
		{ "t", "#x", "/t/**/#x", "t/" },
		{ "a b/[c]", "x/y", "/a\\ b/\\[c]/x/y", "a b/[c]/x/y" },
		{ "a b/[c]", "x", "/a\\ b/\\[c]/**/x", "a b/[c]/" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct arena a = { 0 };
		struct said said;
		struct patterns p = { 0 };

		said_init(&said);
		assert_true(pattern_add(&p, &a, &said.d, (struct loc){ 0 }, cases[i].dir, cases[i].text));
		assert_string_equal(p.v[0].rule, cases[i].rule);
		assert_string_equal(p.v[0].prefix, cases[i].prefix);
		assert_int_equal(p.v[0].negative, *cases[i].text == '!');
		assert_string_equal(p.rules[0] + p.v[0].negative, cases[i].rule);
		/* Read back as the plan's file says it, it is the same; where a character stands for itself, more is known. */
		pattern_add_rule(&p, &a, p.rules[0]);
		assert_string_equal(p.v[1].rule, cases[i].rule);
		assert_string_equal(p.rules[1], p.rules[0]);
		assert_int_equal(p.v[1].negative, p.v[0].negative);
		assert_int_equal(strncmp(p.v[1].prefix, cases[i].prefix, strlen(cases[i].prefix)), 0);
		assert_said(&said, "");
		said_release(&said);
		arena_release(&a);
	}
}

/* Which pattern names the file that it matches. */
static void
test_names(void **state)
{
	static const struct {
		const char *text, *path;
		bool names;
	} cases[] = {
		{ "/t/s.xml", "t/s.xml", true },
		{ "s.xml", "t/a/s.xml", true },
		{ "s.*", "t/s.xml", false },
		{ "/t/", "t/s.xml", false },
		{ "/t", "t/s.xml", false },
		{ "**", "t/s.xml", false },
		{ "/s.xml", "s.xml", true },
		{ "/s.xml/", "s.xml", false },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct arena a = { 0 };
		struct said said;
		struct patterns p = { 0 };

		said_init(&said);
		assert_true(pattern_add(&p, &a, &said.d, (struct loc){ 0 }, "t", cases[i].text));
		assert_int_equal(pattern_names(&p.v[0], cases[i].path), cases[i].names);
		said_release(&said);
		arena_release(&a);
	}
}

/* Patterns with blanks between, and what of the paths they claim, as "path:pattern". */
static void
test_claims(void **state)
{
	static const char *const paths[] = { "a", "a b", "d/a", "d/a.c", "d/a.h", "d/b/a.c", "d/sub/", "d/x[1].c",
		"e/f/g/h" };
	static const struct {
		const char *patterns, *claims;
		bool whole;
	} cases[] = {
		{ "*.c", "3:0 5:0 6:0 7:0" },
		{ "/*.c", "" },
		{ "*", "2:0 3:0 4:0 5:0 6:0 7:0" },
		{ "/*", "0:0 1:0 2:0 3:0 4:0 5:0 6:0 7:0 8:0" },
		{ "a.*", "3:0 4:0 5:0 6:0" },
		{ "./a.*", "3:0 4:0" },
		{ "b/ *.h", "4:1 5:0 6:1" },
		{ "a", "2:0 6:0" },
		{ "a/", "6:0" },
		{ "b", "5:0 6:0" },
		{ "/e/f", "8:0" },
		{ "/e/*/h", "" },
		{ "/e/**/h", "8:0" },
		{ "/e/*", "8:0" },
		{ "./x[1].c", "" },
		{ "./x\\[1].c", "7:0" },
		{ "/a?b", "1:0" },
		{ "./A.c", "" },
		/* the last that matches decides, below a folder that was matched, too */
		{ "** !*.h", "2:0 3:0 5:0 6:0 7:0" },
		{ "/d !*.h", "2:0 3:0 5:0 6:0 7:0" },
		{ "*.c !b/ a.c", "3:2 5:2 6:2 7:0" },
		{ "*.c !b/ !x*", "3:0 6:0" },
		{ "!*.c *.c", "3:1 5:1 6:1 7:1" },
		{ "!*.c", "" },
		/* of a submodule it is not known what changed in it */
		{ "sub/", "6:0" },
		{ "sub/deep/*.c", "6:0" },
		{ "sub/** !sub/*.md", "6:0" },
		{ "subway/x", "" },
		{ "s*/deep/", "6:0" },
		{ "/*/sub/x", "6:0" },
		{ "/d/**/deep/*.c", "6:0" },
		{ "**/x.md", "6:0" },
		{ "*.md", "6:0" },
		{ "x.md", "6:0" },
		{ "/**/e/*.md", "6:0" },
		{ "t*/x.md", "" },
		{ "/*/*/", "5:0 6:0 8:0" },
		{ "/e*/*/x", "" },
		{ "/d/su?", "6:0" },
		{ "/d/su", "" },
		/* what takes out what may be anywhere in it leaves something; what takes out all of it does not */
		{ "*.md !*.md", "6:0" },
		{ "*.md !sub/", "" },
		{ "*.md !/d/", "" },
		{ "!sub/ *.md", "6:1" },
		/* so nothing claims it for sure but what claims all of it */
		{ "sub/deep/*.c", "", true },
		{ "*.md", "", true },
		{ "s*/deep/", "", true },
		{ "/**/sub/x", "", true },
		{ "s*", "6:0", true },
		{ "sub/", "6:0", true },
		{ "** !sub/*.md", "2:0 3:0 4:0 5:0 7:0", true },
		{ "** !*.md", "2:0 3:0 4:0 5:0 7:0", true },
		{ "** !/d*/t*/x", "2:0 3:0 4:0 5:0 6:0 7:0", true },
		{ "** !/b*/x", "2:0 3:0 4:0 5:0 6:0 7:0", true },
		{ "** !sub/*.md sub/", "2:0 3:0 4:0 5:0 6:2 7:0", true },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct arena a = { 0 };
		struct said said;
		struct patterns p = { 0 };
		struct claims c;
		const struct claim *found;
		struct buf got = { 0 };
		char *words = strdup(cases[i].patterns), *rest = words, *word;

		said_init(&said);
		while ((word = strtok_r(rest, " ", &rest)))
			assert_true(pattern_add(&p, &a, &said.d, (struct loc){ 0 }, "d", word));
		claims_init(&c, paths, countof(paths));
		for (int again = 0; again < 2; again++) { /* nothing is left of the time before */
			size_t n = claims_of(&c, &p, cases[i].whole, &found);

			buf_reset(&got);
			for (size_t k = 0; k < n; k++)
				buf_printf(&got, "%s%zu:%zu", k ? " " : "", found[k].path, found[k].pattern);
			if (strcmp(buf_text(&got), cases[i].claims) != 0)
				fail_msg("'%s' claims %s, not %s", cases[i].patterns, buf_text(&got), cases[i].claims);
		}
		claims_release(&c);
		assert_said(&said, "");
		said_release(&said);
		buf_release(&got);
		arena_release(&a);
		free(words);
	}
}

/* --- patterns and what is in a submodule ------------------------------------------------------- */

/* Append a random pattern of a few parts, of which some match what is in the folders below, and some nothing. */
static void
random_pattern(struct buf *out)
{
	static const char *const parts[] = { "a", "b", "ab", "*", "?", "a*", "*b", "**", "***", "**a", "[ab]", "[!b]",
		"\\a", "\\*", "[[:alpha:]]b", "a\\/b", "[ab/]", "c" };

	if (next_random() % 4 == 0)
		buf_addc(out, '!');
	if (next_random() % 2)
		buf_addc(out, '/');
	for (size_t n = 1 + next_random() % 3; n; n--) {
		buf_adds(out, parts[next_random() % countof(parts)]);
		if (n > 1 || next_random() % 4 == 0)
			buf_addc(out, '/');
	}
}

/* Append the paths of all files that are up to three folders deep in that one, with names of a and b. */
static void
list_below(struct arena *a, const char *folder, const char ***paths, size_t *n, int deep)
{
	static const char *const names[] = { "a", "ab", "b" };

	for (size_t i = 0; i < countof(names); i++)
		if (deep)
			list_below(a, arena_printf(a, "%s%s/", folder, names[i]), paths, n, deep - 1);
		else
			*ARENA_APPEND(a, *paths, *n) = arena_printf(a, "%s%s", folder, names[i]);
}

/* How many of the paths the patterns claim, where each is a file or folder that is known. */
static size_t
count_claims(const char *const *paths, size_t n, const struct patterns *p, bool whole)
{
	struct claims c;
	const struct claim *found;

	claims_init(&c, paths, n);
	size_t count = claims_of(&c, p, whole, &found);

	claims_release(&c);
	return count;
}

/*
 * What decides is all that could be in the submodule: if the patterns claim some of it, they claim the move; if they leave
 * some of it, nobody who asks for the whole gets it. One pattern alone claims no more than that.
 */
static void
test_submodules(void **state)
{
	static const char *const submodules[] = { "a/", "ab/", "a/b/", "d/a/", "b/ab/a/" };
	struct arena below = { 0 };

	(void)state;
	for (size_t k = 0; k < countof(submodules); k++) {
		const char **paths = NULL;
		size_t n = 0, some = 0, none = 0, all = 0;

		for (int deep = 0; deep < 3; deep++)
			list_below(&below, submodules[k], &paths, &n, deep);
		qsort(paths, n, sizeof(*paths), text_order);
		for (int turn = 0; turn < 200; turn++) {
			struct arena a = { 0 };
			struct said said;
			struct patterns p = { 0 };
			struct buf text = { 0 };
			size_t count = turn % 2 ? 1 : 1 + next_random() % 3;

			said_init(&said);
			for (size_t i = 0; i < count; i++) {
				size_t from = text.len ? text.len + 1 : 0;

				if (text.len)
					buf_addc(&text, ' ');
				random_pattern(&text);
				pattern_add(&p, &a, &said.d, (struct loc){ 0 }, next_random() % 2 ? "." : "d",
					arena_strdup(&a, buf_text(&text) + from));
			}
			size_t claimed = count_claims(paths, n, &p, false);
			bool moves = count_claims(&submodules[k], 1, &p, false),
			     whole = count_claims(&submodules[k], 1, &p, true);

			if (claimed && !moves)
				fail_msg("'%s' claims %zu files in '%s', but not its move", buf_text(&text), claimed,
					submodules[k]);
			if (whole && claimed < n)
				fail_msg("'%s' takes all of '%s', but claims only %zu of %zu files in it",
					buf_text(&text), submodules[k], claimed, n);
			if (moves && !claimed && p.n == 1 && !strpbrk(p.v[0].text, "c\\["))
				fail_msg("'%s' of '%s' claims the move of '%s', but nothing in it", p.v[0].text,
					p.v[0].rule, submodules[k]);
			some += moves;
			none += !moves;
			all += whole;
			assert_said(&said, "");
			said_release(&said);
			buf_release(&text);
			arena_release(&a);
		}
		assert_true(some > 30 && none > 30 && all > 10);
	}
	arena_release(&below);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_random_changes),
		cmocka_unit_test(test_longest_wait),
		cmocka_unit_test(test_differs_first),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_submodules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
