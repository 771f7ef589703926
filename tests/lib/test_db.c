/* db.c and the record's schema: what is refused and how, steps, several processes, a full disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "base/buf.h"
#include "lib/db.h"
#include "base/diag.h"
#include "base/embedded.h"
#include "base/file.h"
#include "record/record.h"
#include "record/schema.h"

/* Every test runs in an empty folder, and names its files by relative paths. */
static char folder[] = "/tmp/nightshift-db-XXXXXX";

/* --- a schema of our own ---------------------------------------------------------------------- */

enum { ADD, GET, COUNT, WRONG, SMALL };

static const char *const sql[] = {
	[ADD] = "INSERT INTO t(n, text) VALUES(:n, :text)",
	[GET] = "SELECT n, text, x FROM t ORDER BY n",
	[COUNT] = "SELECT count(*) FROM t",
	[WRONG] = "SELECT n FROM nowhere",
	[SMALL] = "PRAGMA max_page_count = 20",
};

static const char first[] = "-- a table\nCREATE TABLE t(n INTEGER NOT NULL, text TEXT) STRICT; -- ends here\n";
static const char second[] = "ALTER TABLE t ADD COLUMN x REAL;\n\nUPDATE t SET x = n / 2.0;\n";
static const char broken[] = "ALTER TABLE t ADD COLUMN y REAL;UPDATE t SET z = 1";

static const struct embedded one_step[] = { { "1.sql", first, 0 }, { 0 } };
static const struct embedded two_steps[] = { { "1.sql", first, 0 }, { "2.sql", second, 0 }, { 0 } };
static const struct embedded bad_steps[] = { { "1.sql", first, 0 }, { "2.sql", second, 0 }, { "3.sql", broken, 0 },
	{ 0 } };

static const struct db_schema one = { 0x74657374, one_step };
static const struct db_schema two = { 0x74657374, two_steps };
static const struct db_schema bad = { 0x74657374, bad_steps };

/* --- tools ------------------------------------------------------------------------------------ */

/* Run f in a process of its own. Its exit status, or minus the signal that ended it; *ret_said is its stderr. */
static int
run_alone(void (*f)(const char *), const char *argument, struct buf *ret_said)
{
	int status, fds[2];

	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		dup2(fds[1], 2);
		close(fds[0]);
		close(fds[1]);
		signal(SIGABRT, SIG_DFL);
		f(argument);
		_exit(0);
	}
	close(fds[1]);
	for (ssize_t n; (n = read(fds[0], buf_reserve(ret_said, 4096), 4095)) > 0;) {
		ret_said->len += (size_t)n;
		ret_said->s[ret_said->len] = '\0';
	}
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void
assert_dies(void (*f)(const char *), const char *argument, const char *message)
{
	struct buf said = { 0 };
	int status = run_alone(f, argument, &said);

	assert_string_equal(buf_text(&said), message);
	assert_int_equal(status, EXIT_MACHINE);
	buf_release(&said);
}

