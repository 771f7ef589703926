/* coverage.c: the report's whole text, with and without a record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "report/coverage.h"
#include "base/diag.h"
#include "plan/plan.h"
#include "record/record.h"
#include "record/results.h"
#include "tap/planfile.h"

#define PLAN "0123456789abcdef0123456789abcdef01234567"

/* Every test runs in an empty folder of its own, and names its files by relative paths. */
static char top[] = "/tmp/nightshift-coverage-XXXXXX";

/* --- a plan ----------------------------------------------------------------------------------- */

static struct gap gaps[] = { { .reason = "no runner with \"enough\" memory", .until = "2027-03-31" } };
static const char *labels[] = { "ubuntu-24.04", "big" };
static struct platform platforms[] = {
	{ .name = "intel",
		.system = "x86_64-darwin",
		.does = { DOES_NONE, DOES_BUILD, DOES_NONE },
		.gaps = gaps,
		.gap_count = 1 },
	{ .name = "linux",
		.system = "x86_64-linux",
		.runner = { .v = labels, .n = 2 },
		.does = { DOES_CHECKED, DOES_CHECKED, DOES_CHECKED } },
	{ .name = "mac", .system = "aarch64-darwin", .does = { DOES_BUILD, DOES_BUILD, DOES_CHECKED } },
};
static struct variant variants[] = { { .name = "copying" }, { .name = "wide" } };
static bool both[] = { true, true }, wide_only[] = { false, true };
static bool everywhere[] = { true, true, true }, not_on_mac[] = { true, true, false };
static struct module modules[] = {
	{ .name = "gc", .traits = { .lane = LANE_PR }, .chunks = 10, .in_variant = both, .on_platform = everywhere },
	{ .name = "soak",
		.traits = { .lane = LANE_NIGHTLY, .reason = "long" },
		.in_variant = wide_only,
		.on_platform = everywhere },
	{ .name = "utf8",
		.traits = { .lane = LANE_PR, .reason = "no locale" },
		.in_variant = both,
		.on_platform = not_on_mac },
};
static struct exclude excludes[] = {
	{ .name = "stable_mem", .text = "stable_mem", .reason = "dead since the 64-bit heap", .until = "2027-01-31" }
};
static struct suite suite = {
	.name = "rts",
	.platforms = platforms,
	.platform_count = countof(platforms),
	.variants = variants,
	.variant_count = countof(variants),
	.modules = modules,
	.module_count = countof(modules),
	.excludes = excludes,
	.exclude_count = countof(excludes),
};

static struct lane_plan lanes[countof(platforms)][LANE_COUNT];
static struct plan plan = { .suite = &suite, .lanes = lanes };

static void
make_plan(void)
{
	static struct unit units[30];
	static char ids[countof(units)][32];

	plan.units = units;
	for (size_t v = 0; v < countof(variants); v++)
		for (size_t m = 0; m < countof(modules); m++)
			for (long k = 0; modules[m].in_variant[v] && k < (modules[m].chunks ? modules[m].chunks : 1);
				k++) {
				size_t n = plan.unit_count++;

				snprintf(ids[n], sizeof(ids[n]), modules[m].chunks ? "%s-%s_%ld" : "%s-%s",
					variants[v].name, modules[m].name, k);
				units[n] = (struct unit){ .id = ids[n],
					.variant = &variants[v],
					.module = &modules[m],
					.chunk = modules[m].chunks ? k : -1,
					.usec = m == 1 ? 3600000000 : 1250000,
					.rank = n };
			}
	for (size_t k = 0; k < countof(platforms); k++)
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			struct lane_plan *l = &lanes[k][lane];

			l->does = platforms[k].does[lane];
			for (size_t i = 0; i < plan.unit_count; i++)
				if (plan_runs(&plan, &units[i], k, lane)) {
					l->unit_count++;
					l->usec += units[i].usec;
				}
		}
}

/* --- tools ------------------------------------------------------------------------------------ */

