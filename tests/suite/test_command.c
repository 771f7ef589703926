/* command.c: law 5 in every place a hole may stand in, and what is refused. */
#include "tap/unit.h"

#include "base/arena.h"
#include "suite/command.h"
#include "base/esc.h"

static const char *const three[] = { "a", "b c", "$d'" };
static const char *the_value; /* of {v} */

/* {v} is a text, {w} three words, {none} no words, {one} "1", {long-name_2} "long". */
static bool
lookup(void *ctx, const char *name, struct value *ret_value)
{
	const char *text = !strcmp(name, "v")  ? the_value
		: !strcmp(name, "one")         ? "1"
		: !strcmp(name, "long-name_2") ? "long"
					       : NULL;

	(void)ctx;
	if (text)
		*ret_value = (struct value){ .kind = VALUE_TEXT, .text = text, .len = strlen(text) };
	else if (!strcmp(name, "w"))
		*ret_value = (struct value){ .kind = VALUE_WORDS, .words = three, .count = countof(three) };
	else if (!strcmp(name, "none"))
		*ret_value = (struct value){ .kind = VALUE_WORDS };
	else
		return false;
	return true;
}

static const struct {
	const char *command, *filled; /* with {v} it's $5 */
} cases[] = {
	{ "./t", "./t" },
	{ " \t\n./t  \n", "./t" },
	{ "./t {v}", "./t 'it'\\''s $5'" },
	{ "./t \"{v}\"", "./t \"it's \\$5\"" },
	{ "./t '{v}'", "./t 'it'\\''s $5'" },
	{ "./t x{v}y", "./t x'it'\\''s $5'y" },
	{ "./t \"x{v}y\" {one}", "./t \"xit's \\$5y\" 1" },
	{ "./t $(echo {v})", "./t $(echo 'it'\\''s $5')" },
	{ "./t \"$(echo {v})\"", "./t \"$(echo 'it'\\''s $5')\"" },
	{ "./t \"$(echo \"{v}\")\"", "./t \"$(echo \"it's \\$5\")\"" },
	{ "./t \"$(echo '{v}')\"", "./t \"$(echo 'it'\\''s $5')\"" },
	{ "./t $( (echo {v}) )", "./t $( (echo 'it'\\''s $5') )" },
	{ "(cd x && ./t {v})", "(cd x && ./t 'it'\\''s $5')" },
	{ "./t \\\" {v} \\\"", "./t \\\" 'it'\\''s $5' \\\"" },
	{ "./t \\' {v}", "./t \\' 'it'\\''s $5'" },
	{ "./t \"'{v}'\"", "./t \"'it's \\$5'\"" },
	{ "./t '\"' {v} '\"'", "./t '\"' 'it'\\''s $5' '\"'" },
	/* words */
	{ "./t {w}", "./t a 'b c' '$d'\\'''" },
	{ "./t \"{w}\"", "./t \"a b c \\$d'\"" },
	{ "./t '{w}'", "./t 'a b c $d'\\'''" },
	{ "./t {none} x", "./t x" },
	{ "./t {none}", "./t" },
	{ "./t {none} {none}", "./t" },
	{ "./t x{none}y", "./t xy" },
	{ "./t \"{none}\" x", "./t \"\" x" },
	{ "{none} ./t", " ./t" },
	/* braces */
	{ "./t {{one}", "./t {one}" },
	{ "./t {{{one}}", "./t {1}" },
	{ "./t {one}{one}", "./t 11" },
	{ "./t { one; }", "./t { one; }" },
	{ "./t {} {a,b} {1} {-x} { {", "./t {} {a,b} {1} {-x} { {" },
	{ "./t '{{one}' \"{{one}\"", "./t '{one}' \"{one}\"" },
	{ "./t {long-name_2}", "./t long" },
	{ "./t ${HOME} ${X:-y} $HOME $1 $", "./t ${HOME} ${X:-y} $HOME $1 $" },
	{ "./t \"${X:-\"y\"}\" {one}", "./t \"${X:-\"y\"}\" 1" },
	{ "./t $((1 + (2 * 3))) {one}", "./t $((1 + (2 * 3))) 1" },
	{ "./t `id` {one}", "./t `id` 1" },
	/* no comments */
	{ "./t a#b '#' \"#\" \\# ${#x} {one}", "./t a#b '#' \"#\" \\# ${#x} 1" },
	{ "./t \\\\", "./t \\\\" },
};

