/* diag.c: how a message looks, whatever the line it points into; and what was probably meant. */
#include "tap/unit.h"

static const struct {
	const char *source;
	unsigned line, col;
	const char *shown; /* below the message */
} carets[] = {
	{ "one\ntwo\n", 1, 1, "one\n^\n" }, { "one\ntwo\n", 2, 3, "two\n  ^\n" }, { "one\ntwo", 2, 1, "two\n^\n" },
	{ "one\n", 1, 4, "one\n   ^\n" }, /* just behind the end */
	{ "one\n", 1, 99, "one\n   ^\n" }, { "one\r\ntwo\r\n", 1, 2, "one\n ^\n" },
	{ "\ta\tb\n", 1, 4, "\ta\tb\n\t \t^\n" }, { "éé x\n", 1, 4, "éé x\n   ^\n" }, { "é🌙x\n", 1, 3, "é🌙x\n  ^\n" },
	{ "é🌙\n", 1, 3, "é🌙\n  ^\n" }, { "\n\nx\n", 2, 1, "\n^\n" }, { "x\n", 2, 1, "" }, /* there is no such line */
	/* what stands in the line is foreign: it is shown, and the caret below what is shown */
	{ "a\033[2Jb\xc2\x9b\n", 1, 6, "a^[[2Jb\\u009b\n      ^\n" }, { "::error::x\n", 1, 3, ":\\:error::x\n   ^\n" },
	{ "\xff\xe2\x80\xaex\n", 1, 1, "\\xff\\u202ex\n^\n" }, { "x\n", 9, 1, "" }, { "", 1, 1, "" },
	{ "x\n", 0, 0, "" }, /* the file as a whole */
};

static void
test_caret(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(carets); i++) {
		struct said said;
		struct buf expected = { 0 };
		size_t len = strlen(carets[i].source);
		char *source = malloc(len ? len : 1); /* without a NUL behind it */

		memcpy(source, carets[i].source, len);
		said_init(&said);
		diag_source(&said.d, "other", "zzz\n", 4);
		diag_source(&said.d, "f", source, len);
		diag_error(&said.d, (struct loc){ "f", carets[i].line, carets[i].col }, "what '%s'", "x");
		if (carets[i].line)
			buf_printf(&expected, "f:%u:%u: error: what 'x'\n%s", carets[i].line, carets[i].col,
				carets[i].shown);
		else
			buf_printf(&expected, "f: error: what 'x'\n");
		assert_said(&said, buf_text(&expected));
		buf_release(&expected);
		said_release(&said);
		free(source);
	}
}

/* Of a line of many thousand characters only what is around the place; the caret is still under it. */
static void
test_long_line(void **state)
{
	static const char *const characters[] = { "a", "é", "🌙" };

	(void)state;
	for (size_t k = 0; k < countof(characters); k++) {
		struct buf line = { 0 };

		for (int i = 0; i < 5000; i++)
			buf_adds(&line, i == 2500 ? "X" : characters[k]);
		for (unsigned col = 1; col <= 5001; col += 100) {
			struct said said;

			said_init(&said);
			diag_source(&said.d, "f", buf_text(&line), line.len);
			diag_error(&said.d, (struct loc){ "f", 1, col }, "m");
			const char *shown = strchr(said_text(&said), '\n') + 1, *caret = strrchr(shown, '^');
			size_t shown_len = strcspn(shown, "\n"), blanks = (size_t)(caret - (shown + shown_len + 1));

			assert_true(shown_len <= 160);
			/* whole characters: the line begins with one, and as many stand before the caret as blanks
			 * under them */
			assert_true(((unsigned char)*shown & 0xc0) != 0x80);
			size_t whole = 0;

			for (size_t i = 0; i < shown_len; i++)
				whole += ((unsigned char)shown[i] & 0xc0) != 0x80;
			assert_true(blanks <= whole);
			if (col == 2501) {
				const char *p = shown;

				for (size_t i = 0; i < blanks; i++)
					do
						p++;
					while (((unsigned char)*p & 0xc0) == 0x80);
				assert_int_equal(*p, 'X');
			}
			said_release(&said);
		}
		buf_release(&line);
	}
}

