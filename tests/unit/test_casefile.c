/* casefile.c: test cases that are written are read back as they were; a file that was cut, or is none, is a fault. */
#include "record/readers.h"

#include <sys/stat.h>

#include "unit/casefile.h"

static void
read_cases(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	(void)chunk;
	casefile_read(in, "cases", sink, end);
}

/* A case with these verdicts, one for each try. */
static void
add(struct buf *out, const char *name, const int *verdicts, size_t count, const char *message, const char *text)
{
	struct case_try tries[3] = { { 0 } };
	struct testcase c = { .suite = "s/t", .classname = "", .name = name, .tries = tries, .try_count = count };

	for (size_t i = 0; i < count; i++) {
		tries[i].verdict = verdicts[i];
		tries[i].usec = verdicts[i] == CASE_PASS ? -1 : 1500000;
		buf_adds(&tries[i].message, message);
		buf_adds(&tries[i].text, text);
	}
	casefile_add(out, &c);
	for (size_t i = 0; i < count; i++) {
		buf_release(&tries[i].message);
		buf_release(&tries[i].text);
	}
}

static void
make_file(struct buf *out)
{
	static const int pass[] = { CASE_PASS }, flaky[] = { CASE_FAIL, CASE_CRASH, CASE_PASS },
			 fail[] = { CASE_ERROR };

	casefile_begin(out);
	add(out, "adds", pass, 1, "", "");
	add(out, "a\tb\\", flaky, 3, "m", "l1\nl2\n");
	add(out, "x", fail, 1, "::error::oops", "\tindented");
	casefile_end(out, 3);
}

static void
test_round(void **state)
{
	struct buf file = { 0 };

	(void)state;
	make_file(&file);
	struct notes n = read_all(read_cases, file.s, file.len, 0);

	assert_string_equal(buf_text(&n.text),
		"s/t,,adds: pass\n"
		"s/t,,a\tb\\: fail 1500000 [m] {l1\nl2\n}; crash 1500000 [m] {l1\nl2\n}; pass [m] {l1\nl2\n}\n"
		"s/t,,x: error 1500000 [::error::oops] {\tindented}\n");
	buf_release(&n.text);
	/* Cut anywhere it is a fault, but for its very last newline. */
	for (size_t len = 0; len + 1 < file.len; len++) {
		n = read_all(read_cases, file.s, len, 0);
		assert_non_null(strstr(buf_text(&n.text), "!"));
		buf_release(&n.text);
	}
	buf_release(&file);
}

static void
test_refused(void **state)
{
#define LINE "case\tpass\t-\ts\tc\tn\tm\tt\n"
	static const struct row rows[] = {
		{ "", "!1:1 the file of test cases has no end\n" },
		{ "nightshift cases 2\n", "!1:1 the first line is not 'nightshift cases 1'\n" },
		{ "nightshift cases 1\n" LINE, "s,c,n: pass [m] {t}\n!2:1 the file of test cases has no end\n" },
		{ "nightshift cases 1\n" LINE "end\t2\n",
			"s,c,n: pass [m] {t}\n!3:1 the file has not as many test cases as it says\n" },
		{ "nightshift cases 1\nend\t0\nend\t0\n", "!3:1 'end' stands before the last line\n" },
		{ "nightshift cases 1\ncase\tok\t-\ts\tc\tn\tm\tt\nend\t1\n",
			"!2:1 the line is not one of a file of test cases\n" },
		{ "nightshift cases 1\ncase\tpass\t-\ts\tc\tn\tm\tt\tmore\nend\t1\n",
			"!2:1 the line is not one of a file of test cases\n" },
		{ "nightshift cases 1\ncase\tpass\tx\ts\tc\tn\tm\tt\nend\t1\n",
			"!2:1 the line is not one of a file of test cases\n" },
		/* a try is of the case that follows it */
		{ "nightshift cases 1\n" LINE "try\tfail\t-\ts\tc\tn\tm\tt\nend\t1\n",
			"s,c,n: pass [m] {t}\n!4:1 a 'try' stands before 'end', and its 'case' is missing\n" },
		{ "nightshift cases 1\ntry\tfail\t-\ts\tc\tn\tm\tt\nend\t0\n",
			"!3:1 a 'try' stands before 'end', and its 'case' is missing\n" },
		{ "nightshift cases 1\ntry\tfail\t-\ts\tc\tn\tm\tt\n", "!2:1 the file of test cases has no end\n" },
		{ "nightshift cases 1\n\nend\t0\n", "!2:1 the line is not one of a file of test cases\n" },
		{ "nightshift cases 1\nother\n", "!2:1 the line is not one of a file of test cases\n" },
	};

	(void)state;
	for (size_t i = 0; i < countof(rows); i++) {
		struct notes n = read_all(read_cases, rows[i].bytes, strlen(rows[i].bytes), 0);

		assert_string_equal(buf_text(&n.text), rows[i].expected);
		buf_release(&n.text);
	}
	struct notes n = read_all(read_cases, "nightshift cases 1\nca\0se\n", 25, 0);

	assert_string_equal(buf_text(&n.text), "!2:1 the line has a zero byte\n");
	buf_release(&n.text);
}

