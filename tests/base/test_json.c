/* json.c: separators, the first element, null, foreign text. */
#include "tap/unit.h"

#include "base/buf.h"
#include "base/json.h"

static void
assert_json(struct buf *out, const char *wanted)
{
	assert_string_equal(buf_text(out), wanted);
	buf_release(out);
}

static void
test_members(void **state)
{
	struct buf out = { 0 };

	(void)state;
	json_number(&out, "{ ", "format", 1);
	json_text(&out, ",\n  ", "name", "a\"b");
	json_text(&out, ", ", "none", NULL);
	json_number(&out, ", ", "unknown", -1);
	json_flag(&out, ", ", "yes", true);
	json_seconds(&out, ", ", "seconds", 250000);
	json_time(&out, ", ", "time", 1700000000000000);
	json_time(&out, ", ", "never", 0);
	buf_adds(&out, " }");
	assert_json(&out,
		"{ \"format\": 1,\n  \"name\": \"a\\\"b\", \"none\": null, \"unknown\": null, \"yes\": true, "
		"\"seconds\": 0.25, \"time\": \"2023-11-14T22:13:20Z\", \"never\": null }");
}

static void
test_first_element(void **state)
{
	static const char *const words[] = { "a", "[", "{ " };
	struct buf out = { 0 };

	(void)state;
	json_begin(&out, "", NULL, "[");
	json_list(&out, ", ", NULL, words, countof(words));
	json_list(&out, ", ", NULL, words, 0);
	json_begin(&out, ",\n", NULL, "[");
	json_number(&out, ",", NULL, 1);
	json_number(&out, ",", NULL, 2);
	json_begin(&out, ", ", NULL, "{ ");
	json_number(&out, ", ", "a", 3);
	json_number(&out, ", ", "b", 4);
	buf_adds(&out, " }]]");
	assert_json(&out, "[[\"a\", \"[\", \"{ \"], [],\n[1,2, { \"a\": 3, \"b\": 4 }]]");
	json_begin(&out, "", NULL, "[");
	json_begin(&out, ",\n  { ", "x", "[");
	assert_json(&out, "[\n  { \"x\": [");
}

static void
test_cut(void **state)
{
	struct buf out = { 0 };

	(void)state;
	json_text_cut(&out, "", NULL, "a\nb\033", 4);
	json_text_cut(&out, ", ", NULL, "a\nbcd", 3);
	json_text_cut(&out, ", ", NULL, "ab\xe2\x82\xac", 4);
	json_text_cut(&out, ", ", NULL, NULL, 3);
	assert_json(&out, "\"a\\nb\\u001b\", \"a\\nb...\", \"ab...\", null");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_first_element),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
