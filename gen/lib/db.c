#include "lib/db.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/filesystem.h"

/* A statement that was asked for. */
struct statement {
	const char *sql; /* NULL: there is none here */
	sqlite3_stmt *prepared;
};

struct db {
	sqlite3 *sqlite;
	char *path;
	const struct db_schema *schema;
	struct statement *statements; /* a hash table, by the address of the text; its size is a power of 2 */
	size_t size, count;
	char *wal;                /* the file that whoever writes writes to first, */
	char *journal;            /* and this is it where there is no WAL */
	struct stat written_seen; /* the one or the other, while this one waits for others */
	int waited;               /* for how many milliseconds nothing was written there */
};

enum { BUSY_MILLISECONDS = 10000 };

/* --- failure ---------------------------------------------------------------------------------- */

/* End the run: roll back what was begun and say what SQLite says, and of what SQL. */
static _Noreturn void
fail(struct db *db, int status, const char *sql)
{
	int failed = errno; /* SQLite takes a file that cannot be read for one that is damaged */
	char *path = db->path, *message = strdup(sqlite3_errmsg(db->sqlite));
	int cause = sqlite3_system_errno(db->sqlite);

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
		if (failed == EIO || failed == ENXIO)
			die("'%s' cannot be read: %s", path, strerror(failed));
		die("'%s' is damaged (%s): move it away and import the results again", path, message);
	case SQLITE_BUSY:
		die("'%s' is held by another process for more than %d seconds: run it again when that has ended", path,
			BUSY_MILLISECONDS / 1000);
	case SQLITE_CANTOPEN:
		if (cause == EMFILE || cause == ENFILE)
			die("cannot open '%s': %s", path, strerror(cause));
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
something_was_written(struct db *db)
{
	struct stat now = { 0 }, before = db->written_seen;

	if (stat(db->wal, &now))
		stat(db->journal, &now);
	db->written_seen = now;
	return now.st_size != before.st_size || now.st_mtime != before.st_mtime;
}

/* SQLite's busy handler. Sixty jobs that record at once may each wait for all the others: it is too long only when
 * nobody gets on. */
static int
wait_for_others(void *data, int tries)
{
	struct db *db = data;
	int milliseconds = tries < 10 ? tries + 1 : 10;

	if (something_was_written(db) || !tries)
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

/* How many steps the schema has. */
static size_t
step_count(const struct db_schema *schema)
{
	size_t n = 0;

	while (schema->steps[n].name)
		n++;
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
	if (version < 0 || (size_t)version > step_count(schema))
		die("'%s' was written by a newer nightshift (its schema is at step %d, this one knows %zu): use that one, "
		    "or name another file with --record",
			db->path, version, step_count(schema));
	return version;
}

/* Set the journal mode, for all who open the file later. Two processes that do so at once may meet here, where SQLite does not wait
 * by itself. */
static void
use_journal(struct db *db, const char *sql)
{
	int status;

	for (int tries = 0;; tries++) {
		status = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
		if ((status & 0xff) != SQLITE_BUSY || tries == BUSY_MILLISECONDS / 10)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000 * 1000 }, NULL);
	}
	check(db, status, sql);
}

/* Run each statement of a text. One that fails is named in the message. */
static void
execute_all(struct db *db, const char *sql)
{
	for (const char *rest; *sql; sql = rest) {
		sqlite3_stmt *s;

		check(db, sqlite3_prepare_v2(db->sqlite, sql, -1, &s, &rest), sql);
		if (s) { /* no comment alone */
			int status = sqlite3_step(s);

			if (status != SQLITE_DONE)
				fail(db, status, sqlite3_sql(s));
			sqlite3_finalize(s);
		}
	}
}

/* Take each step that the database has not, and its number, in one transaction: user_version rolls back with it. */
static void
migrate(struct db *db)
{
	/* Some builds of SQLite refuse to change the text of a table's rule, which a step may need. */
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	db_begin(db);
	int version = check_version(db); /* another process may have been faster */

	for (size_t i = (size_t)version; db->schema->steps[i].name; i++) {
		char pragma[96];

		execute_all(db, db->schema->steps[i].text);
		snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %zu; PRAGMA application_id = %d", i + 1,
			db->schema->application);
		execute(db, pragma);
	}
	db_commit(db);
}