static void
put_verdict(const char *run, const char *unit, const char *platform, const char *verdict, time_t time)
{
	struct timespec times[2] = { { .tv_sec = time }, { .tv_sec = time } };
	char path[256];

	mkdir(run, 0777);
	snprintf(path, sizeof(path), "%s/%s", run, unit);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s/verdict", run, unit);
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	fprintf(out, "nightshift 1\nsuite rts\nplan " PLAN "\nrun %s\nunit %s\n%s\nverdict %s\nstatus %d\nend\n", run,
		unit, platform, verdict, strcmp(verdict, "pass") != 0);
	fclose(out);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void
import(struct record *r, const char *dir)
{
	struct diag d = { .out = stderr };
	struct results_count count = { 0 };

	assert_true(results_import(r, &d, dir, NULL, &count));
	record_end(r, true);
}

/* Ask at the 6th of July 2024, without a repository. */
static void
ask(void (*answer)(const struct coverage_question *, struct arena *, struct buf *), const struct plan *p,
	struct record *r, struct buf *out)
{
	struct coverage_question q = { .plan = p, .record = r, .now = 1720000000 + 3 * 86400 };
	struct arena a = { 0 };

	answer(&q, &a, out);
	arena_release(&a);
}

static void
assert_text(struct record *r, const char *expected)
{
	struct buf out = { 0 };

	ask(coverage_text, &plan, r, &out);
	assert_string_equal(buf_text(&out), expected);
	buf_release(&out);
}

/* --- tests ------------------------------------------------------------------------------------ */

#define WITHOUT_RECORD                                                                  \
	"coverage of rts: 23 units on 3 platforms\n"                                    \
	"\n"                                                                            \
	"  platform  system          lane     does          units      expected\n"      \
	"  intel     x86_64-darwin   pr       none\n"                                   \
	"                            merge    build\n"                                  \
	"                            nightly  none\n"                                   \
	"  linux     x86_64-linux    pr       checked    22 of 23        27.5 s\n"      \
	"                            merge    checked    22 of 23        27.5 s\n"      \
	"                            nightly  checked    23 of 23    1 h 00 min\n"      \
	"  mac       aarch64-darwin  pr       build\n"                                  \
	"                            merge    build\n"                                  \
	"                            nightly  checked    21 of 23    1 h 00 min\n"      \
	"\n"                                                                            \
	"nightly only\n"                                                                \
	"  linux     1 unit: wide-soak\n"                                               \
	"  mac       everything that runs there (21 units)\n"                           \
	"\n"                                                                            \
	"holes\n"                                                                       \
	"  intel     everything: no runner with \"enough\" memory (until 2027-03-31)\n" \
	"  mac       utf8 (2 units) is kept from it: no locale\n"                       \
	"  all       stable_mem is excluded: dead since the 64-bit heap (until 2027-01-31)\n"

static void
test_text(void **state)
{
	(void)state;
	assert_text(NULL, WITHOUT_RECORD "\nnever run: there is no record yet, so this is not known\n");
}

static void
test_json(void **state)
{
	(void)state;
	struct buf out = { 0 };

	/* the rest is as with a record, below */
	ask(coverage_json, &plan, NULL, &out);
	assert_non_null(strstr(buf_text(&out), "      \"never_run\": null,\n      \"owed_units\": null\n"));
	assert_non_null(strstr(buf_text(&out), "  \"record\": null,\n  \"ran_on_no_platform\": null,\n"));
	buf_release(&out);
}

/* Long lists are cut: names up to six, then modules up to eight. */
static void
test_many(void **state)
{
	(void)state;
	static char names[12][16];
	static const char *const lines[] = {
		"\n  linux     6 units: wide-m00, wide-m01, wide-m02, wide-m03, wide-m04, wide-m05\n",
		"\n  linux     7 units: m00, m01, m02, m03, m04, m05, m06\n",
		"\n  linux     9 units: m00, m01, m02, m03, m04, m05, m06, m07 and 1 more module\n",
		"\n  linux     12 units: m00, m01, m02, m03, m04, m05, m06, m07 and 4 more modules\n",
	};
	static const size_t counts[] = { 6, 7, 9, 12 };

	for (size_t i = 0; i < countof(counts); i++) {
		size_t n = counts[i];
		struct module many[13] = { { .name = "day", .in_variant = wide_only, .on_platform = everywhere } };
		struct unit units[13] = {
			{ .id = "wide-day", .variant = &variants[1], .module = &many[0], .chunk = -1 }
		};
		struct suite s = suite;
		struct plan p = { .suite = &s, .units = units, .unit_count = n + 1, .lanes = lanes };
		struct buf out = { 0 };

		s.modules = many;
		s.module_count = n + 1;
		for (size_t k = 1; k <= n; k++) {
			snprintf(names[k - 1], sizeof(names[k - 1]), "wide-m%02zu", (k - 1) % 100);
			many[k] = many[0];
			many[k].name = names[k - 1] + 5;
			many[k].traits.lane = LANE_NIGHTLY;
			units[k] = (struct unit){ .id = names[k - 1],
				.variant = &variants[1],
				.module = &many[k],
				.chunk = -1,
				.rank = k };
		}
		ask(coverage_text, &p, NULL, &out);
		assert_non_null(strstr(buf_text(&out), lines[i]));
		buf_release(&out);
	}
}

static struct record *
make_record(void)
{
	struct record *r = record_open("record.db");
	char unit[32];

	record_add_plan(r, planfile_of(&plan, PLAN), NULL, NULL, false);
	for (int i = 0; i < 10; i++) {
		snprintf(unit, sizeof(unit), "copying-gc_%d", i);
		put_verdict("one", unit, "platform linux\nlane pr", i ? "pass" : "fail", 1700000000 + i);
		snprintf(unit, sizeof(unit), "wide-gc_%d", i);
		put_verdict("one", unit, "platform linux\nlane pr", "pass", 1700000000 + i);
	}
	put_verdict("one", "copying-utf8", "platform linux\nlane pr", "cancelled", 1700000000); /* did not run */
	put_verdict("two", "wide-soak", "platform mac\nlane nightly", "timeout", 1710000000);
	put_verdict("three", "wide-utf8", "tree dirty", "pass", 1720000000);
	put_verdict("three", "wide-gc_3", "tree dirty", "pass", 1720000000);
	import(r, "one");
	import(r, "two");
	import(r, "three");
	return r;
}

static void
test_record(void **state)
{
	(void)state;
	struct record *r = make_record();

	assert_text(r,
		"coverage of rts: 23 units on 3 platforms\n"
		"\n"
		"  platform  system          lane     does          units      expected  last delivered\n"
		"  intel     x86_64-darwin   pr       none\n"
		"                            merge    build\n"
		"                            nightly  none\n"
		"  linux     x86_64-linux    pr       checked    22 of 23        27.5 s  nothing at a clean commit; last resu"
		"lt 7 months ago\n"
		"                            merge    checked    22 of 23        27.5 s  never\n"
		"                            nightly  checked    23 of 23    1 h 00 min  never\n"
		"  mac       aarch64-darwin  pr       build\n"
		"                            merge    build\n"
		"                            nightly  checked    21 of 23    1 h 00 min  nothing at a clean commit; last resu"
		"lt 3 months ago\n"
		"\n"
		"nightly only\n"
		"  linux     1 unit: wide-soak; none has passed yet\n"
		"  mac       everything that runs there (21 units); none has passed yet\n"
		"\n"
		"holes\n"
		"  intel     everything: no runner with \"enough\" memory (until 2027-03-31)\n"
		"  mac       utf8 (2 units) is kept from it: no locale\n"
		"  all       stable_mem is excluded: dead since the 64-bit heap (until 2027-01-31)\n"
		"\n"
		"never run\n"
		"  intel     nothing is due\n"
		"  linux     3 of 23: copying-utf8, wide-soak, wide-utf8; last result 7 months ago\n"
		"  mac       20 of 21: gc (20); last result 3 months ago\n"
		"  1 unit ran, but in runs that do not name their platform\n");
	record_close(r);
}

/* What no shell test looks at: tests/report/coverage.sh reads the rest. */
static void
test_record_json(void **state)
{
	(void)state;
	static const char *const parts[] = {
		"{\n  \"format\": 1,\n  \"suite\": \"rts\",\n  \"units\": 23,\n",
		"\"gaps\": [{ \"reason\": \"no runner with \\\"enough\\\" memory\", \"until\": \"2027-03-31\" }],\n",
		"\"kept\": [{ \"module\": \"utf8\", \"units\": 2, \"reason\": \"no locale\" }],\n      \"due\": 21,\n",
		"\"never_run\": [\"copying-utf8\", \"wide-soak\", \"wide-utf8\"],\n",
		"{ \"lane\": \"nightly\", \"does\": \"checked\", \"units\": 21, \"seconds\": 3625, \"delivered\": null }\n",
		"{ \"unit\": \"copying-gc_0\", \"nightly_only\": false, \"last_pass\": null, \"last_run\": \"2023-11-14T22:13:20Z\", \"last_skip\": null }",
		"{ \"unit\": \"copying-gc_1\", \"nightly_only\": false, \"last_pass\": \"2023-11-14T22:13:21Z\", "
		"\"last_run\": \"2023-11-14T22:13:21Z\", \"last_skip\": null }",
		"{ \"unit\": \"wide-soak\", \"nightly_only\": true, \"last_pass\": null, \"last_run\": \"2024-03-09T16:00:00Z\", \"last_skip\": null }",
		"{ \"platform\": null, \"lane\": null, \"runs\": 1, \"answered\": 0, \"results\": 2, \"last\": \"2024-07-03T09:46:40Z\" }",
		"{ \"platform\": \"linux\", \"lane\": \"pr\", \"runs\": 1, \"answered\": 0, \"results\": 21, "
		"\"last\": \"2023-11-14T22:13:29Z\" }",
		"\"ran_on_no_platform\": 1,\n  \"unknown_units\": [],\n  \"unknown_platforms\": [],\n  \"from_the_future\": []\n}\n",
	};
	struct record *r = make_record();
	struct buf out = { 0 };

	ask(coverage_json, &plan, r, &out);
	for (size_t i = 0; i < countof(parts); i++)
		if (!strstr(buf_text(&out), parts[i]))
			fail_msg("no %s in\n%s", parts[i], buf_text(&out));
	buf_release(&out);
	record_close(r);
}

static int
set_up(void **state)
{
	static int number;
	char name[16];

	(void)state;
	snprintf(name, sizeof(name), "%d", number++);
	return chdir(top) || mkdir(name, 0777) || chdir(name);
}

static int
set_up_all(void **state)
{
	(void)state;
	make_plan();
	return !mkdtemp(top);
}

static int
tear_down_all(void **state)
{
	(void)state;
	char command[sizeof(top) + 16];

	snprintf(command, sizeof(command), "rm -rf %s", top);
	return chdir("/") || system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_text, set_up),
		cmocka_unit_test_setup(test_json, set_up),
		cmocka_unit_test_setup(test_many, set_up),
		cmocka_unit_test_setup(test_record, set_up),
		cmocka_unit_test_setup(test_record_json, set_up),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
