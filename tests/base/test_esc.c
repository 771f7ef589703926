/* esc.c: each language, by a table, and read back by the real sh and make. */
#include "tap/unit.h"

#include "base/esc.h"
#include "base/twins.h"

static const struct {
	const char *text, *sh, *make, *nix, *json;
} cases[] = {
	{ "", "''", "", "\"\"", "\"\"" },
	{ "plain-1.2_3/x:y@z%+,", "plain-1.2_3/x:y@z%+,", "plain-1.2_3/x:y@z%+,", "\"plain-1.2_3/x:y@z%+,\"",
		"\"plain-1.2_3/x:y@z%+,\"" },
	{ "a=b", "'a=b'", "a=b", "\"a=b\"", "\"a=b\"" },
	{ " a ", "' a '", "$() a $()", "\" a \"", "\" a \"" },
	{ "\ta\t", "'\ta\t'", "$()\ta\t$()", "\"\\ta\\t\"", "\"\\ta\\t\"" },
	{ "it's", "'it'\\''s'", "it's", "\"it's\"", "\"it's\"" },
	{ "''${x}", "''\\'''\\''${x}'", "''$${x}", "\"''\\${x}\"", "\"''${x}\"" },
	{ "a\"b", "'a\"b'", "a\"b", "\"a\\\"b\"", "\"a\\\"b\"" },
	{ "$", "'$'", "$$", "\"\\$\"", "\"$\"" },
	{ "$$x$", "'$$x$'", "$$$$x$$", "\"\\$\\$x\\$\"", "\"$$x$\"" },
	{ "`id`", "'`id`'", "`id`", "\"`id`\"", "\"`id`\"" },
	{ "\\", "'\\'", "\\$()", "\"\\\\\"", "\"\\\\\"" },
	{ "a\\b", "'a\\b'", "a\\b", "\"a\\\\b\"", "\"a\\\\b\"" },
	{ "#", "'#'", "\\#", "\"#\"", "\"#\"" },
	{ "a\\#", "'a\\#'", "a\\\\\\#", "\"a\\\\#\"", "\"a\\\\#\"" },
	{ "\\\\#\\x", "'\\\\#\\x'", "\\\\\\\\\\#\\x", "\"\\\\\\\\#\\\\x\"", "\"\\\\\\\\#\\\\x\"" },
	{ "é🌙", "'é🌙'", "é🌙", "\"é🌙\"", "\"é🌙\"" },
	/* what YAML does not take raw */
	{ "\x7f", "'\x7f'", "\x7f", "\"\x7f\"", "\"\\u007f\"" },
	{ "\xc2\x85", "'\xc2\x85'", "\xc2\x85", "\"\xc2\x85\"", "\"\\u0085\"" },
	{ "\xc2\x9fz", "'\xc2\x9fz'", "\xc2\x9fz", "\"\xc2\x9fz\"", "\"\\u009fz\"" },
	{ "\xc2\xa0", "'\xc2\xa0'", "\xc2\xa0", "\"\xc2\xa0\"", "\"\xc2\xa0\"" },
	{ "a\xe2\x80\xa8\xe2\x80\xa9", "'a\xe2\x80\xa8\xe2\x80\xa9'", "a\xe2\x80\xa8\xe2\x80\xa9",
		"\"a\xe2\x80\xa8\xe2\x80\xa9\"", "\"a\\u2028\\u2029\"" },
	{ "\xef\xbb\xbf!", "'\xef\xbb\xbf!'", "\xef\xbb\xbf!", "\"\xef\xbb\xbf!\"", "\"\\ufeff!\"" },
	{ "a\nb", "'a\nb'", NULL, "\"a\\nb\"", "\"a\\nb\"" },
	{ "a\rb", "'a\rb'", NULL, "\"a\\rb\"", "\"a\\u000db\"" },
	{ "\x01", "'\x01'", "\x01", "\"\x01\"", "\"\\u0001\"" },
};

static struct value
text(const char *s)
{
	return (struct value){ .kind = VALUE_TEXT, .text = s, .len = strlen(s) };
}

/* Assert what a language makes of a value; expected NULL: it is refused because of `why`. */
static void
assert_escape(const char *language, struct value v, const char *expected, const char *why)
{
	struct buf out = { 0 };
	const struct esc *e = esc_find(language, strlen(language));

	assert_non_null(e);
	buf_adds(&out, "before ");
	const char *refused = e->text(&out, &v);

	if (expected) {
		assert_null(refused);
		assert_string_equal(buf_text(&out) + 7, expected);
	} else {
		assert_string_equal(refused, why);
	}
	buf_release(&out);
}

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct value v = text(cases[i].text);

		assert_escape("sh", v, cases[i].sh, NULL);
		assert_escape("make", v, cases[i].make, "has a line break, which a make variable cannot hold");
		assert_escape("nix", v, cases[i].nix, NULL);
		assert_escape("json", v, cases[i].json, NULL);
		assert_escape("yaml", v, cases[i].json, NULL);
		assert_escape("raw", v, cases[i].text, NULL);
	}
}

