#include "lib/db.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/diag.h"

struct db {
	sqlite3 *sqlite;
	char *path;
	const struct db_schema *schema;
	sqlite3_stmt **stmts; /* by the schema's sql, NULL until it is asked for */
	char *wal;            /* the file that whoever writes writes to first */
	struct stat wal_seen; /* while this one waits for others */
	int waited;           /* for how many milliseconds nothing was written there */
};

enum { BUSY_MILLISECONDS = 10000 };

/* --- failure ---------------------------------------------------------------------------------- */

/* End the run: roll back what was begun and say what SQLite says, and of what SQL. */
static _Noreturn void
fail(struct db *db, int status, const char *sql)
{
	char *path = db->path, *message = strdup(sqlite3_errmsg(db->sqlite));

	if (!message)
		die("out of memory");
	db->path = NULL;
	if (!sqlite3_get_autocommit(db->sqlite))
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	db_close(db);
	switch (status & 0xff) {
	case SQLITE_FULL:
	case SQLITE_IOERR: /* a quota, too, and a limit of the file's size */
		die("'%s': the disk is full or failing (%s), so nothing of this was recorded: make room and run it again",
			path, message);
	case SQLITE_NOTADB:
		die("'%s' is not a database: move it away, or name another file with --record", path);
	case SQLITE_CORRUPT:
		die("'%s' is damaged (%s): move it away and import the results again", path, message);
	case SQLITE_BUSY:
		die("'%s' is held by another process for more than %d seconds: run it again when that has ended", path,
			BUSY_MILLISECONDS / 1000);
	case SQLITE_CANTOPEN:
		die("cannot open '%s' (%s): look at its folder and its rights, or name another file with --record",
			path, message);
	case SQLITE_READONLY:
		die("'%s' cannot be written (%s): look at its rights, or name another file with --record", path,
			message);
	case SQLITE_NOMEM:
		die("out of memory");
	default:
		die("'%s': %s, in: %s", path, message, sql);
	}
}

static void
check(struct db *db, int status, const char *sql)
{
	if (status != SQLITE_OK)
		fail(db, status, sql);
}

static void
execute(struct db *db, const char *sql)
{
	check(db, sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL), sql);
}

/* --- waiting ---------------------------------------------------------------------------------- */

static bool
wal_has_changed(struct db *db)
{
	struct stat now = { 0 }, before = db->wal_seen;

	stat(db->wal, &now);
	db->wal_seen = now;
	return now.st_size != before.st_size || now.st_mtime != before.st_mtime;
}

/* SQLite's busy handler. Sixty jobs that record at once may each wait for all the others: it is too long only when
 * nobody gets on. */
static int
wait_for_others(void *data, int tries)
{
	struct db *db = data;
	int milliseconds = tries < 10 ? tries + 1 : 10;

	if (wal_has_changed(db) || !tries)
		db->waited = 0;
	if (db->waited >= BUSY_MILLISECONDS)
		return 0;
	nanosleep(&(struct timespec){ .tv_nsec = milliseconds * 1000000l }, NULL);
	db->waited += milliseconds;
	return 1;
}

/* --- opening ---------------------------------------------------------------------------------- */

/* The one number that the SQL yields. */
static int
ask(struct db *db, const char *sql)
{
	sqlite3_stmt *s;
	int n = 0;

	check(db, sqlite3_prepare_v2(db->sqlite, sql, -1, &s, NULL), sql);
	int status = sqlite3_step(s);

	if (status == SQLITE_ROW)
		n = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	if (status != SQLITE_ROW && status != SQLITE_DONE)
		fail(db, status, sql);
	return n;
}

/* Refuse what is not ours: such a file must not be changed in the least. */
static int
check_version(struct db *db)
{
	const struct db_schema *schema = db->schema;
	int application = ask(db, "PRAGMA application_id"), version = ask(db, "PRAGMA user_version");

	if (application != schema->application &&
		(application || version || ask(db, "SELECT count(*) FROM sqlite_schema")))
		die("'%s' is the database of another program (its application_id is 0x%08x): name another file with --record",
			db->path, (unsigned)application);
	if (version < 0 || (size_t)version > schema->step_count)
		die("'%s' was written by a newer nightshift (its schema is at step %d, this one knows %zu): use that one, "
		    "or name another file with --record",
			db->path, version, schema->step_count);
	return version;
}

/*
 * Readers then never wait for a writer. It stays so for all who open the file later. Two processes that make a database
 * at once may meet here, where SQLite does not wait by itself.
 */
static void
use_wal(struct db *db)
{
	const char *sql = "PRAGMA journal_mode = WAL";
	int status;

	for (int tries = 0;; tries++) {
		status = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
		if ((status & 0xff) != SQLITE_BUSY || tries == BUSY_MILLISECONDS / 10)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000 * 1000 }, NULL);
	}
	check(db, status, sql);
}

/* Each step with its number in one transaction: user_version rolls back with it. */
static void
migrate(struct db *db)
{
	db_begin(db);
	int version = check_version(db); /* another process may have been faster */

	for (size_t i = (size_t)version; i < db->schema->step_count; i++) {
		char pragma[96];

		for (const char *const *sql = db->schema->steps[i].sql; *sql; sql++)
			execute(db, *sql);
		snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %zu; PRAGMA application_id = %d", i + 1,
			db->schema->application);
		execute(db, pragma);
	}
	db_commit(db);
}