/* Open the file. As `immutable`, nothing is written beside it, nor is looked for what others write. */
static int
open_file(struct db *db, const char *path, int flags, bool immutable)
{
	struct buf uri = { 0 };

	buf_adds(&uri, immutable ? "file:" : "");
	for (const char *p = path; *p; p++) {
		if (immutable && strchr("%?#", *p))
			buf_printf(&uri, "%%%02x", (unsigned)*p);
		else
			buf_addc(&uri, *p);
	}
	buf_adds(&uri, immutable ? "?immutable=1" : "");
	int status = sqlite3_open_v2(buf_text(&uri), &db->sqlite,
		flags | SQLITE_OPEN_NOMUTEX | (immutable ? SQLITE_OPEN_URI : 0), NULL);

	buf_release(&uri);
	if (status == SQLITE_OK) {
		sqlite3_extended_result_codes(db->sqlite, 1);
		sqlite3_busy_handler(db->sqlite, wait_for_others, db);
	}
	return status;
}

/* --- where nobody can write ------------------------------------------------------------------- */

static void
folder_of(const char *path, struct buf *ret_folder)
{
	const char *slash = strrchr(path, '/');

	buf_add(ret_folder, slash ? path : ".", slash > path ? (size_t)(slash - path) : 1);
}

/* Can nothing be written into the file's folder? A reader of a database writes there, too. */
static bool
is_folder_closed(const char *path)
{
	struct buf folder = { 0 };

	folder_of(path, &folder);
	bool closed = access(buf_text(&folder), W_OK) != 0;

	buf_release(&folder);
	return closed;
}

/* Copy a file; one that is not there is left out. False, with errno set, if that cannot be done. */
static bool
copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
	char block[1 << 16];
	size_t n;

	if (!in)
		return errno == ENOENT;
	while (out && (n = fread(block, 1, sizeof(block), in)))
		if (fwrite(block, 1, n, out) < n)
			break;
	bool ok = out && !ferror(in) && !ferror(out);
	int error = errno;

	fclose(in);
	if (out && fclose(out) && ok)
		return false;
	errno = error;
	return ok;
}

/* A copy of a database, and of what was written to it last, in a folder of its own. */
struct db_copy {
	struct buf folder, file, wal;
};

static void
remove_copy(struct db_copy *c)
{
	remove(buf_text(&c->file));
	remove(buf_text(&c->wal));
	rmdir(buf_text(&c->folder));
	buf_release(&c->folder);
	buf_release(&c->file);
	buf_release(&c->wal);
}

static void
make_copy(struct db *db, struct db_copy *c)
{
	if (!file_make_scratch(&c->folder))
		die("cannot make a folder in '%s' for a copy of '%s', whose own folder cannot be written: %s",
			file_temporary(), db->path, strerror(errno));
	buf_printf(&c->file, "%s/record.db", buf_text(&c->folder));
	buf_printf(&c->wal, "%s-wal", buf_text(&c->file));
	if (copy_file(db->path, buf_text(&c->file)) && copy_file(db->wal, buf_text(&c->wal)))
		return;
	int error = errno;

	remove_copy(c);
	die("cannot copy '%s', whose folder cannot be written, to '%s': %s", db->path, file_temporary(),
		strerror(error));
}

/* Open a copy of the database, brought up to date. The copy has no name any more when this comes back. */
static void
open_copy(struct db *db)
{
	struct db_copy copy = { 0 };

	make_copy(db, &copy);
	check(db, open_file(db, buf_text(&copy.file), SQLITE_OPEN_READWRITE, false), "");
	if (db->schema->steps[check_version(db)].name)
		migrate(db);
	execute(db, "PRAGMA journal_mode = DELETE");
	sqlite3_close(db->sqlite);
	check(db, open_file(db, buf_text(&copy.file), SQLITE_OPEN_READONLY, true), "");
	remove_copy(&copy);
}