/* Run SQL on a file without db.c between. */
static void
raw(const char *path, const char *text)
{
	sqlite3 *s;

	assert_int_equal(sqlite3_open(path, &s), SQLITE_OK);
	sqlite3_busy_timeout(s, 10000);
	assert_int_equal(sqlite3_exec(s, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(s);
}

static void
assert_raw(const char *path, const char *text, const char *expected)
{
	sqlite3 *s;
	sqlite3_stmt *stmt;

	assert_int_equal(sqlite3_open(path, &s), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(s, text, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(stmt, 0), expected);
	sqlite3_finalize(stmt);
	sqlite3_close(s);
}

static void
write_file(const char *path, const char *text, size_t len)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

static void
open_one(const char *path)
{
	db_close(db_open(path, &one, true));
}

static void
open_bad(const char *path)
{
	db_close(db_open(path, &bad, true));
}

static void
add(struct db *db, long long n, const char *text)
{
	db_bind_int(db, sql[ADD], ":n", n);
	db_bind_text(db, sql[ADD], ":text", text);
	assert_int_equal(db_run(db, sql[ADD]), 1);
}

static long long
count(struct db *db)
{
	assert_true(db_next(db, sql[COUNT]));
	long long n = db_int(db, sql[COUNT], 0);

	db_reset(db, sql[COUNT]);
	return n;
}

/* --- tests ------------------------------------------------------------------------------------ */

static void
test_values(void **state)
{
	(void)state;
	struct db *db = db_open("values.db", &two, true);

	db_begin(db);
	add(db, 9223372036854775807, "it's\n\xc3\xa9 \"x\"");
	add(db, -1, NULL);
	add(db, 0, "");
	db_commit(db);
	assert_true(db_next(db, sql[GET]));
	assert_true(db_int(db, sql[GET], 0) == -1);
	assert_true(db_is_null(db, sql[GET], 1));
	assert_null(db_text(db, sql[GET], 1));
	assert_true(db_next(db, sql[GET]));
	assert_string_equal(db_text(db, sql[GET], 1), "");
	assert_true(db_next(db, sql[GET]));
	assert_true(db_int(db, sql[GET], 0) == 9223372036854775807);
	assert_string_equal(db_text(db, sql[GET], 1), "it's\n\xc3\xa9 \"x\"");
	assert_false(db_next(db, sql[GET]));
	db_begin(db);
	add(db, 1, "not");
	db_rollback(db);
	assert_int_equal(count(db), 3);
	db_close(db);
	db_close(NULL);
	assert_raw("values.db", "PRAGMA journal_mode", "wal");
}

/* On a file system that others share: no WAL and no memory with others, also where a file comes with a WAL, with all that is in it. */
static void
test_shared(void **state)
{
	enum { WRITERS = 3, EACH = 20 };
	int status;

	(void)state;
	struct db *db = db_open_shared("shared.db", &two, true, true);

	db_begin(db);
	add(db, 1, "x");
	assert_int_equal(access("shared.db-wal", F_OK), -1);
	assert_int_equal(access("shared.db-shm", F_OK), -1);
	assert_int_equal(access("shared.db-journal", F_OK), 0);
	db_commit(db);
	db_close(db);
	assert_raw("shared.db", "PRAGMA journal_mode", "delete");

	db = db_open("was-local.db", &two, true);
	db_begin(db);
	add(db, 2, "y");
	db_commit(db);
	assert_int_equal(access("was-local.db-wal", F_OK), 0);
	/* what was written last is still in the WAL, and the memory that a WAL shares cannot be had */
	assert_int_equal(system("cp was-local.db moved.db && cp was-local.db-wal moved.db-wal && mkdir moved.db-shm"),
		0);
	db_close(db);
	db = db_open_shared("moved.db", &two, false, true);
	assert_int_equal(count(db), 1);
	assert_int_equal(access("moved.db-wal", F_OK), -1);
	assert_int_equal(rmdir("moved.db-shm"), 0);

	/* others write and read at the same time */
	for (int i = 0; i < WRITERS; i++)
		if (!fork()) {
			struct db *own = db_open_shared("moved.db", &two, false, true);

			for (int k = 0; k < EACH; k++) {
				db_begin(own);
				add(own, k, "z");
				db_commit(own);
				if (count(own) < k + 2)
					_exit(1);
			}
			db_close(own);
			_exit(0);
		}
	for (int i = 0; i < WRITERS; i++)
		assert_true(wait(&status) > 0 && !status);
	assert_int_equal(count(db), 1 + WRITERS * EACH);
	db_close(db);
	assert_raw("moved.db", "PRAGMA journal_mode", "delete");
}

static void
test_steps(void **state)
{
	(void)state;
	assert_null(db_open("steps.db", &two, false));
	assert_null(db_open("no/such/steps.db", &two, false));
	assert_int_not_equal(access("steps.db", F_OK), 0);

	struct db *db = db_open("steps.db", &one, true);

	add(db, 3, "three");
	db_close(db);
	assert_raw("steps.db", "PRAGMA user_version", "1");
	db = db_open("steps.db", &two, false);
	assert_true(db_next(db, sql[GET]));
	assert_true(db_real(db, sql[GET], 2) == 1.5);
	db_close(db);
	assert_raw("steps.db", "PRAGMA user_version", "2");
	assert_raw("steps.db", "PRAGMA application_id", "1952805748");
	/* an empty file is a database that nothing has happened to */
	write_file("empty.db", "", 0);
	db_close(db_open("empty.db", &two, false));
	assert_raw("empty.db", "PRAGMA user_version", "2");
}

static void
test_a_failing_step_changes_nothing(void **state)
{
	(void)state;
	db_close(db_open("bad.db", &two, true));
	assert_dies(open_bad, "bad.db", "nightshift: 'bad.db': no such column: z, in: UPDATE t SET z = 1\n");
	assert_raw("bad.db", "PRAGMA user_version", "2");
	assert_raw("bad.db", "SELECT count(*) FROM pragma_table_info('t')", "3");
}

static void
test_refused(void **state)
{
	(void)state;
	static const char text[] =
		"this is a text of more than a hundred bytes, so that it is not taken for an empty file, "
		"and it is no database at all";
	struct buf before = { 0 }, after = { 0 };

	raw("newer.db", "PRAGMA application_id = 0x74657374; PRAGMA user_version = 7");
	assert_dies(open_one, "newer.db",
		"nightshift: 'newer.db' was written by a newer nightshift (its schema is at step 7, this one knows 1): "
		"use that one, or name another file with --record\n");
	raw("foreign.db", "PRAGMA application_id = 0x0f055112; CREATE TABLE blob(x)");
	assert_dies(open_one, "foreign.db",
		"nightshift: 'foreign.db' is the database of another program (its application_id is 0x0f055112): "
		"name another file with --record\n");
	raw("plain.db", "CREATE TABLE mine(x); INSERT INTO mine VALUES('dear')");
	assert_true(file_read("plain.db", &before));
	assert_dies(open_one, "plain.db",
		"nightshift: 'plain.db' is the database of another program (its application_id is 0x00000000): "
		"name another file with --record\n");
	assert_true(file_read("plain.db", &after));
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.s, after.s, before.len);
	write_file("text.db", text, sizeof(text) - 1);
	assert_dies(open_one, "text.db",
		"nightshift: 'text.db' is not a database: move it away, or name another file with --record\n");
	assert_int_equal(mkdir("folder.db", 0777), 0);
	assert_dies(open_one, "folder.db",
		"nightshift: cannot open 'folder.db' (unable to open database file): look at its folder and its rights, "
		"or name another file with --record\n");
	buf_release(&before);
	buf_release(&after);
}

/* A database that lost its end. */
static void
test_truncated(void **state)
{
	(void)state;
	struct db *db = db_open("cut.db", &one, true);
	struct buf said = { 0 };

	db_begin(db);
	for (int i = 0; i < 10000; i++)
		add(db, i, "some text to fill pages");
	db_commit(db);
	db_close(db);
	assert_int_equal(truncate("cut.db", 4096), 0);
	int status = run_alone(open_bad, "cut.db", &said);

	assert_string_equal(buf_text(&said),
		"nightshift: 'cut.db' is damaged (database disk image is malformed): move it away and "
		"import the results again\n");
	assert_int_equal(status, EXIT_MACHINE);
	buf_release(&said);
}

static void
ask_wrongly(const char *path)
{
	struct db *db = db_open(path, &one, true);

	db_begin(db);
	add(db, 1, "lost");
	db_next(db, sql[WRONG]);
}

static void
bind_wrongly(const char *path)
{
	db_bind_int(db_open(path, &one, true), sql[ADD], ":nn", 1);
}

static void
test_our_mistakes(void **state)
{
	(void)state;
	struct buf said = { 0 };

	assert_dies(ask_wrongly, "wrong.db",
		"nightshift: 'wrong.db': no such table: nowhere, in: SELECT n FROM nowhere\n");
	assert_raw("wrong.db", "SELECT count(*) FROM t", "0");
	assert_int_equal(run_alone(bind_wrongly, "wrong.db", &said), -SIGABRT);
	buf_release(&said);
}

/* --- several processes ------------------------------------------------------------------------ */

enum { PROCESSES = 16, ROWS = 40 };

static void
test_processes(void **state)
{
	(void)state;
	pid_t pids[PROCESSES];
	int status;

	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i])
			continue;
		/* making it is part of the race, and so is closing it */
		for (int k = 0; k < ROWS; k++) {
			struct db *db = db_open("many.db", &two, true);

			db_begin(db);
			db_bind_int(db, sql[ADD], ":n", i * ROWS + k);
			db_run(db, sql[ADD]);
			db_commit(db);
			db_close(db);
		}
		_exit(0);
	}
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_raw("many.db", "SELECT count(DISTINCT n) FROM t", "640");
	assert_raw("many.db", "PRAGMA integrity_check", "ok");
}

