/* Steps of a workflow that stand in it once, with an anchor and aliases, and what they stood as. */
#include "tap/unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "emit/share.h"

#define TOP "name: x\n\njobs:\n"

/* Sharing the steps of `plain` makes `shared` of it, and expanding that makes `expanded`. */
static void
expect(const char *plain, const char *shared, const char *expanded)
{
	struct arena a = { 0 };
	struct buf text = { 0 };

	buf_adds(&text, plain);
	share_steps(&a, &text);
	assert_string_equal(buf_text(&text), shared);
	assert_string_equal(share_expand(&a, shared, shared), expanded);
	/* it is shared already */
	share_steps(&a, &text);
	assert_string_equal(buf_text(&text), shared);
	buf_release(&text);
	arena_release(&a);
}

static void
nothing_alike(void **state)
{
	(void)state;
	expect("", "", "");
	expect(TOP, TOP, TOP);
	const char *one = TOP
		"  a:\n    steps:\n      - uses: x/y@1\n        with:\n          z: 1\n      - run: |\n          true\n\n          - true\n";

	expect(one, one, one);
	/* a single line is no longer than an alias */
	const char *short_ones = TOP "  a:\n    steps:\n      - uses: x/y@1\n\n  b:\n    steps:\n      - uses: x/y@1\n";

	expect(short_ones, short_ones, short_ones);
	/* what differs in the last line alone */
	const char *nearly = TOP
		"  a:\n    steps:\n      - name: X\n        run: one\n\n  b:\n    steps:\n      - name: X\n        run: two\n";

	expect(nearly, nearly, nearly);
}

static void
alike(void **state)
{
	(void)state;
	const char *plain = TOP
		"  a:\n    steps:\n      # why\n      - name: \"Do it, now\"\n        run: |\n          true\n\n          # not a step\n"
		"      - uses: owner/get-it@1 # v1\n        with:\n          z: 1\n\n"
		"  # next\n  b:\n    env:\n      - uses: owner/get-it@1 # v1\n        with:\n          z: 1\n    steps:\n      # why\n      - name: \"Do it, now\"\n        run: |\n          true\n\n          # not a step\n"
		"      # another reason\n      - uses: owner/get-it@1 # v1\n        with:\n          z: 1\n";

	expect(plain,
		TOP
		"  a:\n    steps:\n      # why\n      - &do-it-now\n        name: \"Do it, now\"\n        run: |\n          true\n\n          # not a step\n"
		"      - &get-it\n        uses: owner/get-it@1 # v1\n        with:\n          z: 1\n\n"
		"  # next\n  b:\n    env:\n      - uses: owner/get-it@1 # v1\n        with:\n          z: 1\n    steps:\n      - *do-it-now\n      # another reason\n      - *get-it\n",
		plain);
}

static void
names(void **state)
{
	(void)state;
	const char *plain = TOP
		"  a:\n    steps:\n      - uses: o/get@1\n        id: a\n      - uses: o/get@1\n        id: b\n      - run: a\n        id: +\n"
		"  b:\n    steps:\n      - uses: o/get@1\n        id: b\n      - uses: o/get@1\n        id: a\n      - run: a\n        id: +\n";

	expect(plain,
		TOP
		"  a:\n    steps:\n      - &get-2\n        uses: o/get@1\n        id: a\n      - &get\n        uses: o/get@1\n        id: b\n      - &run-a\n        run: a\n        id: +\n"
		"  b:\n    steps:\n      - *get\n      - *get-2\n      - *run-a\n",
		plain);
}

/* What somebody has changed by hand is read as far as it goes, and no alias leads anywhere else. */
static void
by_hand(void **state)
{
	static const char *const texts[] = { TOP "  a:\n    steps:\n      - *none\n",
		TOP "  a:\n    steps:\n      - &a\n", TOP "  a:\n    steps:\n      - &a\n      - *a\n",
		TOP "  a:\n    steps:\n      -\n      - &\n      - *", "    steps:\n      - &a\n        - *a" };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_non_null(share_expand(&a, texts[i], texts[i]));
	assert_string_equal(share_expand(&a, texts[0], texts[0]), texts[0]);
	arena_release(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_alike),
		cmocka_unit_test(alike),
		cmocka_unit_test(names),
		cmocka_unit_test(by_hand),
	};

	return cmocka_run_group_tests_name("share", tests, NULL, NULL);
}