/* Open a database that cannot be read where it is, as its folder is closed. */
static void
open_closed(struct db *db)
{
	struct stat wal;

	sqlite3_close(db->sqlite);
	check(db, open_file(db, db->path, SQLITE_OPEN_READONLY, true), "");
	if ((!stat(db->wal, &wal) && wal.st_size) || db->schema->steps[check_version(db)].name) {
		sqlite3_close(db->sqlite);
		open_copy(db);
	}
}

/* Is the database one that can only be read, and not even that where it is, or that is to be brought up to date? */
static bool
needs_more_than_reading(struct db *db)
{
	if (!is_folder_closed(db->path))
		return false;
	int status = sqlite3_exec(db->sqlite, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) & 0xff;

	return status == SQLITE_CANTOPEN || status == SQLITE_READONLY ||
		(status == SQLITE_OK && db->schema->steps[check_version(db)].name);
}

/* Does the file say that it has a WAL? No other descriptor of this process may be open for it: its locks would go. */
static bool
has_wal(const char *path)
{
	unsigned char head[20] = { 0 };
	FILE *file = fopen(path, "rb");
	bool wal = file && fread(head, 1, sizeof(head), file) == sizeof(head) && head[18] == 2;

	if (file)
		fclose(file);
	return wal;
}

/* Take the WAL from a database, without ever sharing memory with others, as a WAL otherwise asks for. */
static void
leave_wal(struct db *db)
{
	execute(db, "PRAGMA locking_mode = EXCLUSIVE");
	use_journal(db, "PRAGMA journal_mode = DELETE");
	execute(db, "PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema");
}

struct db *
db_open_shared(const char *path, const struct db_schema *schema, bool create, bool shared)
{
	struct stat st;

	if (!create && stat(path, &st) && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	struct db *db = xcalloc(1, sizeof(*db));

	if (!(db->path = strdup(path)) || !(db->wal = malloc(strlen(path) + sizeof("-wal"))) ||
		!(db->journal = malloc(strlen(path) + sizeof("-journal"))))
		die("out of memory");
	sprintf(db->wal, "%s-wal", path);
	sprintf(db->journal, "%s-journal", path);
	db->schema = schema;
	bool wal = shared && has_wal(path) && !is_folder_closed(path);

	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* else a mutex for each allocation */
	check(db, open_file(db, path, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), false), "");
	if (wal)
		leave_wal(db);
	if (!create && needs_more_than_reading(db))
		open_closed(db);
	execute(db, "BEGIN"); /* so that the answers are of one moment, while another process may be making the file */
	int version = check_version(db);

	execute(db, "COMMIT");
	if (schema->steps[version].name) {
		if (!shared) /* readers then never wait for a writer */
			use_journal(db, "PRAGMA journal_mode = WAL");
		migrate(db);
	}
	/* NORMAL: after a loss of power the last results may be missing, to be imported again; the file is whole, if it has a WAL. 16
	 * MiB of pages: SQLite's own 2 are too few for what an import touches. */
	execute(db, shared ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
	execute(db, "PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384");
	return db;
}

struct db *
db_open(const char *path, const struct db_schema *schema, bool create)
{
	struct buf folder = { 0 };

	folder_of(path, &folder);
	bool shared = filesystem_is_shared(buf_text(&folder));

	buf_release(&folder);
	return db_open_shared(path, schema, create, shared);
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->size; i++)
		sqlite3_finalize(db->statements[i].prepared);
	sqlite3_close(db->sqlite);
	free(db->statements);
	free(db->path);
	free(db->wal);
	free(db->journal);
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

/* Where the statement of that text stands, or would stand. */
static struct statement *
find(struct statement *table, size_t size, const char *sql)
{
	size_t i = (size_t)((uintptr_t)sql * 0x9e3779b97f4a7c15u >> 16) & (size - 1);

	while (table[i].sql && table[i].sql != sql)
		i = (i + 1) & (size - 1);
	return &table[i];
}

/* Make the table of statements twice as large. */
static void
grow(struct db *db)
{
	size_t size = db->size ? 2 * db->size : 64;
	struct statement *table = xcalloc(size, sizeof(*table));

	for (size_t i = 0; i < db->size; i++)
		if (db->statements[i].sql)
			*find(table, size, db->statements[i].sql) = db->statements[i];
	free(db->statements);
	db->statements = table;
	db->size = size;
}

static sqlite3_stmt *
get(struct db *db, const char *sql)
{
	if (2 * db->count >= db->size)
		grow(db);
	struct statement *s = find(db->statements, db->size, sql);

	if (!s->sql) {
		check(db, sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->prepared, NULL), sql);
		s->sql = sql;
		db->count++;
	}
	return s->prepared;
}