static void
test_fill(void **state)
{
	(void)state;
	the_value = "it's $5";
	for (size_t i = 0; i < countof(cases); i++) {
		struct arena a = { 0 };
		struct said said;
		struct command c;
		struct buf out = { 0 };

		said_init(&said);
		bool ok = command_parse(&c, &a, &said.d, (struct loc){ "f", 1, 1 }, cases[i].command,
			strlen(cases[i].command));

		assert_said(&said, "");
		assert_true(ok);
		assert_null(command_fill(&c, lookup, NULL, &out));
		assert_string_equal(buf_text(&out), cases[i].filled);
		buf_release(&out);
		said_release(&said);
		arena_release(&a);
	}
}

/* Every place, every awkward value: the program gets it. */
static void
test_read_by_sh(void **state)
{
	static const struct {
		const char *command, *before, *after;
	} places[] = {
		{ "printf '<%s>' {v}", "<", ">" },
		{ "printf '<%s>' \"{v}\"", "<", ">" },
		{ "printf '<%s>' '{v}'", "<", ">" },
		{ "printf '<%s>' x{v}y", "<x", "y>" },
		{ "printf '<%s>' \"$(printf '%s.' {v})\"", "<", ".>" },
		{ "printf '<%s>' \"$(printf '%s.' \"{v}\")\"", "<", ".>" },
		{ "printf '<%s>' \"$(printf '%s.' '{v}')\"", "<", ".>" },
		{ "(printf '<%s>' \"`echo x`\"{v})", "<x", ">" },
		{ "x={v}; printf '<%s>' \"$x\"", "<", ">" },
		{ "x=\"{v}\" && printf '<%s>' \"${x}\"", "<", ">" },
	};

	(void)state;
	for (size_t p = 0; p < countof(places); p++) {
		struct arena a = { 0 };
		struct said said;
		struct command c;
		struct buf script = { 0 }, wanted = { 0 }, out = { 0 };

		said_init(&said);
		assert_true(command_parse(&c, &a, &said.d, (struct loc){ "f", 1, 1 }, places[p].command,
			strlen(places[p].command)));
		for (size_t i = 0; awkward[i]; i++) {
			the_value = awkward[i];
			assert_null(command_fill(&c, lookup, NULL, &script));
			buf_adds(&script, "\necho\n");
			buf_printf(&wanted, "%s%s%s\n", places[p].before, awkward[i], places[p].after);
		}
		assert_int_equal(run_sh(&out, buf_text(&script)), 0);
		assert_string_equal(buf_text(&out), buf_text(&wanted));
		buf_release(&script);
		buf_release(&wanted);
		buf_release(&out);
		said_release(&said);
		arena_release(&a);
	}
}