/* The longest case that there may be is read; a line that is longer than any is none, and takes no memory. */
static void
test_long(void **state)
{
	static char name[CASE_NAME_MAX + 1], message[CASE_MESSAGE_MAX + 1], text[CASE_TEXT_MAX + 1];
	static const int fail[] = { CASE_FAIL };
	struct buf file = { 0 };

	(void)state;
	memset(name, '\\', CASE_NAME_MAX);
	memset(message, '\t', CASE_MESSAGE_MAX);
	memset(text, '\n', CASE_TEXT_MAX);
	casefile_begin(&file);
	add(&file, name, fail, 1, message, text);
	casefile_end(&file, 1);
	struct notes whole = read_all(read_cases, file.s, file.len, 0);

	assert_int_equal(whole.cases, 1);
	assert_null(strchr(whole.text.s, '!'));
	assert_true(whole.text.len > CASE_NAME_MAX + CASE_MESSAGE_MAX + CASE_TEXT_MAX);
	buf_release(&whole.text);
	for (size_t len = CASEFILE_LINE_MAX; len <= CASEFILE_LINE_MAX + 1; len++) {
		buf_reset(&file);
		casefile_begin(&file);
		memset(buf_reserve(&file, len), 'x', len);
		file.len += len;
		buf_adds(&file, "\nend\t0\n");
		struct notes n = read_all(read_cases, file.s, file.len, 0);

		assert_string_equal(buf_text(&n.text),
			len == CASEFILE_LINE_MAX ? "!2:1 the line is not one of a file of test cases\n"
						 : "!2:1 the line is too long for one of a file of test cases\n");
		buf_release(&n.text);
	}
	buf_release(&file);
}

/* Whoever shows it does not die of it. */
static void
test_unreadable(void **state)
{
	struct notes n = { 0 };
	struct case_sink sink = { note, &n };
	struct case_end end;
	char folder[] = "casefile-XXXXXX", path[64];
	struct buf shown = { 0 };
	FILE *in = fopen("/dev/null", "w");

	(void)state;
	assert_non_null(in);
	casefile_read(in, "cases", &sink, &end);
	fclose(in);
	assert_string_equal(end.fault, "cannot read the line: Bad file descriptor");
	assert_int_equal(end.at.line, 1);
	assert_int_equal(n.cases, 0);
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/cases", folder);
	assert_int_equal(mkdir(path, 0777), 0);
	assert_int_equal(casefile_show_failed(&shown, folder), 0);
	assert_string_equal(buf_text(&shown), "");
	rmdir(path);
	rmdir(folder);
}

/* What people see of it; none of it is an order to whoever shows it. */
static void
test_shown(void **state)
{
	char folder[] = "casefile-XXXXXX", path[64];
	struct buf file = { 0 }, shown = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/cases", folder);
	make_file(&file);
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(file.s, 1, file.len, out), file.len);
	fclose(out);
	assert_int_equal(casefile_show_failed(&shown, folder), 1);
	assert_string_equal(buf_text(&shown), "failed: s/t/x: ::error::oops\n| \tindented\n");
	unlink(path);
	assert_int_equal(casefile_show_failed(&shown, folder), 0);
	rmdir(folder);
	buf_release(&file);
	buf_release(&shown);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
