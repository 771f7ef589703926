/* pipeline.c: where the text of a command is cut, and where it is not. */
#include "tap/unit.h"

#include "base/arena.h"
#include "suite/pipeline.h"

/* Texts that are one pipe, and their parts, with a line break after each. */
static const struct {
	const char *text, *parts;
} whole[] = {
	{ "./prog --list | sort", "./prog --list\nsort\n" },
	{ "a|b|c", "a\nb\nc\n" },
	{ "  a  |\tb  ", "a\nb\n" },
	{ "a | b;", "a\nb;\n" },
	{ "echo 'x|y' \"|\" \\| | b", "echo 'x|y' \"|\" \\|\nb\n" },
	{ "a 2>&1 >f <g >|h | b", "a 2>&1 >f <g >|h\nb\n" },
	{ ">f a | b", ">f a\nb\n" },
	{ "x=1 y='a|b' a | b", "x=1 y='a|b' a\nb\n" },
	{ "(cd t && ls; x || y) | sort", "(cd t && ls; x || y)\nsort\n" },
	{ "( (a) ) | b", "( (a) )\nb\n" },
	{ "{ a; b & c; } | d", "{ a; b & c; }\nd\n" },
	{ "{ a; } 2>&1 | d", "{ a; } 2>&1\nd\n" },
	{ "for f in *; do basename \"$f\" .t; done | sort", "for f in *; do basename \"$f\" .t; done\nsort\n" },
	{ "a | while read -r x; do echo $x; done", "a\nwhile read -r x; do echo $x; done\n" },
	{ "a | while ! b; do until c; do d; done; done | e", "a\nwhile ! b; do until c; do d; done; done\ne\n" },
	{ "if a; then b; elif c; then d; else e; fi | f", "if a; then b; elif c; then d; else e; fi\nf\n" },
	{ "case x in a|b) c;; (d|e) f;; esac | g", "case x in a|b) c;; (d|e) f;; esac\ng\n" },
	{ "case in in in) in; esac | g", "case in in in) in; esac\ng\n" },
	{ "case x in esac | g", "case x in esac\ng\n" },
	{ "echo if { fi } done | b", "echo if { fi } done\nb\n" },
	{ "for done in do; do do; done | b", "for done in do; do do; done\nb\n" },
	{ "\"if\" | 'for' | \\case", "\"if\"\n'for'\n\\case\n" },
	{ "a $(b; c) \"$(d \"$(e)\" 'x|y')\" | f", "a $(b; c) \"$(d \"$(e)\" 'x|y')\"\nf\n" },
	{ "a $(case x in y) z;; esac) | b", "a $(case x in y) z;; esac)\nb\n" },
	{ "a $((1|2)) $((1 || (2|3))) | b", "a $((1|2)) $((1 || (2|3)))\nb\n" },
	{ "a -j$(($(b; c) * $((1|2)) | ${d})) | e", "a -j$(($(b; c) * $((1|2)) | ${d}))\ne\n" },
	{ "a ${x#|} \"${y:-a|$(b)}\" $$ $$'|' | c", "a ${x#|} \"${y:-a|$(b)}\" $$ $$'|'\nc\n" },
	{ "a `b || c` | d", "a `b || c`\nd\n" },
	{ "a'\n|'b | c", "a'\n|'b\nc\n" },
	{ "echo a#b | c", "echo a#b\nc\n" },
};

/* Texts in which there may be a pipe in something. */
static const char *const within[] = {
	"cd t && a | b",
	"a | b && c",
	"a | b || c",
	"a | b; c",
	"a; b | c",
	"a & b | c",
	"a | b &",
	"set +o pipefail; a | b",
	"! a | b",
	"a | ! b",
	"(a | b)",
	"(a | b) | c",
	"{ a | b; } | c",
	"if a | grep -q b; then c; fi",
	"for f in *; do a | b; done | c",
	"while a; do b | c; done",
	"case x in y) a | b;; esac",
	"case x in a|b) c;; esac; d | e",
	"echo $(a | b)",
	"echo \"$(a | b)\"",
	"echo \"${x:-$(a | b)}\"",
	"echo `a | b`",
	"echo \"`a | b`\"",
	"x=$(a | b) c | d",
	"echo $((a) | b)",
	"echo $(( $(a | b) + 1 ))",
	"echo $((1 + $(a | b))) | c",
	"echo $((${x:-$(a | b)}))",
	"echo $((1 + $(case x in a) b | c;; esac)))",
	"a |& b",
	"a | b &>c",
	"a <(b) | c",
	"a <<E | b",
	"a # | b",
	"f() { a; } | b",
	"((1|2))",
	"echo $'\\'|' | b",
	"echo \"${x:-'}\" | \"'}\"",
	"echo `# ' | b`",
	"a\n| b",
	"a |",
	"| a",
	"a | | b",
	"if a | b",
	"a ) | b",
	"done | b",
	"then a | b",
	"{ a | b",
	"( a | b",
	"{ a; ) | b",
	"case x y | z",
	"echo 'a | b",
	"echo \"a | b",
	"echo $(a | b",
	"echo ${a | b",
};

/* Texts without a pipe. */
static const char *const none[] = {
	"",
	"a",
	"a || b && c; d & e",
	"echo '|' \"|\" \\| a\\|b",
	"case x in a|b) c;; esac",
	"echo $((1|2)) ${x#|}",
	"a >|b",
	"(a || b)",
	"f() { a; }",
};

static void
test_whole(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(whole); i++) {
		struct pipeline p;
		struct buf parts = { 0 };

		assert_int_equal(pipeline_read(&p, &a, whole[i].text), PIPELINE_WHOLE);
		for (size_t k = 0; k < p.count; k++) {
			buf_adds(&parts, p.parts[k]);
			buf_addc(&parts, '\n');
		}
		assert_string_equal(buf_text(&parts), whole[i].parts);
		buf_release(&parts);
	}
	arena_release(&a);
}

/* Each of these is one part. */
static void
check_uncut(const char *const *texts, size_t n, enum pipeline_kind kind)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct pipeline p;

		if (pipeline_read(&p, &a, texts[i]) != kind)
			fail_msg("of another kind: %s", texts[i]);
		assert_int_equal(p.count, 1);
		assert_string_equal(p.parts[0], texts[i]);
	}
	arena_release(&a);
}

static void
test_within(void **state)
{
	(void)state;
	check_uncut(within, countof(within), PIPELINE_WITHIN);
}

static void
test_none(void **state)
{
	(void)state;
	check_uncut(none, countof(none), PIPELINE_NONE);
}

static void
test_deep(void **state)
{
	struct arena a = { 0 };
	struct pipeline p;
	struct buf text = { 0 };

	(void)state;
	for (size_t i = 0; i < 100000; i++)
		buf_adds(&text, "$(");
	buf_adds(&text, "|");
	assert_int_equal(pipeline_read(&p, &a, buf_text(&text)), PIPELINE_WITHIN);
	buf_release(&text);
	for (size_t i = 0; i < 1000000; i++)
		buf_adds(&text, "${x");
	assert_int_equal(pipeline_read(&p, &a, buf_text(&text)), PIPELINE_NONE);
	buf_release(&text);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_deep),
	};

	return cmocka_run_group_tests_name("pipeline", tests, NULL, NULL);
}
