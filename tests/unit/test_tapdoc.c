/* tapdoc.c: documents of TAP: points and their numbers, plans, directives, subtests, diagnostics, and what is not whole. */
#include "record/readers.h"
#include "unit/tap.h"
#include "unit/tapdoc.h"

/* Bytes come in pieces of `chunk`; 0: all that there are. */
static void
tap(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	static char piece[1024 * 1024];
	struct tapdoc *doc = tapdoc_open("f", "", sink, end);
	size_t n;

	while ((n = fread(piece, 1, chunk ? chunk : sizeof(piece), in)))
		tapdoc_feed(doc, piece, n);
	tapdoc_end(doc);
	tapdoc_close(doc);
}

static const struct row tap_rows[] = {
	{ "1..2\nok 1 - a\nnot ok 2 b\n", ",,a: pass\n,,b: fail\n" },
	{ "TAP version 14\nok\nok 2\nok 3 -\nok four\n1..4\n", ",,1: pass\n,,2: pass\n,,3: pass\n,,four: pass\n" },
	{ "1..5\nok 1 a # SKIP why\nnot ok 2 b # skip\nnot ok 3 c # TODO later\nok 4 d # TODO\nok 5 e # skipped: x\n",
		",,a: skipped [SKIP why]\n,,b: fail [skip]\n,,c: skipped [TODO later]\n,,d: pass\n,,e: skipped [skipped: x]\n" },
	{ "1..3\nok 1 - a \\# b\nok 2 - a # b\nok 3 - a \\\\ b \\# SKIP no\n",
		",,a # b: pass\n,,a # b: pass\n,,a \\ b # SKIP no: pass\n" },
	/* a directive is a '#' with a blank before it; any other is text */
	{ "1..3\nok 1 - inserts\nnot ok 2 - inserts into map#skiplist\nnot ok 3 C# todo\n",
		",,inserts: pass\n,,inserts into map#skiplist: fail\n,,C# todo: fail\n" },
	{ "1..4\nnot ok 1 - a #SKIP\nok 2 - a # b # sKiP why\nnot ok 3 - \\# SKIP no # TODO c\nok 4 - a # SKIP b # TODO c\n",
		",,a: fail [SKIP]\n,,a # b: skipped [sKiP why]\n,,# SKIP no: skipped [TODO c]\n,,a: skipped [SKIP b # TODO c]\n" },
	/* SKIP excuses no failure, as with prove, TODO only that; the first of two counts */
	{ "1..4\nnot ok 1 a # SKIP why\nnot ok 2 b # SKIP c # TODO d\nok 3 e # TODO f # SKIP g\nnot ok 4 # TODO & SKIP h\n",
		",,a: fail [SKIP why]\n,,b: fail [SKIP c # TODO d]\n,,e: pass\n,,4: skipped [TODO & SKIP h]\n" },
	{ "1..1\nnot ok 1 a # SKIP why\n# more\n  ---\n  message: m\n  ...\n",
		",,a: fail [SKIP why] {more\n  message: m\n}\n" },
	{ "1..2\nnot ok 1 - a # todos from list\nok 2 - b # skipper\n",
		",,a # todos from list: fail\n,,b # skipper: pass\n" },
	{ "1..1\nok 1 - a \\# b in 5ms\n", ",,a # b: pass 5000\n" },
	/* what is no TAP */
	{ "1..1\n1..2 and more\nok 1 a\n", ",,a: pass\n" },
	{ "hello\n1..1\n# comment\npragma +strict\nok 1 a\nokay 2\nok2\n   ok 3\n", ",,a: pass\n" },
	/* diagnostics */
	{ "1..2\nnot ok 1 a\n  ---\n  message: 'it broke'\n  duration_ms: 12.5\n  data: |\n    ok 7 no point\n  ...\nok 2 b\n  ---\n  "
	  "duration_ms: 3\n  message: fine\n  ...\n",
		",,a: fail 12500 [it broke] {  message: 'it broke'\n  duration_ms: 12.5\n  data: |\n    ok 7 no point\n}\n,,b: pass 3000 "
		"[fine]\n" },
	/* diagnostics without an end hide nothing: what is less deep is read as usual */
	{ "1..1\nok 1\n  ---\n  message: x\nnot ok 2 - boom\n",
		",,1: pass [x]\n,,boom: fail\n!5:1 test point 2 is none of the planned ones, 1..1\n" },
	{ "1..2\nok 1 a\n  ---\n  message: x\nnot ok 2 b\n", ",,a: pass [x]\n,,b: fail\n" },
	{ "1..2\nnot ok 1 a\n  ---\n  message: x\n\n \n  error: y\n# why\nnot ok 2 b\n",
		",,a: fail [x] {  message: x\n\n \n  error: y\nwhy\n}\n,,b: fail\n" },
	{ "ok 1 a\n  ---\n  message: x\n1..2\n", ",,a: pass [x]\n!4:1 2 test points were planned, and there is 1\n" },
	{ "1..2\nok 1 a\n  ---\nBail out! gone\n", ",,a: pass\n!4:1 it bailed out: gone\n" },
	{ "1..2\nok 1 a\n  ---\n  Bail out! not this\n  ...\n   Bail out!  but this\n",
		",,a: pass\n!6:1 it bailed out: but this\n" },
	{ "1..2\nok 1 a\n  ---\n# Subtest: s\n    not ok 1 b\n    1..1\nok 2 s\n", ",,a: pass\ns,,b: fail\n" },
	{ "1..1\n# Subtest: s\n    ok 1 a\n      ---\n      message: x\n    not ok 2 b\n    1..2\nok 1 s\n",
		"s,,a: pass [x]\ns,,b: fail\n" },
	{ "1..1\n    ok 1 a\n    1..1\nok 1 s\n  ---\n  duration_ms: 1\nnot ok 2 b\n",
		",,a: pass\n,,b: fail\n!7:1 test point 2 is none of the planned ones, 1..1\n" },
	{ "1..2\nok 1 a\n    ---\n    message: x\n  ...\nnot ok 2 b\n", ",,a: pass [x]\n,,b: fail\n" },
	{ "1..2\nok 1 a\n  --- \t\n  message: x\n  ... \nnot ok 2 b\n", ",,a: pass [x]\n,,b: fail\n" },
	{ "1..2\nok 1 a\n---\nnot ok 2 b\n...\n", ",,a: pass\n,,b: fail\n" },
	{ "1..1\nok 1 a\n  ---\n  message: x\n", ",,a: pass [x]\n" },
	{ "1..1\nok 1 a\n  ---\n  message: x\n  ...\n  ---\n  message: y\nok 2\n",
		",,a: pass [x]\n,,2: pass\n!8:1 test point 2 is none of the planned ones, 1..1\n" },
	{ "1..1\nnot ok 1 a\n  ---\n  x: |\n    ...\n  message: m\n  ...\n",
		",,a: fail [m] {  x: |\n    ...\n  message: m\n}\n" },
	/* but what may be a subtest is as deep as they are */
	{ "1..2\nok 1 a\n  ---\n  message: x\n    not ok 1 b\n    1..1\nok 2 s\n",
		",,a: pass [x]\n,,s: pass\n!7:1 diagnostics have no end '...', and a line of TAP stands in them\n" },
	{ "1..1\nok 1 a\n  ---\n    1..1\n",
		",,a: pass\n!4:1 diagnostics have no end '...', and a line of TAP stands in them\n" },
	{ "1..1\nok 1 a\n  ---\n    ok 1 b\n  ...\n  ---\n", ",,a: pass\n" },
	{ "1..1\nok 1 a\n  ---\n  ok 1 b\n     ok 2 c\n", ",,a: pass\n" },
	/* text between a point and its diagnostics, and what is no point of this document */
	{ "1..2\nnot ok 1 a\nx\n\n# y\n  ---\n  message: m\n  ...\nok 2 b\n",
		",,a: fail [m] {y\n  message: m\n}\n,,b: pass\n" },
	{ "1..2\nok 1 a\n   ok 9\n    ---\n    not ok 1 b\n    1..1\nok 2 s\n", ",,a: pass\n,,b: fail\n" },
	{ "1..2\nnot ok 1 a\n# because\n#  of x\nok 2 b\n# nothing\n", ",,a: fail {because\n of x\n}\n,,b: pass\n" },
	/* times */
	{ "1..5\nok 1 a in 5ms\nok 2 b in c # in 12 ms\nok 3 d # time=1.5ms\nok 4 in 3 steps\nok 5 e in 2 sec # skip x\n",
		",,a: pass 5000\n,,b in c: pass 12000\n,,d: pass 1500\n,,in 3 steps: pass\n,,e: skipped 2000000 [skip x]\n" },
	/* subtests: with a name before, within, without; what sums up is no case */
	{ "# Subtest: s\n    ok 1 - a\n    not ok 2 - b\n    1..2\nnot ok 1 - s\nok 2 - c\n1..2\n",
		"s,,a: pass\ns,,b: fail\n,,c: pass\n" },
	{ "    # Subtest: s\n    1..1\n    ok 1 - a\nok 1 - s\n1..1\n", "s,,a: pass\n" },
	{ "    ok 1 - a\n    1..1\nok 1 - s\n1..1\n", ",,a: pass\n" },
	{ "# Subtest: s\n    # Subtest: t\n        ok 1 - a\n        1..1\n    ok 1 - t\n    1..1\nok 1 - s\n1..1\n",
		"s/t,,a: pass\n" },
	{ "# Subtest: s\n    ok 1 - a\n    1..1\nnot ok 1 - s\n1..1\n", "s,,a: pass\n,,s: fail\n" },
	{ "# Subtest: s\n    1..0 # SKIP nothing\nok 1 - s # SKIP nothing\n1..1\n", ",,s: skipped [SKIP nothing]\n" },
	{ "# Subtest: s\n    ok 1 - a\n      ---\n      duration_ms: 1\n      ...\n    1..1\nok 1 - s\n  ---\n  duration_ms: 9\n  data: "
	  "|\n    ok 5\n  ...\n1..1\n",
		"s,,a: pass 1000\n" },
	{ "# Subtest: s\n    ok 1 - a\n    1..2\nok 1 - s\n1..1\n",
		"s,,a: pass\n!4:1 2 test points were planned, and there is 1\n" },
	/* Windows */
	{ "1..1\r\nok 1 a\r\n", ",,a: pass\n" },
	/* mistakes */
	{ "1..3\nok 1 a\n", ",,a: pass\n!2:1 3 test points were planned, and there is 1\n" },
	{ "1..1\nok 1 a\nok 2 b\n", ",,a: pass\n,,b: pass\n!3:1 test point 2 is none of the planned ones, 1..1\n" },
	{ "ok 1 a\n", ",,a: pass\n!1:1 there is no plan '1..N', so nobody knows how many test points are missing\n" },
	{ "1..1\n1..1\nok 1 a\n", ",,a: pass\n!2:1 a second plan; a report of TAP has one\n" },
	{ "1..1\nok 1 a\n1..1\n", ",,a: pass\n!3:1 a second plan; a report of TAP has one\n" },
	{ "1..2\nok 1 a\nBail out!\nok 2 b\n", ",,a: pass\n!3:1 it bailed out: it does not say why\n" },
	{ "", "!1:1 there is no plan '1..N', so nobody knows how many test points are missing\n" },
	/* a last line without its end */
	{ "1..1\nok 1 a", ",,a: pass\n" },
	{ "1..1\nok", ",,1: pass\n" },
	{ "1..1\nnot ok 1 a", ",,a: fail\n" },
	{ "ok 1 a\n1..1", ",,a: pass\n" },
	{ "1..0", "" },
	{ "1..1\nok 1 a\nbye", ",,a: pass\n" },
	{ "1..1\nok 1 a\nBail out!", ",,a: pass\n!3:1 it bailed out: it does not say why\n" },
	{ "# Subtest: s\n    ok 1 a\n    1..1\nok 1 s\n1..1", "s,,a: pass\n" },
	/* a byte order mark; one elsewhere is text */
	{ "\xef\xbb\xbf"
	  "1..1\nok 1 a\n",
		",,a: pass\n" },
	{ "\xef\xbb\xbfTAP version 14\r\n1..1\r\nok 1 a\r\n", ",,a: pass\n" },
	{ "\xef\xbb\xbfok 1 a\n1..1", ",,a: pass\n" },
	{ "1..1\n\xef\xbb\xbfok 1 a\n", "!2:1 1 test point was planned, and there are 0\n" },
	{ "1..1\r\nok 1 a # SKIP why\r\n", ",,a: skipped [SKIP why]\n" },
	{ "1..1\r\nok 1 a", ",,a: pass\n" },
	{ "ok 1 a\r\n1..1\r", ",,a: pass\n" },
	{ "1..1\r\r\nok 1 a\r\r\n", ",,a: pass\n" },
	{ "1..1\r\nnot ok 1 a\r\n  ---\r\n  message: m\r\n  ...\r\n", ",,a: fail [m] {  message: m\n}\n" },
	/* numbers: twice, none of the plan, missing; in any order; without one it is that of the place */
	{ "1..3\nok 1\nok 1\nok 3\n", ",,1: pass\n,,1: pass\n,,3: pass\n!3:1 test point 1 comes twice\n" },
	{ "ok 1\nok 1\nok 3\n1..3\n", ",,1: pass\n,,1: pass\n,,3: pass\n!2:1 test point 1 comes twice\n" },
	{ "1..2\nok 1 a\nok 2 b\nnot ok 2 c\n", ",,a: pass\n,,b: pass\n,,c: fail\n!4:1 test point 2 comes twice\n" },
	{ "1..3\nok 1 a\nok 2 b\nok 4 c\nnot ok 3 d\n",
		",,a: pass\n,,b: pass\n,,c: pass\n,,d: fail\n!4:1 test point 4 is none of the planned ones, 1..3\n" },
	{ "ok 1 a\nok 4 b\nnot ok 2 c\n1..3\n",
		",,a: pass\n,,b: pass\n,,c: fail\n!4:1 test point 4 is none of the planned ones, 1..3\n" },
	{ "1..2\nok 0 a\nok 1 b\nnot ok 2 c\n",
		",,a: pass\n,,b: pass\n,,c: fail\n!2:1 test point 0 is none of the planned ones, 1..2\n" },
	{ "ok 0 a\n1..1\n", ",,a: pass\n!1:1 a test point has number 0; they begin with 1\n" },
	{ "1..3\nok 3 c\nok 1 a\nok 2 b\n", ",,c: pass\n,,a: pass\n,,b: pass\n" },
	{ "1..3\nok 1 a\nok 3 b\n", ",,a: pass\n,,b: pass\n!3:1 3 test points were planned, and there are 2\n" },
	{ "1..3\nok a\nok 2 b\nok c\n", ",,a: pass\n,,b: pass\n,,c: pass\n" },
	{ "1..3\nok a\nok 1 b\nok c\n", ",,a: pass\n,,b: pass\n,,c: pass\n!3:1 test point 1 comes twice\n" },
	{ "1..2\nok\nok\nok\n",
		",,1: pass\n,,2: pass\n,,3: pass\n!4:1 test point 3 is none of the planned ones, 1..2\n" },
	{ "ok 4000001 a\n1..1\n", ",,a: pass\n!1:1 test point 4000001: a number above 4000000 is not read\n" },
	{ "ok 4000000 a\n1..4000000\n", ",,a: pass\n!2:1 4000000 test points were planned, and there is 1\n" },
	{ "1..1\nok 1 a # SKIP x\nok 1 b # SKIP x\n",
		",,a: skipped [SKIP x]\n,,b: skipped [SKIP x]\n!3:1 test point 1 comes twice\n" },
	/* within subtests, each of which counts for itself */
	{ "1..2\n    ok 1 a\n    ok 2 b\n    1..2\nok 1 s\n    ok 1 c\n    ok 2 d\n    1..2\nok 2 t\n",
		",,a: pass\n,,b: pass\n,,c: pass\n,,d: pass\n" },
	{ "1..1\n    1..2\n    ok 1 a\n    ok 1 b\nok 1 s\n", ",,a: pass\n,,b: pass\n!4:1 test point 1 comes twice\n" },
	{ "1..1\n    1..1\n    ok 2 a\nok 1 s\n", ",,a: pass\n!3:1 test point 2 is none of the planned ones, 1..1\n" },
	{ "1..1\n    1..0\n    not ok 1 a\nok 1 s\n",
		",,a: fail\n!3:1 the plan '1..0' skips all of it, and there is a test point\n" },
	/* a plan in the middle */
	{ "ok 1 a\n1..3\nok 2 b\nnot ok 3 c\n",
		",,a: pass\n,,b: pass\n,,c: fail\n!3:1 the plan stands between test points; it belongs before the first or behind the last\n" },
	{ "1..1\n    ok 1 a\n    1..2\n    ok 2 b\nok 1 s\n",
		",,a: pass\n,,b: pass\n!4:1 the plan stands between test points; it belongs before the first or behind the last\n" },
	{ "x\nok 1 a\n# y\n1..1\n# z\nw\n", ",,a: pass\n" },
	/* 1..0 */
	{ "1..0 # SKIP why\n", "" },
	{ "1..0\nok 1 a\n", ",,a: pass\n!2:1 the plan '1..0' skips all of it, and there is a test point\n" },
	{ "not ok 1 a\n1..0 # SKIP b\n",
		",,a: fail\n!2:1 the plan '1..0' skips all of it, and there is a test point\n" },
	/* a sum that fails although nothing in its subtest did, at any depth; a known breakage and a skip are none */
	{ "1..2\n# Subtest: s\n    ok 1 a\n    ok 2 b # SKIP c\n    1..2\nnot ok 1 - s\n  ---\n  message: m\n  ...\nok 2 d\n",
		"s,,a: pass\ns,,b: skipped [SKIP c]\n,,s: fail [m] {  message: m\n}\n,,d: pass\n" },
	{ "1..1\n# Subtest: s\n    # Subtest: t\n        ok 1 a\n        1..1\n    not ok 1 t\n    1..1\nok 1 s\n",
		"s/t,,a: pass\ns,,t: fail\n" },
	{ "1..1\n# Subtest: s\n    # Subtest: t\n        ok 1 a\n        1..1\n    ok 1 t\n    1..1\nnot ok 1 s\n",
		"s/t,,a: pass\n,,s: fail\n" },
	{ "1..1\n# Subtest: s\n    # Subtest: t\n        ok 1 a\n        1..1\nnot ok 1 s\n",
		"s/t,,a: pass\n,,s: fail\n" },
	{ "1..1\n    ok 1 a\n    1..1\nnot ok 1 - s # SKIP b\n", ",,a: pass\n,,s: fail [SKIP b]\n" },
	{ "1..1\n    ok 1 a\n    1..1\nnot ok 1 - s # TODO b\n", ",,a: pass\n" },
	{ "1..2\n    not ok 1 a\n    1..1\nnot ok 1 - s\n    ok 1 b\n    1..1\nnot ok 2 - t\n",
		",,a: fail\n,,b: pass\n,,t: fail\n" },
	{ "1..1\n# Subtest: s\n    # Subtest: t\n        not ok 1 a\n        1..1\nnot ok 1 s\n", "s/t,,a: fail\n" },
	{ "1..1\n# Subtest: s\n    # Subtest: t\n        not ok 1 a\n        1..1\n    # Subtest: u\n        ok 1 b\n        1..1\n"
	  "    ok 1 u\n    1..1\nnot ok 1 s\n",
		"s/t,,a: fail\ns/u,,b: pass\n" },
	{ "1..1\n    not ok 1 a # TODO b\n    1..1\nnot ok 1 - s\n", ",,a: skipped [TODO b]\n,,s: fail\n" },
	/* in braces, as node-tap writes them: what is behind the brace is no sum of what is in it */
	{ "1..2\nok 1 - s {\n    ok 1 - a\n    1..1\n}\n\nok 2 - b\n", ",,s {: pass\n,,a: pass\n,,b: pass\n" },
	{ "1..1\n# Subtest: s\n    # Subtest: t\n        not ok 1 a\n        1..1\n    not ok 1 t\n    1..1\nnot ok 1 s\n",
		"s/t,,a: fail\n" },
	/* what failed two levels below is enough for the sum */
	{ "1..1\n# Subtest: s\n    # Subtest: t\n        not ok 1 a\n        1..1\n    ok 1 t\n    1..1\nnot ok 1 s\n",
		"s/t,,a: fail\n" },
	/* levels that nothing sums up */
	{ "1..1\nok 1 a\n    not ok 1 b\n    1..1\n", ",,a: pass\n,,b: fail\n" },
	{ "1..1\n    not ok 1 b\n    1..1\n# Subtest: t\n    ok 1 c\n    1..1\nok 1 t\n", ",,b: fail\nt,,c: pass\n" },
	{ "1..1\nok 1 \xff\x01\n", ",,\xef\xbf\xbd\xef\xbf\xbd: pass\n" },
};

