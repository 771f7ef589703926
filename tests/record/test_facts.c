/* facts.c: a line of an export is taken apart, or refused with a message; what was taken is written as it was. */
#include "tap/unit.h"

#include "record/facts.h"
#include "unit/verdict.h"

#define ID "0123456789abcdef0123456789abcdef01234567"

static const struct {
	const char *line;
	const char *message; /* NULL: it is right */
} rows[] = {
	{ "plan\t" ID "\ts\t1.0\t3", NULL },
	{ "gap\tlinux\ta\\tb\\nc\\\\e\t\\N", NULL },
	{ "gap\tlinux\t\t", NULL }, /* empty text is not nothing */
	{ "result\tu\t1\tcrash\t139\t\\N\t7\t1000\t\\N\t\\N\t\\N", NULL },
	{ "result\tu\t1\tskip\t77\t\\N\t7\t1000\t" ID "89abcdef0123456789abcdef\texit-status\tno svn", NULL },
	{ "result\tu\t1\tcrash\t139\t\\N\t7\t1000\t\\N\texit-status\twhy", NULL },
	{ "module\t0\tm\tpr\tnone\t\\N\t\\N\ttap\tit may", NULL },
	{ "kept\t0\tlinux", NULL },
	{ "nix-unit\ts\tu\tran", NULL },
	{ "month\ts\t\\N\tnightly\tu\t2026-01\t1\t0\t0\t\\N\t\\N\t\\N\t5\t6", NULL },
	{ "link\trun\tgithub-1\thttps://github.com/o/r/actions/runs/1", NULL },
	{ "link\tcommit\t" ID "\thttp://ci.example/c?id=1#x", NULL },
	{ "link\tunit\tu\thttps://example.org/", "'of' of 'link' is 'unit', expected: run or commit" },
	{ "link\trun\tr\tjavascript:alert(1)",
		"'url' of 'link' is 'javascript:alert(1)', expected: an address that begins with http:// or https://" },
	{ "", "'' is not a kind of fact" },
	{ "fact\tx", "'fact' is not a kind of fact" },
	{ "kept\t0", "'kept' has fewer than 2 fields" },
	{ "kept\t0\tlinux\tx", "'kept' has more than 2 fields" },
	{ "kept\t\\N\tlinux", "'module' of 'kept' is missing" },
	{ "kept\t01\tlinux", "'module' of 'kept' is '01', expected: a number from 0" },
	{ "kept\t-1\tlinux", "'module' of 'kept' is '-1', expected: a number from 0" },
	{ "kept\t1234567890123456789\tlinux",
		"'module' of 'kept' is '1234567890123456789', expected: a number from 0" },
	{ "kept\t0\ta b", "'platform' of 'kept' is 'a b', expected: a name" },
	{ "nix\tabc", "'digest' of 'nix' is 'abc', expected: 40 or 64 hex digits" },
	{ "exclude\ta\\x\tb\t\\N", "'name' of 'exclude' is 'a\\x', expected: text" },
	{ "exclude\ta\\\tb\t\\N", "'name' of 'exclude' is 'a\\', expected: text" },
	{ "lane\tlinux\tnever\tx", "'lane' of 'lane' is 'never', expected: pr, merge or nightly" },
	{ "result\tu\t1\tpassed\t0\t0\t0\t0",
		"'verdict' of 'result' is 'passed', expected: pass, fail, timeout, crash, cancelled, quarantined or skip" },
	{ "result\tu\t1\tpass\t0\t0\t0\t0\tabc\t\\N\t\\N",
		"'part' of 'result' is 'abc', expected: 40 or 64 hex digits" },
	{ "result\tu\t1\tpass\t0\t0\t0\t0\t\\N\tnothing\t\\N",
		"'seen' of 'result' is 'nothing', expected: exit-status" },
	{ "result\tu\t1\tpass\t0\t0\t0\t0\t\\N\t\\N\t\\N\tx", "'result' has more than 10 fields" },
	{ "result\tu\t1\tpass\t0\t0\t0", "'result' has fewer than 10 fields" },
	{ "report\t1\tv\tabc/x\ttap\tf\t\\N\t1\twhole\tm\t1\t0\t\\N\t\\N\t\\N",
		"'digest' of 'report' is 'abc/x', expected: 40 or 64 hex digits, then '/' and a name if the cases have it" },
	{ "report\t1\tv\t" ID "/t/x\ttap\tf\t\\N\t1\twhole\tm\t1\t0\t\\N\t\\N\t\\N", NULL },
	{ "occasion\ta/b\t1\t\\N\tpr\t" ID "\t\\N\t\\N",
		"'name' of 'occasion' is 'a/b', expected: at most 128 of A-Z a-z 0-9 _ . : + -" },
	{ "month\ts\t\\N\tnightly\tu\t2026-1\t1\t0\t0\t\\N\t\\N\t\\N\t5\t6",
		"'month' of 'month' is '2026-1', expected: yyyy-mm" },
};