static void
test_forms(void **state)
{
	struct said said;
	char big[9000];

	(void)state;
	said_init(&said);
	diag_error(&said.d, (struct loc){ 0 }, "no place");
	diag_warn(&said.d, (struct loc){ "f", 3, 4 }, "a warning");
	diag_note(&said.d, (struct loc){ "f", 5, 6 }, "a note");
	assert_int_equal(said.d.errors, 1);
	assert_int_equal(said.d.warnings, 1);
	assert_string_equal(said_text(&said),
		"nightshift: error: no place\nf:3:4: warning: a warning\nf:5:6: note: a note\n");
	said_release(&said);

	said_init(&said);
	said.d.color = true;
	diag_source(&said.d, "f", "abc\n", 4);
	diag_error(&said.d, (struct loc){ "f", 1, 2 }, "m");
	diag_warn(&said.d, (struct loc){ 0 }, "w");
	assert_said(&said,
		"f:1:2: \033[1;31merror:\033[0m m\nabc\n \033[1;32m^\033[0m\nnightshift: \033[1;35mwarning:\033[0m w\n");
	said_release(&said);

	/* A message longer than anyone reads is cut, and says so. */
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	said_init(&said);
	diag_error(&said.d, (struct loc){ 0 }, "%s", big);
	assert_true(strlen(said_text(&said)) < sizeof(big));
	assert_string_equal(said_text(&said) + strlen(said_text(&said)) - 5, "x...\n");
	said_release(&said);

	/* Nobody listens: it is counted. */
	said_init(&said);
	struct diag nobody = { .out = NULL };

	diag_error(&nobody, (struct loc){ "f", 1, 1 }, "m");
	diag_warn(&nobody, (struct loc){ 0 }, "m");
	assert_int_equal(nobody.errors + nobody.warnings, 2);
	said_release(&said);

	/* More sources than there is room for: no line, no harm. */
	said_init(&said);
	for (int i = 0; i < DIAG_SOURCES + 3; i++)
		diag_source(&said.d, i < DIAG_SOURCES ? "g" : "f", "abc\n", 4);
	diag_error(&said.d, (struct loc){ "f", 1, 1 }, "m");
	assert_said(&said, "f:1:1: error: m\n");
	said_release(&said);
}

/* What a command printed: the message has the command's place, and shows the line that was printed. */
static void
test_printed(void **state)
{
	const struct loc command = { "f", 2, 3 };
	struct said said;

	(void)state;
	said_init(&said);
	said.d.annotate = true;
	diag_source(&said.d, "f", "abc\n  def\n", 10);
	assert_true(diag_printed(&said.d, "f:2:3", "one\nt\033o\xff\t.\n", 11, command));
	diag_error(&said.d, (struct loc){ "f:2:3", 2, 5 }, "m");
	diag_note(&said.d, (struct loc){ "f:2:3", 1, 1 }, "n");
	assert_said(&said,
		"f:2:3: error: in line 2 of what this prints: m\nt^[o\\xff\t.\n        ^\n"
		"::error file=f,line=2,col=3::in line 2 of what this prints: m\n"
		"f:2:3: note: in line 1 of what this prints: n\none\n^\n"
		"::notice file=f,line=2,col=3::in line 1 of what this prints: n\n");
	for (size_t i = said.d.source_count; i < DIAG_SOURCES; i++)
		assert_true(diag_printed(&said.d, "x", "", 0, command));
	assert_false(diag_printed(&said.d, "x", "", 0, command));
	said_release(&said);
}