static void
test_tap(void **state)
{
	(void)state;
	check_rows(tap, tap_rows, countof(tap_rows));
}

/* However TAP is cut before its last point has its number, it is not whole. A last line that has lost its end may be: it says
 * the same. */
static void
test_tap_cut(void **state)
{
	(void)state;
	const char *text =
		"1..3\nok 1 - a\n# Subtest: s\n    ok 1 - b\n      ---\n      duration_ms: 1\n      ...\n    1..1\nok 2 - s\nnot ok 3 - c\n";
	size_t whole = (size_t)(strstr(text, "not ok") - text) + strlen("not ok");

	for (size_t cut = 0; cut < strlen(text); cut++) {
		struct notes n = read_all(tap, text, cut, 0);
		bool faulty = strchr(buf_text(&n.text), '!') != NULL;

		if (faulty != (cut < whole))
			fail_msg("cut at %zu: %s", cut, buf_text(&n.text));
		if (!faulty && !strstr(buf_text(&n.text), ": fail"))
			fail_msg("cut at %zu, what fails is lost: %s", cut, buf_text(&n.text));
		buf_release(&n.text);
	}
}

/* What a document says of itself as a whole. */
static void
test_skipped(void **state)
{
	(void)state;
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "1..0", "" },
		{ "1..0\n", "" },
		{ "TAP version 14\n1..0 # SKIP no \\# here\nother\n", "no # here" },
		{ "\xef\xbb\xbf"
		  "1..0 # skip why\r\n",
			"why" },
		{ "1..0 # Skipped: why\n", "why" },
		{ "1..0 # not installed\n", "not installed" },
		{ "1..0 # skipping: why\n", "why" },
		{ "1..0 # skipper\n", "skipper" },
		{ "# nothing\n1..0 # SKIP", "" },
		{ "", NULL },
		{ "1..1\nok 1 # SKIP why\n", NULL },
		{ "1..0 # SKIP why\nok 1 a\n", NULL },
		{ "ok 1 a\n1..0 # SKIP why\n", NULL },
		{ "1..0\n    ok 1 a\n    1..1\n", NULL },
		{ "1..1\n    1..0 # SKIP inner\nok 1 a\n", NULL },
		{ "Bail out!\n1..0\n", NULL },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		struct notes n = { 0 };
		struct case_sink sink = { note, &n };
		struct case_end end;
		struct tapdoc *doc = tapdoc_open("f", "", &sink, &end);

		for (const char *s = rows[i].text; *s; s++)
			tapdoc_feed(doc, s, 1);
		tapdoc_end(doc);
		const char *reason = tapdoc_skipped(doc);

		if (!reason != !rows[i].reason || (reason && strcmp(reason, rows[i].reason)))
			fail_msg("row %zu: %s", i, reason ? reason : "(none)");
		tapdoc_close(doc);
		buf_release(&n.text);
	}
	tapdoc_close(NULL);
}