static void
test_lines(void **state)
{
	struct buf line = { 0 }, wanted = { 0 };
	struct said said;
	struct fact fact;
	char *written;
	size_t len;

	(void)state;
	said_init(&said);
	for (size_t i = 0; i < countof(rows); i++) {
		buf_reset(&line);
		buf_adds(&line, rows[i].line);
		*buf_reserve(&line, 1) = '\0';
		bool ok = facts_parse(&fact, &said.d, (struct loc){ "e", 7, 1 }, line.s);

		assert_int_equal(ok, !rows[i].message);
		buf_reset(&wanted);
		if (rows[i].message)
			buf_printf(&wanted, "e:7:1: error: %s\n", rows[i].message);
		assert_said(&said, buf_text(&wanted));
		if (!ok)
			continue;
		FILE *out = open_memstream(&written, &len);

		fputs(fact_rules[fact.kind].tag, out);
		for (int k = 0; k < facts_fields(fact.kind); k++)
			facts_put(out, fact.text[k]);
		fclose(out);
		assert_string_equal(written, rows[i].line);
		free(written);
	}
	said_release(&said);
	buf_release(&line);
	buf_release(&wanted);
}

static void
test_values(void **state)
{
	char line[] = "result\tu\t12\tcrash\t\\N\t0\t\\N\t1000", foreign[] = "exclude\ta\xff\x01\\rz\tb\t\\N";
	struct said said;
	struct fact fact;

	(void)state;
	said_init(&said);
	assert_true(facts_parse(&fact, &said.d, (struct loc){ "e", 1, 1 }, line));
	assert_int_equal(fact.kind, FACT_RESULT);
	assert_string_equal(fact.text[0], "u");
	assert_int_equal(fact.number[1], 12);
	assert_int_equal(fact.number[2], VERDICT_CRASH);
	assert_null(fact.text[3]);
	assert_int_equal(fact.number[3], -1);
	assert_int_equal(fact.number[4], 0);
	assert_true(facts_parse(&fact, &said.d, (struct loc){ "e", 1, 1 }, foreign));
	assert_string_equal(fact.text[0], "a???z");
	assert_said(&said, "");
	said_release(&said);
}

/* Exports of format 1 lack the last fields of some kinds, and have another word for a skip. */
static void
test_older(void **state)
{
	char line[] = "result\tu\t1\tskipped\t77\t\\N\t\\N\t1000", module[] = "module\t0\tm\tpr\tnone\t\\N\t\\N";
	struct said said;
	struct fact fact;

	(void)state;
	said_init(&said);
	assert_true(facts_parse(&fact, &said.d, (struct loc){ "e", 1, 1 }, line));
	assert_int_equal(fact.number[2], VERDICT_SKIP);
	assert_null(fact.text[7]);
	assert_null(fact.text[9]);
	assert_int_equal(fact.number[9], -1);
	assert_true(facts_parse(&fact, &said.d, (struct loc){ "e", 1, 1 }, module));
	assert_null(fact.text[6]);
	assert_null(fact.text[7]);
	assert_said(&said, "");
	said_release(&said);
}

/* The table's order is that of a file: what belongs to a fact stands after it. */
static void
test_table(void **state)
{
	(void)state;
	for (int kind = 0; kind < FACT_COUNT; kind++) {
		assert_true(fact_rules[kind].parent < kind);
		assert_true(facts_fields(kind) > 0 && facts_fields(kind) < FACT_FIELDS_MAX);
	}
	assert_true(facts_has_children(FACT_PLAN) && facts_has_children(FACT_REPORT));
	assert_false(facts_has_children(FACT_MONTH) || facts_has_children(FACT_CASE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_older),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