/* Of many messages the first are shown, and the others counted. */
static void
test_many(void **state)
{
	struct said said;
	size_t lines = 0;

	(void)state;
	said_init(&said);
	for (int i = 0; i < DIAG_SHOWN; i++)
		diag_error(&said.d, (struct loc){ 0 }, "e");
	diag_end(&said.d);
	assert_null(strstr(said_text(&said), "more"));
	diag_error(&said.d, (struct loc){ 0 }, "hidden");
	diag_note(&said.d, (struct loc){ 0 }, "hidden");
	diag_warn(&said.d, (struct loc){ 0 }, "w");
	diag_note(&said.d, (struct loc){ 0 }, "n");
	for (int i = 0; i < DIAG_SHOWN + 1; i++)
		diag_warn(&said.d, (struct loc){ 0 }, "w");
	diag_end(&said.d);
	const char *text = said_text(&said);

	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 2 * DIAG_SHOWN + 2);
	assert_null(strstr(text, "hidden"));
	assert_non_null(strstr(text, "nightshift: note: n\n"));
	assert_non_null(strstr(text, "\nnightshift: and 1 more error and 2 more warnings, which are not shown\n"));
	assert_int_equal(said.d.errors, DIAG_SHOWN + 1);
	said_release(&said);
}

/* GitHub Actions: github.com/actions/toolkit, packages/core/src/command.ts. */
static void
test_annotations(void **state)
{
	struct said said;

	(void)state;
	said_init(&said);
	said.d.annotate = true;
	diag_error(&said.d, (struct loc){ "f", 3, 4 }, "m");
	assert_said(&said, "f:3:4: error: m\n::error file=f,line=3,col=4::m\n");
	said.d.annotate = true;
	diag_warn(&said.d, (struct loc){ "a:b,c%d\r\n", 0, 0 }, "50%% of 'a:b,c'\r\nand");
	assert_said(&said,
		"a:b,c%d^M : warning: 50% of 'a:b,c'^M and\n"
		"::warning file=a%3Ab%2Cc%25d^M%0A::50%25 of 'a:b,c'^M%0Aand\n");
	said.d.annotate = true;
	diag_note(&said.d, (struct loc){ 0 }, "n");
	assert_said(&said, "nightshift: note: n\n::notice ::n\n");
	said_release(&said);
}

static void
test_meant(void **state)
{
	static const char *const names[] = { "seconds", "seed", "variants", "platforms", "from", "to", "chunks",
		"nightly" };
	static const struct {
		const char *name, *meant;
	} words[] = {
		{ "seconds", "seconds" },
		{ "secands", "seconds" },
		{ "second", "seconds" },
		{ "sceonds", "seconds" },
		{ "varients", "variants" },
		{ "platform", "platforms" },
		{ "form", "from" },
		{ "fro", "from" },
		{ "nightley", "nightly" },
		{ "zzzzzz", NULL },
		{ "q", NULL },
		{ "ot", "to" },
	};
	char longer[200];

	(void)state;
	for (size_t i = 0; i < countof(words); i++) {
		const char *meant = diag_meant(words[i].name, names, countof(names));

		if (words[i].meant)
			assert_string_equal(meant, words[i].meant);
		else
			assert_null(meant);
	}
	assert_null(diag_meant("a", names, 0));
	assert_null(diag_meant("", names, countof(names)));
	/* Of two that are as near, the first: the order of the list decides, not chance. */
	static const char *const twins[] = { "abcx", "abcy" };

	assert_string_equal(diag_meant("abcz", twins, 2), "abcx");
	/* Names of any length are looked at without harm. */
	memset(longer, 'x', sizeof(longer));
	longer[199] = '\0';
	assert_null(diag_meant(longer, names, countof(names)));
	longer[63] = '\0';
	const char *same[] = { longer };

	assert_string_equal(diag_meant(longer, same, 1), longer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_caret),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_printed),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_annotations),
		cmocka_unit_test(test_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
