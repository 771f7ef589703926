/* What the tests of plans and verdicts in the record share: a plan, verdicts in folders, an import of them, and what the
 * record's file says then. */
#ifndef FOLDERS_H
#define FOLDERS_H

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
#include "tap/planfile.h"

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

static inline void
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

static inline struct record *
open_with_plan(const char *path)
{
	struct record *r = record_open(path);

	record_add_plan(r, planfile_of(&plan, PLAN), COMMIT, &(struct seed){ .value = 99 }, false);
	return r;
}

/* --- tools ------------------------------------------------------------------------------------ */

static inline void
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
static inline void
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
static inline void
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
static inline bool
import(struct record *r, const char *dir, struct results_count *count, struct buf *ret_said)
{
	struct diag d = { .out = tmpfile() };
	char *to = buf_reserve(ret_said, 16384);
	bool ok = results_import(r, &d, dir, NULL, count);

	record_end(r, ok);

	rewind(d.out);
	size_t n = fread(to, 1, 16383, d.out);

	to[n] = '\0';
	ret_said->len += n;
	fclose(d.out);
	assert_int_equal(ok, (size_t)d.errors == count->faults);
	return ok;
}

static inline struct results_count
assert_imports(struct record *r, const char *dir)
{
	struct results_count count = { 0 };
	struct buf said = { 0 };

	import(r, dir, &count, &said);
	assert_string_equal(buf_text(&said), "");
	buf_release(&said);
	return count;
}

static inline void
assert_refuses(struct record *r, const char *dir, const char *messages)
{
	struct results_count count = { 0 }, none = { 0 };
	struct buf said = { 0 };

	assert_false(import(r, dir, &count, &said));
	assert_string_equal(buf_text(&said), messages);
	assert_memory_equal(&count, &none, sizeof(none));
	buf_release(&said);
}

/* The verdict of one unit is wrong, and that is said; how many others there are is imported or known. */
static inline void
assert_takes_others(struct record *r, const char *dir, const char *messages, const char *unit, size_t others)
{
	struct results_count count = { 0 };
	struct buf said = { 0 };

	assert_true(import(r, dir, &count, &said));
	assert_string_equal(buf_text(&said), messages);
	assert_int_equal(count.unfinished, 1);
	assert_string_equal(count.unfinished_names, unit);
	assert_int_equal(count.imported + count.known, others);
	buf_release(&said);
}

/* All rows of a query, as text, on the file itself. */
static inline void
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

static inline void
assert_query(const char *path, const char *sql, const char *expected)
{
	struct buf out = { 0 };

	query(path, sql, &out);
	assert_string_equal(buf_text(&out), expected);
	buf_release(&out);
}

/* All that a record says, with names where it has numbers. */
static inline void
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

/* What exec leaves of an attempt that another one followed, in the folder of that number. */
static inline void
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

/* --- beginning and end ------------------------------------------------------------------------ */

static inline int
set_up(void **state)
{
	static int number;
	char name[16];

	(void)state;
	snprintf(name, sizeof(name), "%d", number++);
	return chdir(top) || mkdir(name, 0777) || chdir(name);
}

static inline int
set_up_all(void **state)
{
	(void)state;
	make_plan();
	return !mkdtemp(top);
}

static inline int
tear_down_all(void **state)
{
	(void)state;
	char command[sizeof(top) + 16];

	snprintf(command, sizeof(command), "rm -rf %s", top);
	return chdir("/") || system(command);
}

#endif