static const struct {
	const char *command, *message;
} refused[] = {
	{ "", "the command is empty" },
	{ " \n\t ", "the command is empty" },
	{ "a\nb",
		"the command has a line break; make it one line, with '&&' or ';' between its parts, or several <command>s" },
	{ "it's", "the command has a single quote that is never closed" },
	{ "'{v}", "the command has a single quote that is never closed" },
	{ "a \"b", "the command has a '\"' that is never closed" },
	{ "a \"b\\\"", "the command has a '\"' that is never closed" },
	{ "a $(b", "the command has a '$(' that is never closed" },
	{ "a $(b \"c)\"", "the command has a '$(' that is never closed" },
	{ "a ${b", "the command has a '${' that is never closed" },
	{ "a $((1)", "the command has a '$((' that is never closed" },
	{ "a `b", "the command has a '`' that is never closed" },
	{ "a `b {v}`",
		"the command has '{v}' within '`', where no quoting is safe: assign it to a shell variable first" },
	{ "a \"`b '{v}'`\"",
		"the command has '{v}' within '`', where no quoting is safe: assign it to a shell variable first" },
	{ "a ${b:-{v}}",
		"the command has '{v}' within '${', where no quoting is safe: assign it to a shell variable first" },
	{ "a \"${b:-\"{v}\"}\"",
		"the command has '{v}' within '${', where no quoting is safe: assign it to a shell variable first" },
	{ "a $(({v} + 1))",
		"the command has '{v}' within '$((', where no quoting is safe: assign it to a shell variable first" },
	{ "a # b", "the command has a comment; write it as <!-- ... --> beside the element" },
	{ "# b", "the command has a comment; write it as <!-- ... --> beside the element" },
	{ "a;#b {v}", "the command has a comment; write it as <!-- ... --> beside the element" },
	{ "$(#b)", "the command has a comment; write it as <!-- ... --> beside the element" },
	{ "a $($($($($($($($($($($($($($($($($($($($($($($($($($($($($($($($($($(",
		"the command is nested too deeply; put it into a script" },
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(refused); i++) {
		struct arena a = { 0 };
		struct said said;
		struct command c;
		struct buf expected = { 0 };

		said_init(&said);
		assert_false(command_parse(&c, &a, &said.d, (struct loc){ "suite.xml", 3, 9 }, refused[i].command,
			strlen(refused[i].command)));
		buf_printf(&expected, "suite.xml:3:9: error: %s\n", refused[i].message);
		assert_said(&said, buf_text(&expected));
		buf_release(&expected);
		said_release(&said);
		arena_release(&a);
	}
}

static void
test_path(void **state)
{
	static const struct {
		const char *path, *filled; /* with {v} it's $5 */
	} paths[] = {
		{ "build/{one}/t", "build/1/t" },
		{ "{v}", "it's $5" },
		{ "a b/'{v}'/\"{one}\"", "a b/'it's $5'/\"1\"" },
		{ "{{one}/{one}{{", "{one}/1{" },
		{ "$ ` # \\ ${", "$ ` # \\ ${" },
		{ "{none}x{none}", "x" },
	};
	struct arena a = { 0 };
	struct said said;
	struct command c;

	(void)state;
	the_value = "it's $5";
	said_init(&said);
	for (size_t i = 0; i < countof(paths); i++) {
		struct buf out = { 0 };

		assert_true(command_parse_path(&c, &a, &said.d, (struct loc){ "f", 1, 1 }, paths[i].path));
		assert_null(command_fill(&c, lookup, NULL, &out));
		assert_string_equal(buf_text(&out), paths[i].filled);
		buf_release(&out);
	}
	assert_said(&said, "");
	assert_false(command_parse_path(&c, &a, &said.d, (struct loc){ "f", 1, 1 }, ""));
	assert_said(&said, "f:1:1: error: the path is empty\n");
	said_release(&said);
	arena_release(&a);
}

static void
test_holes(void **state)
{
	static const char text[] = "{one} \"{v}\" '{unknown}' {one} {{two}";
	struct arena a = { 0 };
	struct said said;
	struct command c;
	struct buf out = { 0 };

	(void)state;
	said_init(&said);
	the_value = "";
	assert_true(command_parse(&c, &a, &said.d, (struct loc){ "f", 1, 1 }, text, strlen(text)));
	assert_string_equal(command_hole(&c, 0), "one");
	assert_string_equal(command_hole(&c, 1), "v");
	assert_string_equal(command_hole(&c, 2), "unknown");
	assert_string_equal(command_hole(&c, 3), "one");
	assert_null(command_hole(&c, 4));
	assert_true(command_has(&c, "one"));
	assert_true(command_has(&c, "unknown"));
	assert_false(command_has(&c, "two"));
	assert_false(command_has(&c, "on"));
	assert_string_equal(command_fill(&c, lookup, NULL, &out), "unknown");
	buf_release(&out);
	said_release(&said);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_read_by_sh),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_holes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
