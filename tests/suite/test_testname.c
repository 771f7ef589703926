/* testname.c: ids of tests that other programs name. The rule as a table, that it loses nothing, and what depends on other names. */
#include "tap/unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "suite/testname.h"

static void
follows_the_rule(void **state)
{
	static const struct {
		const char *name, *id;
	} cases[] = {
		{ "plain_1.2-x", "plain_1.2-x" },
		{ "a::b", "a++b" },
		{ "a:b", "a+3ab" },
		{ ":::", "_+z+++3a" },
		{ "t/a.t", "t+-a.t" },
		{ "a b", "a+_b" },
		{ "x[1]", "x+.1+5d" },
		{ "a+b", "a+2bb" },
		{ "\xc3\xbc", "_+z+c3+bc" },
		{ ".hidden", "_+z.hidden" },
		{ "-x", "_+z-x" },
		{ "_", "_" },
		{ "{a}", "_+z+7ba+7d" },
		{ "", NULL },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		const char *id = testname_id(&a, cases[i].name);

		if (!cases[i].id) {
			assert_null(id);
			continue;
		}
		assert_string_equal(id, cases[i].id);
		assert_true(esc_is_name(id, strlen(id)));
	}
	arena_release(&a);
}

/* The name that an id was made of, by the table in testname.h. */
static void
read_back(const char *id, struct buf *out)
{
	if (!strncmp(id, "_+z", 3))
		id += 3;
	while (*id) {
		static const char marks[] = "+-_.";
		static const char *const stands_for[] = { "::", "/", " ", "[" };
		const char *mark = *id == '+' ? strchr(marks, id[1]) : NULL;
		unsigned byte;

		if (mark) {
			buf_adds(out, stands_for[mark - marks]);
			id += 2;
		} else if (*id == '+') {
			assert_int_equal(sscanf(id + 1, "%2x", &byte), 1);
			buf_addc(out, (char)byte);
			id += 3;
		} else {
			buf_addc(out, *id++);
		}
	}
}

/* Names of a few bytes of those that matter, all of them: each can be read from its id, so no two have one id. */
static void
loses_nothing(void **state)
{
	static const char bytes[] = "aA0_.-+:/ [z\xc3";
	enum { BYTES = sizeof(bytes) - 1, LONGEST = 4 };
	struct arena a = { 0 };
	struct buf back = { 0 };
	size_t count = 1;

	(void)state;
	for (int len = 1; len <= LONGEST; len++) {
		count *= BYTES;
		for (size_t i = 0; i < count; i++) {
			char name[LONGEST + 1] = { 0 };
			size_t rest = i;

			for (int k = 0; k < len; k++, rest /= BYTES)
				name[k] = bytes[rest % BYTES];
			const char *id = testname_id(&a, name);

			buf_reset(&back);
			read_back(id, &back);
			assert_string_equal(buf_text(&back), name);
			assert_true(esc_is_name(id, strlen(id)));
		}
	}
	buf_release(&back);
	arena_release(&a);
}

/* Long names keep their beginning, and differ in their ends. */
static void
shortens(void **state)
{
	struct arena a = { 0 };
	char one[301], other[301], most[TESTNAME_LONGEST + 1];

	(void)state;
	memset(one, 'x', 300), one[300] = '\0';
	memset(other, 'x', 300), other[299] = 'y', other[300] = '\0';
	memset(most, 'x', TESTNAME_LONGEST), most[TESTNAME_LONGEST] = '\0';
	assert_string_equal(testname_id(&a, most), most);
	assert_int_equal(strlen(testname_id(&a, one)), TESTNAME_LONGEST);
	assert_string_not_equal(testname_id(&a, one), testname_id(&a, other));
	assert_memory_equal(testname_id(&a, one), testname_id(&a, other), TESTNAME_LONGEST - 18);
	assert_memory_equal(testname_id(&a, one) + TESTNAME_LONGEST - 18, "+y", 2);
	arena_release(&a);
}

/* Only names that would be one file get another end, and each its own. */
static void
tells_apart(void **state)
{
	static const char *const names[] = { "Foo", "bar", "foo", "Bar2" };
	const char *ids[] = { "Foo", "bar", "foo", "Bar2" };
	struct arena a = { 0 };

	(void)state;
	testname_tell_apart(&a, ids, names, countof(ids));
	assert_memory_equal(ids[0], "Foo+y", 5);
	assert_memory_equal(ids[2], "foo+y", 5);
	assert_string_not_equal(ids[0] + 5, ids[2] + 5);
	assert_string_equal(ids[1], "bar");
	assert_string_equal(ids[3], "Bar2");
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_the_rule),
		cmocka_unit_test(loses_nothing),
		cmocka_unit_test(shortens),
		cmocka_unit_test(tells_apart),
	};

	return cmocka_run_group_tests_name("testname", tests, NULL, NULL);
}