/* A case is given as soon as nothing more can be said of it: exec shows it while the unit runs. */
static void
test_live(void **state)
{
	(void)state;
	struct notes n = { 0 };
	struct case_sink sink = { note, &n };
	struct case_end end;
	struct tapdoc *doc = tapdoc_open("f", "s", &sink, &end);

	tapdoc_feed(doc, "1..3\nok 1 a\nnot ok 2 b\n# why\n", 29);
	assert_string_equal(buf_text(&n.text), "s,,a: pass\n");
	tapdoc_feed(doc, "ok 3 c\n", 7);
	assert_string_equal(buf_text(&n.text), "s,,a: pass\ns,,b: fail {why\n}\n");
	tapdoc_end(doc);
	tapdoc_end(doc);
	tapdoc_feed(doc, "ok 4\n", 5);
	assert_int_equal(n.cases, 3);
	assert_string_equal(end.fault, "");
	tapdoc_close(doc);
	buf_release(&n.text);
}

/* A sink that has enough gets no more. */
static void
test_stops(void **state)
{
	(void)state;
	const char *text = "1..9\nok 1 a\nok 2 b\nok 3 c\nBail out!\n";
	struct notes n = { .enough = 2 };
	struct case_sink sink = { note, &n };
	struct case_end end;
	struct tapdoc *doc = tapdoc_open("f", "", &sink, &end);

	tapdoc_feed(doc, text, strlen(text));
	tapdoc_end(doc);
	assert_true(end.stopped);
	assert_string_equal(end.fault, "");
	assert_string_equal(buf_text(&n.text), ",,a: pass\n,,b: pass\n");
	tapdoc_close(doc);
	buf_release(&n.text);
}