static void
test_numbers(void **state)
{
	struct value n = { .kind = VALUE_NUMBER, .text = "0.25xx", .len = 4 };

	(void)state;
	assert_escape("sh", n, "0.25", NULL);
	assert_escape("make", n, "0.25", NULL);
	assert_escape("nix", n, "0.25", NULL);
	assert_escape("json", n, "0.25", NULL);
	assert_escape("ident", n, "0.25", NULL);
	assert_escape("comment", n, "0.25", NULL);
}

static void
test_words(void **state)
{
	static const char *const words[] = { "a", "b c", "$d", "", "'" }, *const names[] = { "a", "b-1", "_c" };
	struct value w = { .kind = VALUE_WORDS, .words = words, .count = countof(words) },
		     none = { .kind = VALUE_WORDS };
	struct value n = { .kind = VALUE_WORDS, .words = names, .count = countof(names) };

	(void)state;
	assert_escape("sh", w, "a 'b c' '$d' '' ''\\'''", NULL);
	assert_escape("nix", w, "[ \"a\" \"b c\" \"\\$d\" \"\" \"'\" ]", NULL);
	assert_escape("json", w, "[\"a\", \"b c\", \"$d\", \"\", \"'\"]", NULL);
	assert_escape("yaml", w, "[\"a\", \"b c\", \"$d\", \"\", \"'\"]", NULL);
	assert_escape("ident", n, "a b-1 _c", NULL);
	assert_escape("sh", none, "", NULL);
	assert_escape("nix", none, "[ ]", NULL);
	assert_escape("json", none, "[]", NULL);
	assert_escape("ident", none, "", NULL);
	assert_escape("ident", w, NULL, "is not a list of names ([A-Za-z0-9_.+-])");
	assert_escape("make", w, NULL,
		"is a list, which make does not have: turn it into shell words first, with 'sh'");
	assert_escape("comment", w, NULL, "is a list, and a comment is one text");
	assert_escape("raw", w, NULL, "is a list, and 'raw' is for one text");
}

static void
test_names(void **state)
{
	static const struct {
		const char *s;
		bool is;
	} names[] = {
		{ "a", true },
		{ "A-b_c.d+e", true },
		{ "64", true },
		{ "_x", true },
		{ "", false },
		{ "-a", false },
		{ ".a", false },
		{ "+a", false },
		{ "a b", false },
		{ "a/b", false },
		{ "é", false },
		{ "a\n", false },
		{ "a=b", false },
		{ "a:b", false },
		{ "$a", false },
	};
	char longest[130];

	(void)state;
	for (size_t i = 0; i < countof(names); i++) {
		assert_int_equal(esc_is_name(names[i].s, strlen(names[i].s)), names[i].is);
		assert_escape("ident", text(names[i].s), names[i].is ? names[i].s : NULL,
			"is not a name ([A-Za-z0-9_.+-])");
	}
	memset(longest, 'x', sizeof(longest));
	assert_true(esc_is_name(longest, 128));
	assert_false(esc_is_name(longest, 129));
	assert_false(esc_is_name("a\0b", 3));
}

static void
test_comments(void **state)
{
	(void)state;
	assert_escape("comment", text("it's $x # \\ é"), "it's $x # \\ é", NULL);
	assert_escape("comment", text("ends in \\"), "ends in \\ ", NULL);
	assert_escape("comment", text("a\nb"), NULL, "has a control character, which could end a comment");
	assert_escape("comment", text("a\x7f"), NULL, "has a control character, which could end a comment");
	assert_escape("comment", text(""), "", NULL);
}

static void
test_find(void **state)
{
	(void)state;
	assert_null(esc_find("html", 4));
	assert_null(esc_find("", 0));
	assert_null(esc_find("s", 1));
	assert_null(esc_find("shx", 3));
	assert_non_null(esc_find("shx", 2));
	for (const struct esc *e = esc_table; e->name; e++)
		assert_ptr_equal(esc_find(e->name, strlen(e->name)), e);
}

/* Law 5 for sh: what printf gets is the value. */
static void
test_read_by_sh(void **state)
{
	(void)state;
	for (size_t i = 0; awkward[i]; i++) {
		struct buf script = { 0 }, out = { 0 };

		buf_adds(&script, "printf '<%s>' ");
		esc_sh(&script, awkward[i], strlen(awkward[i]));
		assert_int_equal(run_sh(&out, buf_text(&script)), 0);
		assert_int_equal(out.len, strlen(awkward[i]) + 2);
		assert_memory_equal(out.s + 1, awkward[i], out.len - 2);
		buf_release(&script);
		buf_release(&out);
	}
}