/* --- a full disk ------------------------------------------------------------------------------ */

static void
add_much(struct db *db)
{
	char text[1001];

	memset(text, 'x', 1000);
	text[1000] = '\0';
	db_begin(db);
	for (int i = 0; i < 20000; i++)
		add(db, i, text);
	db_commit(db);
}

/* SQLite says that a database is full when the disk is, or when it has all the pages it may have. */
static void
fill_pages(const char *path)
{
	struct db *db = db_open(path, &one, true);

	db_run(db, sql[SMALL]);
	add_much(db);
}

/* A limit of the file's size does what a quota does. */
static void
fill_quota(const char *path)
{
	struct db *db = db_open(path, &one, true);

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 256 * 1024, 256 * 1024 });
	add_much(db);
}

static void
test_full(void **state)
{
	(void)state;
	struct db *db = db_open("full.db", &one, true);

	add(db, 7, "old");
	db_close(db);
	assert_dies(fill_pages, "full.db",
		"nightshift: 'full.db': the disk is full or failing (database or disk is full), so nothing of this was recorded: "
		"make room and run it again\n");
	assert_dies(fill_quota, "full.db",
		"nightshift: 'full.db': the disk is full or failing (disk I/O error), so nothing of this was recorded: "
		"make room and run it again\n");
	assert_raw("full.db", "PRAGMA integrity_check", "ok");
	assert_raw("full.db", "SELECT count(*) || text FROM t", "1old");
}

