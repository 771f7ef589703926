/* read_costs.c: seconds without verdicts, of CTest and of pytest-split. */
#include "record/readers.h"
#include "record/read_costs.h"

static void
ctest(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	(void)chunk;
	read_costs_ctest(in, "f", sink, end);
}

static void
durations(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	(void)chunk;
	read_costs_durations(in, "f", sink, end);
}

static const struct row ctest_rows[] = {
	{ "a 1 0.5\nb c 20 1e1\n---\nnot looked at\n", ",,a: none 500000\n,,b c: none 10000000\n" },
	{ "---\n", "" },
	{ "a 1 0.5\n", ",,a: none 500000\n!1:1 the line '---' after the last test is missing\n" },
	{ "", "!1:1 the line '---' after the last test is missing\n" },
	{ "a 1\n", "!1:1 a line of CTestCostData.txt is a test's name, how often it ran and its seconds\n" },
	{ "a x 1\n", "!1:1 a line of CTestCostData.txt is a test's name, how often it ran and its seconds\n" },
	{ "a 1 0.5\nb 1 fast\n",
		",,a: none 500000\n!2:1 a line of CTestCostData.txt is a test's name, how often it ran and its seconds\n" },
};

static const struct row duration_rows[] = {
	{ "{}", "" },
	{ " {\"a\": 1.5, \"b/\\u00e4\\n\" :2e0 }\n", ",,a: none 1500000\n,,b/\xc3\xa4\n: none 2000000\n" },
	{ "[]", "!1:1 durations are a JSON object of seconds by name\n" },
	{ "{\"a\": \"1\"}", "!1:9 durations are a JSON object of seconds by name\n" },
	{ "{\"a\": {}}", "!1:7 durations are a JSON object of seconds by name\n" },
	{ "{\"a\": -1}", "!1:8 durations are a JSON object of seconds by name\n" },
	{ "{\"a\": 1", ",,a: none 1000000\n!1:7 the file ends too early\n" },
	{ "{\"a\": 1}\n{", ",,a: none 1000000\n!2:0 something follows the value\n" },
	{ "{\"a", "!1:4 the file ends within a string\n" },
};

static void
test_seconds(void **state)
{
	(void)state;
	check_rows(ctest, ctest_rows, countof(ctest_rows));
	check_rows(durations, duration_rows, countof(duration_rows));
}

static void
test_unreadable(void **state)
{
	(void)state;
	check_unreadable(ctest);
	check_unreadable(durations);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
