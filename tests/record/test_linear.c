/* Imports into a run that has much already: the fourth of as many files costs hardly more than the first, in the steps that SQLite
 * takes (tests/bench/importing.py measures the seconds). What comes to results is looked at again each time, and so is each case
 * that failed; here one fails in each file, which is many. Had each file to be looked for among all others, or all results to be
 * written again, the fourth import would take from three times the steps of the first up. */
#include "record/folders.h"

#include "base/arena.h"
#include "lib/db.h"
#include "record/imports.h"
#include "record/match.h"

enum { FILES = 100, CASES = 20, IMPORTS = 4 };

/* What the reports of a run have in them, and how they come. */
static const struct form {
	const char *name;
	int failing;   /* so many cases of each file, other ones each time */
	bool broken;   /* no file is whole */
	bool attempts; /* each import is an attempt of its own */
	bool other;    /* each import is of other units */
	int percent;   /* of the steps of the first import, which the fourth may take */
} forms[] = {
	{ "that passes, in attempts", .attempts = true, .percent = 120 },
	{ "that passes, in one attempt", .percent = 120 },
	{ "of other units each time", .failing = 1, .other = true, .percent = 180 },
	{ "with failures, in attempts", .failing = 1, .attempts = true, .percent = 260 },
	{ "with failures, in one attempt", .failing = 1, .percent = 210 },
	{ "that breaks off, in attempts", .broken = true, .attempts = true, .percent = 120 },
	{ "that breaks off, in one attempt", .broken = true, .percent = 120 },
};

/* The reports of one import: a file for each unit, whose cases have the unit's name. */
static void
write_reports(const struct form *f, const char *dir, int import)
{
	assert_int_equal(mkdir(dir, 0777), 0);
	for (int i = 0; i < FILES; i++) {
		int unit = f->other ? i + import * FILES : i;
		struct buf text = { 0 };
		char path[64];

		buf_printf(&text, "<testsuite name=''><!-- %d -->\n", import);
		for (int c = 0; c < CASES; c++)
			buf_printf(&text, "<testcase classname='case%d' name='%s'>%s</testcase>\n", c,
				plan.units[unit].id,
				(c + import) % CASES < f->failing ? "<failure message='no'/>" : "");
		buf_adds(&text, f->broken ? "<testcase" : "</testsuite>\n");
		snprintf(path, sizeof(path), "%s/%d.xml", dir, i);
		write_file(path, buf_text(&text), 1000 + import);
		buf_release(&text);
	}
}

/* The steps that it takes to import them. */
static long long
import_reports(struct record *r, const struct match *match, const struct form *f, const char *dir, int import)
{
	const struct results_given given = { .run = "r",
		.platform = "linux",
		.lane = "pr",
		.commit = COMMIT,
		.attempt = f->attempts ? import + 1 : 1,
		.started = -1,
		.seed = 99 };
	struct results_count folders = { 0 };
	struct imports_count count;
	struct diag silent = { .out = NULL };
	long long before = db_steps(r->db);
	struct imports *im = imports_begin(r, &silent, &plan, match, PLAN, &given);

	imports_add(im, dir, IMPORT_ANY, &folders);
	assert_true(imports_end(im, &count));
	record_end(r, true);
	assert_int_equal(count.files, FILES);
	assert_int_equal(count.cases, FILES * CASES);
	assert_int_equal(count.unmatched, 0);
	return db_steps(r->db) - before;
}

static void
test_fourth_import(void **state)
{
	(void)state;
	struct arena a = { 0 };
	struct diag d = { .out = stderr };
	const struct match *match = match_make(&a, &d, &plan);
	int slow = 0;

	for (size_t i = 0; i < countof(forms); i++) {
		long long steps[IMPORTS];
		char path[32], dir[32];

		snprintf(path, sizeof(path), "%zu.db", i);
		struct record *r = open_with_plan(path);

		for (int k = 0; k < IMPORTS; k++) {
			snprintf(dir, sizeof(dir), "%zu-%d", i, k);
			write_reports(&forms[i], dir, k);
			steps[k] = import_reports(r, match, &forms[i], dir, k);
		}
		record_close(r);
		bool ok = 100 * steps[IMPORTS - 1] <= forms[i].percent * steps[0];

		print_message("a run %s: %lld steps, and %lld: %lld %% of %d\n", forms[i].name, steps[0],
			steps[IMPORTS - 1], 100 * steps[IMPORTS - 1] / steps[0], forms[i].percent);
		slow += !ok;
	}
	arena_release(&a);
	assert_int_equal(slow, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_fourth_import, set_up),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