/* --- the record's own schema ------------------------------------------------------------------ */

/* Every view is SQL that means something; the statements are looked at by tests/record/statements.sh. */
static void
test_record_schema(void **state)
{
	(void)state;
	struct db *db = db_open("record.db", &record_schema, true);

	db_close(db);
	assert_raw("record.db",
		"SELECT (SELECT count(*) FROM due) + (SELECT count(*) FROM outcome) + (SELECT count(*) FROM last_result) + "
		"(SELECT count(*) FROM never_run) + (SELECT count(*) FROM disagreement) + (SELECT count(*) FROM monthly)",
		"0");
	assert_raw("record.db", "PRAGMA application_id", "1314080852");
	/* a run whose platform and lane nobody said is one run, too */
	raw("record.db",
		"INSERT INTO plan VALUES(1, 'f', 's', '0', 0); INSERT INTO run(name, plan, source) VALUES('r', 1, 'folder'); "
		"INSERT OR IGNORE INTO run(name, plan, source) VALUES('r', 1, 'folder')");
	assert_raw("record.db", "SELECT count(*) FROM run", "1");
	assert_raw("record.db",
		"SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'",
		"0");
}

static void
test_record_folder(void **state)
{
	(void)state;
	struct buf text = { 0 };

	assert_null(record_open_existing(".nightshift/record.db"));
	assert_int_not_equal(access(".nightshift", F_OK), 0);
	record_close(record_open(".nightshift/record.db"));
	assert_true(file_read(".nightshift/.gitignore", &text));
	assert_string_equal(buf_text(&text), "*\n");
	record_close(record_open_existing(".nightshift/record.db"));
	/* a folder that was there is not ours to hide */
	assert_int_equal(mkdir("theirs", 0777), 0);
	record_close(record_open("theirs/record.db"));
	assert_int_not_equal(access("theirs/.gitignore", F_OK), 0);
	record_close(NULL);
	buf_release(&text);
}

static void
open_record(const char *path)
{
	record_close(record_open(path));
}

static void
test_record_nowhere(void **state)
{
	(void)state;
	assert_dies(open_record, "a/b/record.db",
		"nightshift: cannot make the folder 'a/b' for the record: No such file or directory\n");
}

static int
set_up(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder);
}

static int
tear_down(void **state)
{
	(void)state;
	char command[sizeof(folder) + 16];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") || system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_a_failing_step_changes_nothing),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_our_mistakes),
		cmocka_unit_test(test_processes),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_record_schema),
		cmocka_unit_test(test_record_folder),
		cmocka_unit_test(test_record_nowhere),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