int
db_param(struct db *db, const char *sql, const char *name)
{
	int param = sqlite3_bind_parameter_index(get(db, sql), name);

	assert(param);
	return param;
}

void
db_bind_text_at(struct db *db, const char *sql, int param, const char *text)
{
	check(db, sqlite3_bind_text(get(db, sql), param, text, -1, SQLITE_STATIC), sql);
}

void
db_bind_int_at(struct db *db, const char *sql, int param, long long n)
{
	check(db, sqlite3_bind_int64(get(db, sql), param, n), sql);
}

void
db_bind_text(struct db *db, const char *sql, const char *name, const char *text)
{
	db_bind_text_at(db, sql, db_param(db, sql, name), text);
}

void
db_bind_int(struct db *db, const char *sql, const char *name, long long n)
{
	db_bind_int_at(db, sql, db_param(db, sql, name), n);
}

void
db_bind_real(struct db *db, const char *sql, const char *name, double x)
{
	check(db, sqlite3_bind_double(get(db, sql), db_param(db, sql, name), x), sql);
}

void
db_bind_null(struct db *db, const char *sql, const char *name)
{
	check(db, sqlite3_bind_null(get(db, sql), db_param(db, sql, name)), sql);
}

void
db_reset(struct db *db, const char *sql)
{
	sqlite3_reset(get(db, sql));
	sqlite3_clear_bindings(get(db, sql));
}

bool
db_next(struct db *db, const char *sql)
{
	int status = sqlite3_step(get(db, sql));

	if (status == SQLITE_ROW)
		return true;
	if (status != SQLITE_DONE)
		fail(db, status, sql);
	db_reset(db, sql);
	return false;
}

int
db_run(struct db *db, const char *sql)
{
	while (db_next(db, sql))
		;
	return sqlite3_changes(db->sqlite);
}

bool
db_try(struct db *db, const char *sql)
{
	int status;

	while ((status = sqlite3_step(get(db, sql))) == SQLITE_ROW)
		;
	if (status != SQLITE_DONE && (status & 0xff) != SQLITE_CONSTRAINT)
		fail(db, status, sql);
	db_reset(db, sql);
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
db_text(struct db *db, const char *sql, int column)
{
	return (const char *)sqlite3_column_text(get(db, sql), column);
}

long long
db_int(struct db *db, const char *sql, int column)
{
	return sqlite3_column_int64(get(db, sql), column);
}

long long
db_int_or_none(struct db *db, const char *sql, int column)
{
	return db_is_null(db, sql, column) ? -1 : db_int(db, sql, column);
}

double
db_real(struct db *db, const char *sql, int column)
{
	return sqlite3_column_double(get(db, sql), column);
}

bool
db_is_null(struct db *db, const char *sql, int column)
{
	return sqlite3_column_type(get(db, sql), column) == SQLITE_NULL;
}

long long
db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

bool
db_finds(struct db *db, const char *sql)
{
	bool found = db_next(db, sql);

	db_reset(db, sql);
	return found;
}

long long
db_steps(const struct db *db)
{
	long long steps = 0;

	for (size_t i = 0; i < db->size; i++)
		if (db->statements[i].sql)
			steps += sqlite3_stmt_status(db->statements[i].prepared, SQLITE_STMTSTATUS_VM_STEP, 0);
	return steps;
}