static char *
the_make(void)
{
	char *said = getenv("MAKE");

	return said && *said ? said : (char *)"make";
}

/* Law 5 for make: a variable's value, handed on in the environment, so that no shell is between. */
static void
test_read_by_make(void **state)
{
	struct buf script = { 0 }, wanted = { 0 }, out = { 0 };
	char *argv[] = { the_make(), (char *)"-s", (char *)"-f", (char *)"-", NULL };
	const struct esc *make = esc_find("make", 4);

	(void)state;
	unsetenv("MAKEFLAGS");
	unsetenv("MAKELEVEL");
	for (size_t i = 0; awkward[i]; i++) {
		struct value v = text(awkward[i]);

		buf_printf(&script, "export v%zu := ", i);
		assert_null(make->text(&script, &v));
		buf_addc(&script, '\n');
		buf_printf(&wanted, "%zu <%s>\n", i, awkward[i]);
	}
	buf_adds(&script, "all:\n");
	for (size_t i = 0; awkward[i]; i++)
		buf_printf(&script, "\t@printf '%zu <%%s>\\n' \"$$v%zu\"\n", i, i);
	assert_int_equal(run_program(&out, buf_text(&script), argv), 0);
	assert_string_equal(buf_text(&out), buf_text(&wanted));
	buf_release(&script);
	buf_release(&wanted);
	buf_release(&out);
}

/* Both, as a recipe needs them: first sh, then make. */
static void
test_read_by_make_and_sh(void **state)
{
	struct buf script = { 0 }, word = { 0 }, wanted = { 0 }, out = { 0 };
	char *argv[] = { the_make(), (char *)"-s", (char *)"-f", (char *)"-", NULL };
	const struct esc *make = esc_find("make", 4);

	(void)state;
	for (size_t i = 0; awkward[i]; i++) {
		buf_reset(&word);
		esc_sh(&word, awkward[i], strlen(awkward[i]));
		struct value v = { .kind = VALUE_TEXT, .text = buf_text(&word), .len = word.len };

		buf_printf(&script, "v%zu := ", i);
		assert_null(make->text(&script, &v));
		buf_addc(&script, '\n');
		buf_printf(&wanted, "<%s>\n", awkward[i]);
	}
	buf_adds(&script, "all:\n");
	for (size_t i = 0; awkward[i]; i++)
		buf_printf(&script, "\t@printf '<%%s>\\n' $(v%zu)\n", i);
	assert_int_equal(run_program(&out, buf_text(&script), argv), 0);
	assert_string_equal(buf_text(&out), buf_text(&wanted));
	buf_release(&script);
	buf_release(&word);
	buf_release(&wanted);
	buf_release(&out);
}

/* Names that may be one file on macOS. */
static void
test_same_name(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} names[] = {
		{ "", "", true },
		{ "wide-gc_3", "Wide-GC_3", true },
		{ "a", "ab", false },
		{ "a[", "A{", false }, /* 32 apart, but no letters */
		{ "a@", "a`", false },
		{ "x/\xc3\xa9t\xc3\xa9.mk", "x/e\xcc\x81te\xcc\x81.mk", true }, /* composed and not */
		{ "x/\xc3\xa9t\xc3\xa9.mk", "x/\xc3\x89T\xc3\x89.MK", true },
		{ "x/\xc3\xa9t\xc3\xa9.mk", "x/ete.mk", false },
		{ "x/\xc3\xa9t\xc3\xa9.mk", "x/\xc3\xa9t\xc3\xa9.json", false },
		{ "\xc3\xa9/a", "\xc3\xa9/b", false },
	};

	(void)state;
	for (size_t i = 0; i < countof(names); i++) {
		int order = esc_name_order(names[i].a, names[i].b), back = esc_name_order(names[i].b, names[i].a);

		assert_int_equal(esc_same_name(names[i].a, names[i].b), names[i].same);
		assert_true((order > 0) == (back < 0) && !order == names[i].same);
	}
}

static struct buf twins;

static void
add_twins(void *context, size_t one, size_t other)
{
	assert_null(context);
	buf_printf(&twins, "%zu %zu;", one, other);
}

static void
test_twins(void **state)
{
	static const char *const names[] = { "b", "a", "B2", "A", "c", "a", "b2", "C.", "B2" };

	(void)state;
	twins_find(names, 2, add_twins, NULL);
	assert_string_equal(buf_text(&twins), "");
	twins_find(names, countof(names), add_twins, NULL);
	assert_string_equal(buf_text(&twins), "1 3;2 6;");
	buf_release(&twins);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_read_by_sh),
		cmocka_unit_test(test_read_by_make),
		cmocka_unit_test(test_read_by_make_and_sh),
		cmocka_unit_test(test_same_name),
		cmocka_unit_test(test_twins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