struct db *
db_open(const char *path, const struct db_schema *schema, bool create)
{
	struct stat st;

	if (!create && stat(path, &st) && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	struct db *db = calloc(1, sizeof(*db));

	if (!db || !(db->path = strdup(path)) || !(db->wal = malloc(strlen(path) + 5)) ||
		!(db->stmts = calloc(schema->sql_count + 1, sizeof(sqlite3_stmt *))))
		die("out of memory");
	sprintf(db->wal, "%s-wal", path);
	db->schema = schema;
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* else a mutex for each allocation */
	check(db,
		sqlite3_open_v2(path, &db->sqlite,
			SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0), NULL),
		"");
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_busy_handler(db->sqlite, wait_for_others, db);
	execute(db, "BEGIN"); /* so that the answers are of one moment, while another process may be making the file */
	int version = check_version(db);

	execute(db, "COMMIT");
	if (version < (int)schema->step_count) {
		use_wal(db);
		migrate(db);
	}
	/* NORMAL: after a loss of power the last results may be missing, to be imported again; the file is whole. 16
	 * MiB of pages: SQLite's own 2 are too few for what an import touches. */
	execute(db, "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384");
	return db;
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->schema->sql_count; i++)
		sqlite3_finalize(db->stmts[i]);
	sqlite3_close(db->sqlite);
	free(db->stmts);
	free(db->path);
	free(db->wal);
	free(db);
}

/* --- transactions ----------------------------------------------------------------------------- */

void
db_begin(struct db *db)
{
	/* IMMEDIATE: one that begins by reading and then writes could find that another has written since. */
	execute(db, "BEGIN IMMEDIATE");
}

void
db_begin_reading(struct db *db)
{
	execute(db, "BEGIN");
}

void
db_commit(struct db *db)
{
	execute(db, "COMMIT");
}

void
db_rollback(struct db *db)
{
	execute(db, "ROLLBACK");
}

/* --- statements ------------------------------------------------------------------------------- */

static sqlite3_stmt *
get(struct db *db, size_t stmt)
{
	assert(stmt < db->schema->sql_count);
	if (!db->stmts[stmt]) {
		const char *sql = db->schema->sql[stmt];

		check(db, sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &db->stmts[stmt], NULL),
			sql);
	}
	return db->stmts[stmt];
}

int
db_param(struct db *db, size_t stmt, const char *name)
{
	int param = sqlite3_bind_parameter_index(get(db, stmt), name);

	assert(param);
	return param;
}

void
db_bind_text_at(struct db *db, size_t stmt, int param, const char *text)
{
	check(db, sqlite3_bind_text(get(db, stmt), param, text, -1, SQLITE_STATIC), db->schema->sql[stmt]);
}

void
db_bind_int_at(struct db *db, size_t stmt, int param, long long n)
{
	check(db, sqlite3_bind_int64(get(db, stmt), param, n), db->schema->sql[stmt]);
}

void
db_bind_text(struct db *db, size_t stmt, const char *name, const char *text)
{
	db_bind_text_at(db, stmt, db_param(db, stmt, name), text);
}

void
db_bind_int(struct db *db, size_t stmt, const char *name, long long n)
{
	db_bind_int_at(db, stmt, db_param(db, stmt, name), n);
}

void
db_bind_real(struct db *db, size_t stmt, const char *name, double x)
{
	check(db, sqlite3_bind_double(get(db, stmt), db_param(db, stmt, name), x), db->schema->sql[stmt]);
}

void
db_bind_null(struct db *db, size_t stmt, const char *name)
{
	check(db, sqlite3_bind_null(get(db, stmt), db_param(db, stmt, name)), db->schema->sql[stmt]);
}

void
db_reset(struct db *db, size_t stmt)
{
	sqlite3_reset(get(db, stmt));
	sqlite3_clear_bindings(get(db, stmt));
}

bool
db_next(struct db *db, size_t stmt)
{
	int status = sqlite3_step(get(db, stmt));

	if (status == SQLITE_ROW)
		return true;
	if (status != SQLITE_DONE)
		fail(db, status, db->schema->sql[stmt]);
	db_reset(db, stmt);
	return false;
}

int
db_run(struct db *db, size_t stmt)
{
	while (db_next(db, stmt))
		;
	return sqlite3_changes(db->sqlite);
}

bool
db_try(struct db *db, size_t stmt)
{
	int status;

	while ((status = sqlite3_step(get(db, stmt))) == SQLITE_ROW)
		;
	if (status != SQLITE_DONE && (status & 0xff) != SQLITE_CONSTRAINT)
		fail(db, status, db->schema->sql[stmt]);
	db_reset(db, stmt);
	return status == SQLITE_DONE;
}

const char *
db_shrink(struct db *db)
{
	if (!ask(db, "PRAGMA freelist_count"))
		return NULL;
	if (sqlite3_exec(db->sqlite, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL))
		return sqlite3_errmsg(db->sqlite);
	return NULL;
}

const char *
db_text(struct db *db, size_t stmt, int column)
{
	return (const char *)sqlite3_column_text(get(db, stmt), column);
}

long long
db_int(struct db *db, size_t stmt, int column)
{
	return sqlite3_column_int64(get(db, stmt), column);
}

double
db_real(struct db *db, size_t stmt, int column)
{
	return sqlite3_column_double(get(db, stmt), column);
}

bool
db_is_null(struct db *db, size_t stmt, int column)
{
	return sqlite3_column_type(get(db, stmt), column) == SQLITE_NULL;
}

long long
db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}