/* The begin of a line that is too long is read, and nothing that stands further on in it. */
static void
test_long_lines(void **state)
{
	(void)state;
	struct buf text = { 0 };

	/* Each piece of TAP_LINE_MAX bytes begins as a point does. */
	buf_adds(&text, "1..2\nnot ok 1 - long ");
	for (size_t i = 0; i < 3 * TAP_LINE_MAX / 8; i++)
		buf_adds(&text, "ok 7 xx ");
	buf_adds(&text, "\nok 2 b\n");
	for (size_t chunk = 0; chunk < 3; chunk++) {
		struct notes n = read_all(tap, text.s, text.len, chunk * 777);

		assert_int_equal(n.cases, 2);
		assert_null(strchr(n.text.s, '!'));
		assert_non_null(strstr(n.text.s, ": fail\n,,b: pass\n"));
		assert_int_equal(strcspn(n.text.s, ":"), 2 + CASE_NAME_MAX);
		buf_release(&n.text);
	}
	buf_release(&text);
}

/* Many numbers and many subtests: a small one behind a big one has forgotten what that had. */
static void
test_many(void **state)
{
	(void)state;
	struct buf text = { 0 };

	buf_adds(&text, "1..3\n");
	for (int i = 20000; i; i--)
		buf_printf(&text, "    ok %d\n", i);
	buf_adds(&text, "    1..20000\nok 1\n    ok 20000\n    ok 1\n    1..2\nok 2\nok 3\n");
	struct notes n = read_all(tap, text.s, text.len, 0);

	assert_int_equal(n.cases, 20003);
	assert_non_null(strstr(n.text.s, "!20006:1 test point 20000 is none of the planned ones, 1..2\n"));
	buf_release(&n.text);
	buf_reset(&text);
	/* as deep as it may be, and one deeper, which is let pass */
	for (int depth = TAPDOC_LEVEL_MAX - 1; depth <= TAPDOC_LEVEL_MAX; depth++) {
		buf_reset(&text);
		for (int level = 1; level <= depth; level++)
			buf_printf(&text, "%*s# Subtest: %d\n%s", 4 * (level - 1), "", level, "");
		buf_printf(&text, "%*snot ok 1 deep\n", 4 * depth, "");
		for (int level = depth - 1; level >= 0; level--)
			buf_printf(&text, "%*s1..1\n%*snot ok 1 up\n", 4 * (level + 1), "", 4 * level, "");
		buf_adds(&text, "1..1\n");
		n = read_all(tap, text.s, text.len, 0);
		assert_non_null(strstr(n.text.s, depth < TAPDOC_LEVEL_MAX ? ",,deep: fail\n" : ",,up: fail\n"));
		assert_int_equal(n.cases, 1);
		buf_release(&n.text);
	}
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tap),
		cmocka_unit_test(test_tap_cut),
		cmocka_unit_test(test_skipped),
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
