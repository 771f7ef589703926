/* record.c and results.c: plans and verdicts into the record, whole or not at all, in any order, more than once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "plan/plan.h"
#include "record/record.h"
#include "record/results.h"
#include "plan/seed.h"

#define PLAN "0123456789abcdef0123456789abcdef01234567"
#define COMMIT "89abcdef0123456789abcdef0123456789abcdef"

/* Every test runs in an empty folder of its own, and names its files by relative paths. */
static char top[] = "/tmp/nightshift-results-XXXXXX";

/* --- a plan ----------------------------------------------------------------------------------- */

static struct platform platforms[] = {
	{ .name = "linux", .system = "x86_64-linux", .does = { DOES_CHECKED, DOES_CHECKED, DOES_CHECKED } },
	{ .name = "mac", .system = "aarch64-darwin", .does = { DOES_BUILD, DOES_BUILD, DOES_CHECKED } },
};
static struct variant variants[] = { { .name = "copying" }, { .name = "wide" } };
static bool everywhere[] = { true, true }, linux_only[] = { true, false }, wide_only[] = { false, true };
static struct module modules[] = {
	{ .name = "gc",
		.traits = { .seed = SEED_HEAD },
		.from = 0,
		.to = 399,
		.chunks = 400,
		.in_variant = everywhere,
		.on_platform = everywhere },
	{ .name = "soak",
		.traits = { .lane = LANE_NIGHTLY, .seed = 4711, .reason = "long" },
		.in_variant = wide_only,
		.on_platform = everywhere },
	{ .name = "utf8",
		.traits = { .seed = SEED_NONE, .reason = "no locale" },
		.in_variant = everywhere,
		.on_platform = linux_only },
};
static struct exclude excludes[] = { { .name = "stable_mem", .reason = "dead", .until = "2027-01-31" } };
static const struct suite suite = {
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

static struct plan plan = { .suite = &suite };

static void
make_plan(void)
{
	static struct unit units[1000];
	static char ids[countof(units)][32];

	for (size_t v = 0; v < countof(variants); v++)
		for (size_t m = 0; m < countof(modules); m++)
			for (long k = 0; modules[m].in_variant[v] && k < (modules[m].chunks ? modules[m].chunks : 1);
				k++) {
				size_t n = plan.unit_count++;

				if (modules[m].chunks)
					snprintf(ids[n], sizeof(ids[n]), "%s-%s_%ld", variants[v].name, modules[m].name,
						k);
				else
					snprintf(ids[n], sizeof(ids[n]), "%s-%s", variants[v].name, modules[m].name);
				units[n] = (struct unit){ .id = ids[n],
					.variant = &variants[v],
					.module = &modules[m],
					.chunk = modules[m].chunks ? k : -1,
					.usec = 1000000,
					.rank = n };
			}
	plan.units = units;
}

static struct record *
open_with_plan(const char *path)
{
	struct record *r = record_open(path);

	record_add_plan(r, &plan, PLAN, COMMIT, &(struct seed){ .value = 99 }, false);
	return r;
}

/* --- tools ------------------------------------------------------------------------------------ */

static void
write_file(const char *path, const char *text, time_t time)
{
	struct timespec times[2] = { { .tv_sec = time }, { .tv_sec = time } };
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Write dir/unit/name, and the folders that it needs. */
static void
put(const char *dir, const char *unit, const char *name, const char *text, time_t time)
{
	char path[256];

	assert_true(!mkdir(dir, 0777) || errno == EEXIST);
	snprintf(path, sizeof(path), "%s/%s", dir, unit);
	assert_true(!mkdir(path, 0777) || errno == EEXIST);
	snprintf(path, sizeof(path), "%s/%s/%s", dir, unit, name);
	write_file(path, text, time);
}

/* Write a verdict that has every key; `more` stands before its end. */
static void
put_verdict(const char *dir, const char *run, const char *unit, const char *verdict, const char *more, time_t time)
{
	char text[1024];

	snprintf(text, sizeof(text),
		"nightshift 1\nsuite rts\nplan " PLAN "\nrun %s\nunit %s\nplatform linux\nlane pr\ncommit " COMMIT
		"\ntree clean\nseed 99\nverdict %s\nstatus %d\nnew key\n%send\n",
		run, unit, verdict, strcmp(verdict, "pass") != 0, more);
	put(dir, unit, "verdict", text, time);
}

/* Import dir; what it said is in *ret_said. */
static bool
import(struct record *r, const char *dir, struct results_count *count, struct buf *ret_said)
{
	struct diag d = { .out = tmpfile() };
	char *to = buf_reserve(ret_said, 16384);
	bool ok = results_import(r, &d, dir, NULL, count);

	rewind(d.out);
	size_t n = fread(to, 1, 16383, d.out);

	to[n] = '\0';
	ret_said->len += n;
	fclose(d.out);
	assert_int_equal(ok, d.errors == 0);
	return ok;
}

static struct results_count
assert_imports(struct record *r, const char *dir)
{
	struct results_count count = { 0 };
	struct buf said = { 0 };

	import(r, dir, &count, &said);
	assert_string_equal(buf_text(&said), "");
	buf_release(&said);
	return count;
}

static void
assert_refuses(struct record *r, const char *dir, const char *messages)
{
	struct results_count count = { 0 }, none = { 0 };
	struct buf said = { 0 };

	assert_false(import(r, dir, &count, &said));
	assert_string_equal(buf_text(&said), messages);
	assert_memory_equal(&count, &none, sizeof(none));
	buf_release(&said);
}

/* All rows of a query, as text, on the file itself. */
static void
query(const char *path, const char *sql, struct buf *out)
{
	sqlite3 *s;
	sqlite3_stmt *stmt;
	int status;

	assert_int_equal(sqlite3_open(path, &s), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(s, sql, -1, &stmt, NULL), SQLITE_OK);
	while ((status = sqlite3_step(stmt)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(stmt); i++) {
			const char *text = (const char *)sqlite3_column_text(stmt, i);

			buf_printf(out, "%s%s", i ? "|" : "", text ? text : "-");
		}
		buf_addc(out, '\n');
	}
	assert_int_equal(status, SQLITE_DONE);
	sqlite3_finalize(stmt);
	assert_int_equal(sqlite3_close(s), SQLITE_OK);
}

static void
assert_query(const char *path, const char *sql, const char *expected)
{
	struct buf out = { 0 };

	query(path, sql, &out);
	assert_string_equal(buf_text(&out), expected);
	buf_release(&out);
}

/* All that a record says, with names where it has numbers. */
static void
dump(const char *path, struct buf *out)
{
	static const char *const all[] = {
		"SELECT fingerprint, suite, tool, units FROM plan ORDER BY 1",
		"SELECT p.fingerprint, commit_id, seed, fallback, dirty FROM generation g JOIN plan p ON p.id = g.plan ORDER BY 1, 2",
		"SELECT p.fingerprint, x.platform, system, runner FROM plan_platform x JOIN plan p ON p.id = x.plan ORDER BY 1, 2",
		"SELECT * FROM due ORDER BY 1, 2, 3, 4, 5",
		"SELECT p.fingerprint, r.name, platform, lane, commit_id, tree, source FROM run r JOIN plan p ON p.id = r.plan "
		"ORDER BY 1, 2, 3, 4",
		"SELECT p.fingerprint, r.name, platform, lane, x.unit, x.attempt, verdict, status, usec, seed, finished, tail "
		"FROM result x JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan "
		"LEFT JOIN result_log l ON l.run = x.run AND l.unit = x.unit AND l.attempt = x.attempt ORDER BY 1, 2, 3, 4, 5, 6",
		"SELECT o.name, o.attempt, o.platform, o.lane, o.commit_id, o.started, r.name, d.unit, d.attempt FROM occasion o "
		"JOIN delivery d ON d.occasion = o.id JOIN run r ON r.id = d.run ORDER BY 1, 2, 3, 4, 7, 8, 9",
	};

	for (size_t i = 0; i < countof(all); i++)
		query(path, all[i], out);
}

/* --- plans ------------------------------------------------------------------------------------ */

static void
test_add_plan(void **state)
{
	(void)state;
	const struct seed seed = { .value = 99 }, fallback = { .value = 4711, .fallback = true, .why = "no commit" };
	struct record *r = record_open("record.db");
	char *of = NULL;

	assert_int_equal(record_plan(r, PLAN, NULL), 0);
	assert_true(record_add_plan(r, &plan, PLAN, NULL, &fallback, false));
	assert_false(record_add_plan(r, &plan, PLAN, NULL, &fallback, false));
	assert_true(record_add_plan(r, &plan, PLAN, COMMIT, &seed, true));
	assert_false(record_add_plan(r, &plan, PLAN, COMMIT, &seed, true));
	assert_query("record.db", "SELECT * FROM generation", COMMIT "|1|99|0|1\n");
	/* seen clean once is enough */
	assert_true(record_add_plan(r, &plan, PLAN, COMMIT, &seed, false));
	assert_false(record_add_plan(r, &plan, PLAN, COMMIT, &seed, true));
	assert_false(record_add_plan(r, &plan, PLAN, COMMIT, &seed, false));
	assert_query("record.db", "SELECT * FROM generation", COMMIT "|1|99|0|0\n");
	assert_true(record_add_plan(r, &plan, "ffff", "cccc", NULL, false));
	assert_query("record.db", "SELECT * FROM generation WHERE commit_id = 'cccc'", "cccc|2|-|0|0\n");
	assert_true(record_plan(r, PLAN, &of) == 1);
	assert_string_equal(of, "rts");
	free(of);
	record_close(r);

	assert_query("record.db", "SELECT fingerprint, suite, units FROM plan", PLAN "|rts|803\nffff|rts|803\n");
	assert_query("record.db", "SELECT * FROM plan_module WHERE plan = 1",
		"1|0|gc|pr|head|-|-\n1|1|soak|nightly|fixed|4711|long\n1|2|utf8|pr|none|-|no locale\n");
	assert_query("record.db", "SELECT * FROM plan_kept WHERE plan = 1", "1|2|mac\n");
	assert_query("record.db", "SELECT * FROM plan_exclude WHERE plan = 1", "1|stable_mem|dead|2027-01-31\n");
	assert_query("record.db", "SELECT * FROM plan_unit WHERE plan = 1 AND unit IN ('wide-gc_399', 'wide-soak')",
		"1|wide-gc_399|1|0|399|1000000\n1|wide-soak|1|1|-|1000000\n");
	/* the view owes what plan_runs says */
	assert_query("record.db",
		"SELECT platform, lane, count(*), sum(unit = 'wide-soak'), sum(module = 'utf8') FROM due "
		"WHERE fingerprint = '" PLAN "' GROUP BY 1, 2",
		"linux|merge|802|0|2\nlinux|nightly|803|1|2\nlinux|pr|802|0|2\nmac|nightly|801|1|0\n");
}

/* What is known is not written: a generate that finds nothing new does not even wait for those who write. */
static void
test_known_plan_waits_for_nobody(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	sqlite3 *writer;

	assert_int_equal(sqlite3_open("record.db", &writer), SQLITE_OK);
	assert_int_equal(sqlite3_exec(writer, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_false(record_add_plan(r, &plan, PLAN, COMMIT, &(struct seed){ .value = 99 }, false));
	sqlite3_close(writer);
	record_close(r);
}

/* --- what is imported ------------------------------------------------------------------------- */

static void
test_import(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	struct results_summary s;

	put_verdict("runs", "local-1", "wide-gc_3", "pass", "seconds 1.25\n", 1000);
	put_verdict("runs", "local-1", "wide-gc_4", "fail", "", 1010);
	put("runs", "wide-gc_4", "start", "", 1002);
	put("runs", "wide-gc_4", "log", "one\ntwo \xff\x01\n", 1010);
	put_verdict("runs", "local-1", "wide-gc_5", "pass", "finished 1020\n", 5000); /* no time: unknown; copied */
	put("runs", "wide-gc_5", "log", "fine\n", 1020);
	put_verdict("runs", "local-1", "wide-gc_6", "crash", "attempt 2\n", 1020);
	put("runs", "wide-gc_6", "start", "", 1021); /* after its end: unknown */
	put("runs", "wide-gc_7", "start", "", 1020); /* still running */
	put("runs", "wide-gc_8", "verdict", "nightshift 1\nsuite rts\nplan " PLAN "\nverdict pass\nen", 1020);
	put("runs", "wide-gc_9", "verdict", "nightshift 1\nsuite rts\nverdict pass\nend",
		1020); /* its newline is missing */
	put("runs", "wide-gc_91", "verdict", "nightshift 1\nsuite rts\nverdict pass\nrun weekend\n", 1020);
	put("runs", "unrelated", "readme", "", 1020);
	put("runs", "wide-soak", "verdict",
		"nightshift 1\nsuite rts\nplan " PLAN "\nrun local-0\nunit wide-soak\nverdict cancelled\nend\n", 500);
	write_file("runs/a file", "", 1);

	struct results_count c = assert_imports(r, "runs");

	assert_int_equal(c.imported, 5);
	assert_int_equal(c.known, 0);
	assert_int_equal(c.unfinished, 4);
	assert_string_equal(c.unfinished_names, "wide-gc_7 wide-gc_8 wide-gc_9 wide-gc_91");
	assert_int_equal(c.verdicts[VERDICT_PASS], 2);
	assert_int_equal(c.verdicts[VERDICT_FAIL], 1);
	assert_int_equal(c.verdicts[VERDICT_CRASH], 1);
	assert_int_equal(c.verdicts[VERDICT_CANCELLED], 1);
	assert_string_equal(c.run, "local-1");
	c = assert_imports(r, "runs");
	assert_int_equal(c.imported, 0);
	assert_int_equal(c.known, 5);

	assert_true(results_summary(r, "rts", "local-1", &s));
	assert_int_equal(s.units, 4);
	assert_int_equal(s.verdicts[VERDICT_PASS], 2);
	assert_int_equal(s.verdicts[VERDICT_FAIL], 1);
	assert_int_equal(s.verdicts[VERDICT_CRASH], 1);
	assert_int_equal(s.flaky, 0);
	assert_int_equal(s.usec_sum, 9250000);
	assert_int_equal(s.usec_longest, 8000000);
	assert_int_equal(s.usec_wall, 21250000); /* from 998.75 to 1020 */
	assert_false(results_summary(r, "rts", "local-2", &s));
	assert_false(results_summary(r, "other", "local-1", &s));
	record_close(r);

	assert_query("record.db", "SELECT name, platform, lane, commit_id, tree, source FROM run ORDER BY 1",
		"local-0|-|-|-|-|folder\nlocal-1|linux|pr|" COMMIT "|clean|folder\n");
	assert_query("record.db",
		"SELECT r.name, unit, attempt, verdict, status, usec, seed, finished FROM result JOIN run r ON r.id = run ORDER BY 1, 2",
		"local-0|wide-soak|1|cancelled|-|-|-|500000000\n"
		"local-1|wide-gc_3|1|pass|0|1250000|99|1000000000\n"
		"local-1|wide-gc_4|1|fail|1|8000000|99|1010000000\n"
		"local-1|wide-gc_5|1|pass|0|-|99|1020000000\n"
		"local-1|wide-gc_6|2|crash|1|-|99|1020000000\n");
	assert_query("record.db", "SELECT unit, attempt, tail FROM result_log",
		"wide-gc_4|1|one\ntwo \xef\xbf\xbd\xef\xbf\xbd\n\n");
	assert_query("record.db",
		"SELECT platform, unit, verdict, seconds, finished FROM last_result WHERE unit = 'wide-gc_4'",
		"linux|wide-gc_4|fail|8.0|1970-01-01T00:16:50Z\n");
	assert_query("record.db", "SELECT platform, count(*) FROM never_run GROUP BY 1", "linux|799\nmac|801\n");
}

/* A later attempt that passes is not a pass (law 6), and no attempt goes. */
static void
test_flaky(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	struct results_summary s;

	put_verdict("first", "r", "wide-gc_3", "fail", "seconds 2\n", 1000);
	put_verdict("second", "r", "wide-gc_3", "pass", "seconds 3\nattempt 2\n", 1003);
	assert_int_equal(assert_imports(r, "second").imported, 1);
	assert_int_equal(assert_imports(r, "first").imported, 1);
	assert_true(results_summary(r, "rts", "r", &s));
	assert_int_equal(s.units, 1);
	assert_int_equal(s.flaky, 1);
	assert_int_equal(s.verdicts[VERDICT_PASS], 0);
	assert_int_equal(s.usec_sum, 5000000);
	record_close(r);
	assert_query("record.db", "SELECT unit, verdict, attempts FROM last_result", "wide-gc_3|flaky|2\n");
}

/* What exec leaves of an attempt that another one followed, in the folder of that number. */
static void
put_attempt(const char *unit_folder, int folder, const char *unit, const char *verdict, int attempt, const char *log)
{
	char name[32], text[1024];

	snprintf(name, sizeof(name), "attempt-%d", folder);
	snprintf(text, sizeof(text),
		"nightshift 1\nsuite rts\nplan " PLAN "\nrun r\nunit %s\nplatform linux\nlane pr\ncommit " COMMIT
		"\ntree clean\nseed 99\nverdict %s\nstatus %d\nseconds %d\nattempt %d\nfinished %d\nend\n",
		unit, verdict, strcmp(verdict, "pass") != 0, attempt, attempt, 1000 + attempt);
	put(unit_folder, name, "verdict", text, 1);
	put(unit_folder, name, "log", log, 1);
}

static void
test_attempts(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	struct results_summary s;
	struct results_count c;

	put_verdict("runs", "r", "wide-gc_3", "pass", "attempt 3\nseconds 3\nfinished 1003\n", 1003);
	put("runs", "wide-gc_3", "log", "third\n", 1003);
	put_attempt("runs/wide-gc_3", 1, "wide-gc_3", "fail", 1, "first\n");
	put_attempt("runs/wide-gc_3", 2, "wide-gc_3", "crash", 2, "second\n");
	/* of another run, which did not come so far: it would not be read, since 3 is the last one */
	put_attempt("runs/wide-gc_3", 4, "wide-gc_3", "fail", 4, "fourth\n");
	/* one that passed at once is not looked into */
	put_verdict("runs", "r", "wide-gc_4", "pass", "attempt 1\nfinished 1001\n", 1003);
	put_attempt("runs/wide-gc_4", 1, "wide-gc_4", "fail", 1, "");
	/* the first was copied nowhere, the second counts all the same */
	put_verdict("runs", "r", "wide-gc_5", "fail", "attempt 3\nfinished 1003\n", 1003);
	put_attempt("runs/wide-gc_5", 2, "wide-gc_5", "fail", 2, "");
	/* killed in its second attempt, and between a log and its verdict */
	put("runs", "wide-gc_6", "log", "", 1003);
	put_attempt("runs/wide-gc_6", 1, "wide-gc_6", "timeout", 1, "slow\n");
	put("runs/wide-gc_6", "attempt-2", "log", "", 1003);
	c = assert_imports(r, "runs");
	assert_int_equal(c.imported, 7);
	assert_int_equal(c.known, 0);
	assert_int_equal(c.unfinished, 2);
	assert_string_equal(c.unfinished_names, "wide-gc_6 wide-gc_6/attempt-2");
	c = assert_imports(r, "runs");
	assert_int_equal(c.imported, 0);
	assert_int_equal(c.known, 7);
	assert_true(results_summary(r, "rts", "r", &s));
	assert_int_equal(s.units, 4);
	assert_int_equal(s.flaky, 1);
	assert_int_equal(s.verdicts[VERDICT_PASS], 1);
	assert_int_equal(s.verdicts[VERDICT_FAIL], 1);
	assert_int_equal(s.verdicts[VERDICT_TIMEOUT], 1);
	record_close(r);
	assert_query("record.db",
		"SELECT unit, x.attempt, verdict, usec, finished, tail FROM result x LEFT JOIN result_log USING(run, unit, attempt) ORDER BY 1, 2",
		"wide-gc_3|1|fail|1000000|1001000000|first\n\n"
		"wide-gc_3|2|crash|2000000|1002000000|second\n\n"
		"wide-gc_3|3|pass|3000000|1003000000|-\n"
		"wide-gc_4|1|pass|-|1001000000|-\n"
		"wide-gc_5|2|fail|2000000|1002000000|-\n"
		"wide-gc_5|3|fail|-|1003000000|-\n"
		"wide-gc_6|1|timeout|1000000|1001000000|slow\n\n");
}

static void
test_long_log(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	struct buf log = { 0 };

	for (int i = 0; i < 1000; i++)
		buf_printf(&log, "line %04d\n", i);
	put_verdict("runs", "r", "wide-gc_3", "fail", "", 1000);
	put("runs", "wide-gc_3", "log", buf_text(&log), 1000);
	assert_imports(r, "runs");
	record_close(r);
	/* whole lines: 409 of 10 bytes fit into 4096 */
	assert_query("record.db", "SELECT length(tail), substr(tail, 1, 9), substr(tail, -10, 9) FROM result_log",
		"4090|line 0591|line 0999\n");
	buf_release(&log);
}

static void
test_unfinished_names(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	char unit[32];

	for (int i = 0; i < 40; i++) {
		snprintf(unit, sizeof(unit), "wide-gc_%d", i);
		put("runs", unit, "start", "", 1000);
	}
	struct results_count c = assert_imports(r, "runs");

	assert_int_equal(c.unfinished, 40);
	assert_int_equal(c.imported, 0);
	assert_int_equal(strlen(c.unfinished_names), 231);
	assert_string_equal(c.unfinished_names + 206, "wide-gc_26 wide-gc_27 ...");
	record_close(r);
}

/* Machines hand in their folders in any order, copies of them with other times too. */
static void
test_order(void **state)
{
	(void)state;
	static const char *const dirs[] = { "a", "b", "c", "copy" };
	static const int orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 3, 0, 2 }, { 2, 0, 3, 1 } };
	struct buf expected = { 0 };
	char path[32];

	put_verdict("a", "r1", "wide-gc_3", "fail", "", 1000);
	put("a", "wide-gc_3", "start", "", 990);
	put("a", "wide-gc_3", "log", "b\n", 990);
	put_verdict("a", "r1", "wide-gc_4", "pass", "seconds 4\n", 1001);
	put_verdict("b", "r2", "wide-gc_3", "pass", "seconds 5\n", 900);
	put_verdict("c", "r1", "wide-gc_3", "pass", "attempt 2\nseconds 0.5\n", 1100);
	put_verdict("copy", "r1", "wide-gc_3", "fail", "", 5000);
	put("copy", "wide-gc_3", "start", "", 4999);
	put("copy", "wide-gc_3", "log", "a\n", 990);
	put_verdict("copy", "r1", "wide-gc_4", "pass", "seconds 4\n", 5001);
	for (size_t i = 0; i < countof(orders); i++) {
		struct buf now = { 0 }, again = { 0 };

		snprintf(path, sizeof(path), "%zu.db", i);
		struct record *r = open_with_plan(path);

		for (int k = 0; k < 4; k++)
			assert_imports(r, dirs[orders[i][k]]);
		dump(path, &now);
		for (int k = 0; k < 4; k++)
			assert_int_equal(assert_imports(r, dirs[orders[(i + 1) % 4][k]]).imported, 0);
		dump(path, &again);
		record_close(r);
		assert_string_equal(buf_text(&again), buf_text(&now));
		if (!i)
			buf_adds(&expected, buf_text(&now));
		assert_string_equal(buf_text(&now), buf_text(&expected));
		buf_release(&now);
		buf_release(&again);
	}
	assert_non_null(strstr(buf_text(&expected), "|wide-gc_3|1|fail|1|10000000|99|1000000000|a\n"));
	buf_release(&expected);
}

/* --- what is refused -------------------------------------------------------------------------- */

#define HEAD "nightshift 1\nsuite rts\nplan " PLAN "\nrun r\nunit wide-gc_3\n"

static const struct {
	const char *text, *messages;
} refused[] = {
	{ "nightshift 2\nsuite rts\nplan " PLAN "\nrun r\nunit wide-gc_3\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:1:1: error: 'nightshift' is '2', expected: 1, the format this nightshift reads\n" },
	{ "suite rts\nnightshift 1\nplan " PLAN "\nrun r\nunit wide-gc_3\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:1:1: error: the first line of a verdict is 'nightshift 1'\n" },
	{ "nightshift 1\nsuite r ts\nplan 0123\nrun a/b\nunit .\nplatform\nlane night\ncommit HEAD\ntree green\nseed -1\n"
	  "verdict passed\nstatus x\nseconds 1,5\nattempt 0\nfinished now\nend\n",
		"runs/wide-gc_3/verdict:2:1: error: 'suite' is 'r ts', expected: a name\n"
		"runs/wide-gc_3/verdict:3:1: error: 'plan' is '0123', expected: the plan's fingerprint, 40 hex digits\n"
		"runs/wide-gc_3/verdict:4:1: error: 'run' is 'a/b', expected: at most 128 of A-Z a-z 0-9 _ . : + -\n"
		"runs/wide-gc_3/verdict:5:1: error: 'unit' is '.', expected: a name\n"
		"runs/wide-gc_3/verdict:6:1: error: 'platform' is '', expected: a name\n"
		"runs/wide-gc_3/verdict:7:1: error: 'lane' is 'night', expected: pr, merge or nightly\n"
		"runs/wide-gc_3/verdict:8:1: error: 'commit' is 'HEAD', expected: 40 or 64 hex digits\n"
		"runs/wide-gc_3/verdict:9:1: error: 'tree' is 'green', expected: clean or dirty\n"
		"runs/wide-gc_3/verdict:10:1: error: 'seed' is '-1', expected: a number from 0\n"
		"runs/wide-gc_3/verdict:11:1: error: 'verdict' is 'passed', expected: pass, fail, timeout, crash, cancelled, quarantined or skipped\n"
		"runs/wide-gc_3/verdict:12:1: error: 'status' is 'x', expected: an exit status, a number from 0\n"
		"runs/wide-gc_3/verdict:13:1: error: 'seconds' is '1,5', expected: a decimal number of seconds\n"
		"runs/wide-gc_3/verdict:14:1: error: 'attempt' is '0', expected: a number from 1\n"
		"runs/wide-gc_3/verdict:15:1: error: 'finished' is 'now', expected: seconds since 1970\n"
		"runs/wide-gc_3/verdict:5:1: error: this is the verdict of unit '.', but it lies in the folder 'wide-gc_3'\n" },
	{ "nightshift 1\nend\n",
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'suite'\n"
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'plan'\n"
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'run'\n"
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'unit'\n"
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'verdict'\n" },
	{ HEAD "verdict fail\nend\n", "runs/wide-gc_3/verdict:1:1: error: the verdict has no 'status'\n" },
	{ HEAD "verdict pass\nstatus 1\nend\n",
		"runs/wide-gc_3/verdict:6:1: error: the verdict is 'pass', but the exit status 1\n" },
	{ HEAD "verdict pass\nverdict fail\nstatus 0\nend\nend\n",
		"runs/wide-gc_3/verdict:7:1: error: 'verdict' stands here a second time\n"
		"runs/wide-gc_3/verdict:9:1: error: 'end' stands before the last line\n" },
	{ "nightshift 1\nsuite rts\nplan " PLAN "\nrun r\nunit wide-gc_4\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:5:1: error: this is the verdict of unit 'wide-gc_4', but it lies in the folder 'wide-gc_3'\n" },
	{ HEAD "platform windows\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:6:1: error: plan " PLAN " has no platform 'windows'\n" },
	{ "nightshift 1\nsuite other\nplan " PLAN "\nrun r\nunit wide-gc_3\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:2:1: error: plan " PLAN " is of suite 'rts', not of 'other'\n" },
	{ "nightshift 1\nsuite rts\nplan " COMMIT "\nrun r\nunit wide-gc_3\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:3:1: error: the record does not know plan " COMMIT
		": run 'nightshift generate' at the commit that it came from\n" },
};

static void
test_refused(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");

	put_verdict("runs", "r", "copying-gc_1", "pass", "", 1000); /* good, and still not taken */
	for (size_t i = 0; i < countof(refused); i++) {
		put("runs", "wide-gc_3", "verdict", refused[i].text, 1000);
		assert_refuses(r, "runs", refused[i].messages);
	}
	put_verdict("unknown", "r", "wide-gc_400", "pass", "", 1000);
	assert_refuses(r, "unknown",
		"unknown/wide-gc_400/verdict:5:1: error: plan " PLAN " has no unit 'wide-gc_400'\n");
	record_close(r);
	assert_query("record.db", "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM result)", "0|0\n");
}

static void
test_refused_files(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	FILE *out;

	assert_refuses(r, "none", "none: error: cannot be read: No such file or directory\n");
	assert_int_equal(mkdir("empty", 0777), 0);
	put("others", "src", "main.c", "", 1);
	assert_refuses(r, "empty",
		"empty: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those\n");
	assert_refuses(r, "others",
		"others: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those\n");
	put("zero", "wide-gc_3", "verdict", "", 1);
	out = fopen("zero/wide-gc_3/verdict", "wb");
	assert_int_equal(fwrite("nightshift 1\n\0\nend\n", 1, 19, out), 19);
	fclose(out);
	assert_refuses(r, "zero", "zero/wide-gc_3/verdict: error: the verdict has a zero byte, so it is none\n");
	put("large", "wide-gc_3", "verdict", "", 1);
	assert_int_equal(truncate("large/wide-gc_3/verdict", 70000), 0);
	assert_refuses(r, "large",
		"large/wide-gc_3/verdict: error: the verdict is larger than 65536 bytes, so it is none\n");
	put_verdict("apart", "r", "wide-gc_3", "pass", "attempt 3\n", 1003);
	put_attempt("apart/wide-gc_3", 1, "wide-gc_3", "fail", 2, "");
	put_attempt("apart/wide-gc_3", 2, "wide-gc_4", "fail", 2, "");
	assert_refuses(r, "apart",
		"apart/wide-gc_3/attempt-1/verdict:14:1: error: this is the verdict of attempt 2, but it lies in the folder 'attempt-1'\n"
		"apart/wide-gc_3/attempt-2/verdict:5:1: error: this is the verdict of unit 'wide-gc_4', but it lies in the folder 'wide-gc_3'\n");
	record_close(r);
}

static void
test_disagreement(void **state)
{
	(void)state;
	/* Of the verdict, what is said of its seconds, how it was before and is now. */
	static const struct {
		const char *text, *before;
	} others[] = {
		{ "seed 99\nverdict timeout\nstatus 1\nseconds 1\n", "fail" },
		{ "seed 99\nverdict fail\nstatus 2\nseconds 1\n", "fail" },
		{ "seed 98\nverdict fail\nstatus 1\nseconds 1\n", "fail" },
		{ "seed 99\nverdict pass\nstatus 0\nseconds 1\n", "fail" },
	};
	struct record *r = open_with_plan("record.db");
	char text[512];

	put_verdict("a", "r", "wide-gc_3", "fail", "seconds 1\n", 1000);
	assert_imports(r, "a");
	for (size_t i = 0; i < countof(others); i++) {
		struct buf said = { 0 };
		struct results_count count = { 0 };

		snprintf(text, sizeof(text), HEAD "platform linux\nlane pr\ncommit " COMMIT "\ntree clean\n%send\n",
			others[i].text);
		put("b", "wide-gc_3", "verdict", text, 900);
		assert_true(import(r, "b", &count, &said));
		snprintf(text, sizeof(text),
			"b/wide-gc_3/verdict:11:1: warning: attempt 1 of unit 'wide-gc_3' in run 'r' has another "
			"result in the record, '%s': both are kept, and the worse counts\n",
			others[i].before);
		assert_string_equal(buf_text(&said), text);
		buf_reset(&said);
		assert_true(import(r, "b", &count, &said)); /* twice is once */
		assert_string_equal(buf_text(&said), "");
		buf_release(&said);
	}
	/* what says other seconds only is a copy, and the earlier one is the original */
	put("b", "wide-gc_3", "verdict",
		HEAD "platform linux\nlane pr\ncommit " COMMIT
		     "\ntree clean\nseed 99\nverdict fail\nstatus 1\nseconds 2\nend\n",
		900);
	assert_int_equal(assert_imports(r, "b").known, 1);
	assert_query("record.db",
		"SELECT verdict, status, usec, seed, finished FROM result UNION ALL "
		"SELECT '-' || verdict, status, usec, seed, finished FROM conflict ORDER BY 1, 2, 4",
		"-fail|1|1000000|98|900000000\n-fail|1|2000000|99|900000000\n"
		"-pass|0|1000000|99|900000000\n-timeout|1|1000000|99|900000000\n"
		"fail|2|1000000|99|900000000\n");
	put("c", "wide-gc_3", "verdict",
		HEAD "platform linux\nlane pr\ncommit " PLAN "\ntree dirty\nverdict fail\nstatus 1\nend\n", 1000);
	assert_refuses(r, "c",
		"c/wide-gc_3/verdict:8:1: error: run 'r' has 'commit " PLAN "' here, and 'commit " COMMIT
		"' elsewhere\n"
		"c/wide-gc_3/verdict:9:1: error: run 'r' has 'tree dirty' here, and 'tree clean' elsewhere\n");
	/* the same run on another platform, or in another lane, is beside it */
	put("d", "wide-gc_3", "verdict", HEAD "platform mac\nlane nightly\nverdict pass\nstatus 0\nend\n", 1000);
	assert_int_equal(assert_imports(r, "d").imported, 1);
	record_close(r);
	assert_query("record.db", "SELECT platform, verdict, finished FROM result JOIN run r ON r.id = run ORDER BY 1",
		"linux|fail|900000000\nmac|pass|1000000000\n");
}

/* --- several processes, killed ones, a full disk ---------------------------------------------- */

/* Folders for the first n units of a module. */
static void
put_many(const char *dir, const char *run, int n)
{
	char unit[32], log[2001];

	memset(log, 'x', 2000);
	log[2000] = '\0';
	for (int i = 0; i < n; i++) {
		snprintf(unit, sizeof(unit), "wide-gc_%d", i);
		put_verdict(dir, run, unit, i % 7 ? "pass" : "fail", "seconds 1\n", 1000 + i);
		if (i % 7 == 0)
			put(dir, unit, "log", log, 1000 + i);
	}
}

/* A child that must not unwind into the tests. */
static _Noreturn void
import_alone(const char *path, const char *dir, bool with_plan)
{
	struct diag d = { .out = stderr };
	struct results_count count = { 0 };
	struct record *r = with_plan ? open_with_plan(path) : record_open(path);
	bool ok = results_import(r, &d, dir, NULL, &count);

	record_close(r);
	_exit(ok ? 0 : 1);
}

enum { PROCESSES = 16, UNITS = 50 };

static void
test_processes(void **state)
{
	(void)state;
	pid_t pids[PROCESSES];
	char dir[16];
	int status;

	for (int i = 0; i < PROCESSES; i++) {
		snprintf(dir, sizeof(dir), "run-%d", i / 2); /* every folder is handed in twice */
		if (i % 2 == 0)
			put_many(dir, dir, UNITS);
	}
	for (int i = 0; i < PROCESSES; i++) {
		snprintf(dir, sizeof(dir), "run-%d", i / 2);
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (!pids[i])
			import_alone(".nightshift/record.db", dir, true);
	}
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_query(".nightshift/record.db",
		"SELECT (SELECT count(*) FROM plan), (SELECT count(*) FROM plan_unit), (SELECT count(*) FROM generation), "
		"(SELECT count(*) FROM run), (SELECT count(*) FROM result), (SELECT count(*) FROM result_log)",
		"1|803|1|8|400|64\n");
	assert_query(".nightshift/record.db", "PRAGMA integrity_check", "ok\n");
}

enum { KILL_UNITS = 200 };

static void
copy_file(const char *from, const char *to)
{
	struct buf text = { 0 };
	FILE *out = fopen(to, "wb");

	assert_non_null(out);
	assert_true(file_read(from, &text));
	assert_int_equal(fwrite(text.s, 1, text.len, out), text.len);
	assert_int_equal(fclose(out), 0);
	buf_release(&text);
}

static long
nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
test_killed(void **state)
{
	(void)state;
	int killed = 0, whole = 0;
	unsigned random = 1;
	long full_time = 0;
	char path[16];

	put_many("runs", "r", KILL_UNITS);
	record_close(open_with_plan("empty.db"));
	for (int i = 0; i <= 50; i++) {
		int status;

		snprintf(path, sizeof(path), "%d.db", i);
		copy_file("empty.db", path);
		long start = nanoseconds();
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (!pid)
			import_alone(path, "runs", false);
		if (i) { /* anywhere from the start to somewhat past the end */
			random = random * 1103515245u + 12345u;
			nanosleep(&(struct timespec){ .tv_nsec = (long)(full_time / 1000 * ((random >> 8) % 1100)) },
				NULL);
			kill(pid, SIGKILL);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		killed += WIFSIGNALED(status);
		full_time = i ? full_time : nanoseconds() - start;

		assert_query(path, "PRAGMA integrity_check", "ok\n");
		struct record *r = record_open(path);
		struct results_count count = assert_imports(r, "runs");

		assert_true(count.imported == KILL_UNITS || count.known == KILL_UNITS);
		whole += count.known == KILL_UNITS;
		record_close(r);
		assert_query(path, "SELECT count(*), sum(usec), (SELECT count(*) FROM plan_unit) FROM result",
			"200|200000000|803\n");
	}
	print_message("%d of 50 imports were killed, %d had recorded all\n", killed, whole - 1);
	assert_true(killed > 0);
}

/* A limit of the file's size does what a full disk does. */
static void
test_full(void **state)
{
	(void)state;
	struct buf said = { 0 };
	int status, fds[2];

	put_many("old", "old", 3);
	put_many("new", "new", 400);
	struct record *r = open_with_plan("record.db");

	assert_imports(r, "old");
	record_close(r);
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		dup2(fds[1], 2);
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 100 * 1024, 100 * 1024 });
		import_alone("record.db", "new", false);
	}
	close(fds[1]);
	char piece[256];

	for (ssize_t n; (n = read(fds[0], piece, sizeof(piece))) > 0;) /* it may come in several */
		buf_add(&said, piece, (size_t)n);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_string_equal(buf_text(&said),
		"nightshift: 'record.db': the disk is full or failing (disk I/O error), so nothing of this was recorded: "
		"make room and run it again\n");
	assert_int_equal(WEXITSTATUS(status), EXIT_MACHINE);
	assert_query("record.db", "PRAGMA integrity_check", "ok\n");
	assert_query("record.db", "SELECT count(*) FROM result", "3\n");
	buf_release(&said);
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

/* A result that Nix keeps is one, whatever it answers; and what it answers does not depend on the order of the imports
 * either. */
static void
test_kept_results_answer_in_any_order(void **state)
{
	static const struct results_given asked[] = {
		{ .lane = "pr", .platform = "linux", .commit = COMMIT, .run = "a", .attempt = 1, .started = 500 },
		{ .lane = "nightly", .platform = "linux", .commit = PLAN, .run = "b", .attempt = 2, .started = -1 },
		{ .lane = "nightly", .platform = "linux", .commit = PLAN, .run = "b", .attempt = 2, .started = 700 },
		{ .lane = "nightly", .platform = "linux", .commit = PLAN, .run = "b", .attempt = 2, .started = 600 },
	};
	static const int orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 } };
	struct buf first = { 0 }, other = { 0 };
	char path[32];

	(void)state;
	put("kept", "wide-gc_1", "verdict",
		"nightshift 1\nsuite rts\nplan " PLAN "\npart " PLAN
		"\nrun nix-h\nunit wide-gc_1\nverdict pass\nstatus 0\nfinished 9\nend\n",
		5);
	for (size_t i = 0; i < countof(orders); i++) {
		struct buf *said = i ? &other : &first;

		snprintf(path, sizeof(path), "kept%zu.db", i);
		struct record *r = open_with_plan(path);

		for (size_t k = 0; k < 8; k++) { /* all of them twice */
			struct diag d = { .out = stderr };
			struct results_count count = { 0 };

			assert_true(results_import(r, &d, "kept", &asked[orders[i][k % 4]], &count));
			assert_int_equal(count.imported, k == 0);
			assert_int_equal(count.known, k != 0);
		}
		record_close(r);
		assert_query(path, "SELECT count(*) FROM result", "1\n");
		assert_query(path, "SELECT name, attempt, lane, started FROM occasion ORDER BY 1",
			"a|1|pr|500\nb|2|nightly|600\n");
		buf_reset(said);
		dump(path, said);
		assert_string_equal(buf_text(said), buf_text(&first));
	}
	buf_release(&first);
	buf_release(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_kept_results_answer_in_any_order, set_up),
		cmocka_unit_test_setup(test_add_plan, set_up),
		cmocka_unit_test_setup(test_known_plan_waits_for_nobody, set_up),
		cmocka_unit_test_setup(test_import, set_up),
		cmocka_unit_test_setup(test_flaky, set_up),
		cmocka_unit_test_setup(test_attempts, set_up),
		cmocka_unit_test_setup(test_long_log, set_up),
		cmocka_unit_test_setup(test_unfinished_names, set_up),
		cmocka_unit_test_setup(test_order, set_up),
		cmocka_unit_test_setup(test_refused, set_up),
		cmocka_unit_test_setup(test_refused_files, set_up),
		cmocka_unit_test_setup(test_disagreement, set_up),
		cmocka_unit_test_setup(test_processes, set_up),
		cmocka_unit_test_setup(test_killed, set_up),
		cmocka_unit_test_setup(test_full, set_up),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
