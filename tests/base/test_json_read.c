/* json_read.c: each token and each fault of JSON, with its place. */
#include "tap/unit.h"
#include "base/json_read.h"

static void
test_json(void **state)
{
	(void)state;
	static const struct {
		const char *bytes, *expected;
	} rows[] = {
		{ "null", "null " },
		{ " [1, -2.5e+3,true ,false,[],{}]", "[ 1 -2.5e+3 true false [ ] { } ] " },
		{ "{\"a\":{\"b\":[\"c\"]},\"d\":null}", "{ a: { b: [ 'c' ] } d: null } " },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"", "'\"\\/\b\f\n\r\tA' " },
		{ "\"\\ud83d\\ude00 \\ud83d x \\u0000 \\udc00\"",
			"'\xf0\x9f\x98\x80 \xef\xbf\xbd x \xef\xbf\xbd \xef\xbf\xbd' " },
		{ "\"\\ud83d\\n\\ud83d\\u0041\"",
			"'\xef\xbf\xbd\n\xef\xbf\xbd"
			"A' " },
		{ "[1 2]", "[ 1 !a comma belongs here " },
		{ "[1,]", "[ 1 !a value belongs here " },
		{ "{1:2}", "{ !a name in quotes belongs here " },
		{ "{\"a\" 2}", "{ !a colon belongs here " },
		{ "[01]", "[ 0 !a comma belongs here " },
		{ "[1.]", "[ !this is no number " },
		{ "[-]", "[ !this is no number " },
		{ "nul", "!a value belongs here " },
		{ "\"a\nb\"", "!a control character stands in a string " },
		{ "\"\\x\"", "!no such escape in a string " },
		{ "\"\\u12\"", "!no such escape in a string " },
		{ "1 2", "1 !something follows the value " },
		{ "", "!the file ends where a value belongs " },
		{ "[", "[ !the file ends where a value belongs " },
		{ "]", "!a value belongs here " },
		{ "[}", "[ !a value belongs here " },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		struct json j;
		struct buf out = { 0 };
		enum json_token t;

		json_open_text(&j, rows[i].bytes, strlen(rows[i].bytes));
		do {
			static const char *const names[] = { [JSON_OBJECT] = "{",
				[JSON_OBJECT_END] = "}",
				[JSON_ARRAY] = "[",
				[JSON_ARRAY_END] = "]",
				[JSON_TRUE] = "true",
				[JSON_FALSE] = "false",
				[JSON_NULL] = "null" };

			t = json_next(&j);
			if (t == JSON_KEY)
				buf_printf(&out, "%s: ", buf_text(&j.text));
			else if (t == JSON_STRING)
				buf_printf(&out, "'%s' ", buf_text(&j.text));
			else if (t == JSON_NUMBER)
				buf_printf(&out, "%s ", buf_text(&j.text));
			else if (t == JSON_BAD)
				buf_printf(&out, "!%s ", j.fault);
			else if (t != JSON_END)
				buf_printf(&out, "%s ", names[t]);
		} while (t != JSON_END && t != JSON_BAD);
		assert_int_equal(json_next(&j), t); /* it stays so */
		if (strcmp(buf_text(&out), rows[i].expected))
			fail_msg("%s is read as %s, not %s", rows[i].bytes, buf_text(&out), rows[i].expected);
		json_release(&j);
		buf_release(&out);
	}
	struct buf deep = { 0 };

	for (int i = 0; i < JSON_DEPTH_MAX + 1; i++)
		buf_addc(&deep, '[');
	struct json j;
	enum json_token t;

	json_open_text(&j, deep.s, deep.len);
	while ((t = json_next(&j)) == JSON_ARRAY)
		;
	assert_int_equal(t, JSON_BAD);
	assert_string_equal(j.fault, "objects and arrays lie deeper than 64 levels");
	json_release(&j);
	buf_release(&deep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
