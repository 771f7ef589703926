/*
 * A database, by SQLite: the only file that knows it. It is opened with a schema, which goes up by numbered steps. A
 * statement is named by its text, or rather by the text's address: `static const char sql_find[] = "SELECT ..."`; it is
 * prepared when it is first used, and kept. There is nothing to check after a call: what the database cannot do ends the
 * run by die(), with what was begun rolled back, and says the SQL.
 *
 * Several processes may have it open at once; whoever writes waits for the others.
 */
#ifndef DB_H
#define DB_H

#include <stdbool.h>
#include <stddef.h>

struct db; /* an opened database */

struct embedded;

/* A database's user_version says how many steps it has taken. */
struct db_schema {
	int application; /* tells our files from those of other programs; never 0 */
	/* The SQL of each step, in their order; the first begins with an empty file. A NULL name ends them. */
	const struct embedded *steps;
};

/*
 * Open the database and bring it up to date; make it if it is not there and `create` says so, else come back with NULL. One
 * whose folder nobody can write to is read all the same: as it is, if nobody has written to it since it was closed and it is up
 * to date, else as a copy, which nobody sees; whoever then writes to it ends the run.
 * Dies if it is no database, or that of another program or of a newer nightshift.
 */
struct db *db_open(const char *path, const struct db_schema *schema, bool create);

/*
 * The same where it is known whether the file system is one that other machines or programs serve or share (filesystem.h); db_open
 * finds that out. A WAL needs memory that all processes share, so there the database has none, and loses one that it has: then
 * whoever reads waits for who writes, and the other way round.
 */
struct db *db_open_shared(const char *path, const struct db_schema *schema, bool create, bool shared);

void db_close(struct db *db);

/* What stands between is done wholly or not at all. db_begin waits until no other process writes. */
void db_begin(struct db *db);
/* The same for answers that are to be of one moment: it waits for nobody, and nobody for it. */
void db_begin_reading(struct db *db);
void db_commit(struct db *db);
void db_rollback(struct db *db);

/* Give the parameter of that name (":unit") a value. A name that the statement does not have is asserted. Text is not
 * copied and may be NULL, which is SQL's NULL; whatever is not given is NULL. */
void db_bind_text(struct db *db, const char *sql, const char *name, const char *text);
void db_bind_int(struct db *db, const char *sql, const char *name, long long n);
void db_bind_real(struct db *db, const char *sql, const char *name, double x);
void db_bind_null(struct db *db, const char *sql, const char *name);

/* The number of the parameter of that name, and the same by number: for loops that run a hundred thousand times. */
int db_param(struct db *db, const char *sql, const char *name);
void db_bind_text_at(struct db *db, const char *sql, int param, const char *text);
void db_bind_int_at(struct db *db, const char *sql, int param, long long n);

/* Run the statement to its next row. False when there is none: the statement is then ready for another round, without
 * values. db_reset makes it so before its last row. */
bool db_next(struct db *db, const char *sql);
void db_reset(struct db *db, const char *sql);

/* Run a statement that has no rows, or whose rows nobody wants. How many rows it wrote. */
int db_run(struct db *db, const char *sql);

/* The same for values that are foreign. False if they break a rule of the tables: nothing was written, and the
 * transaction goes on. */
bool db_try(struct db *db, const char *sql);

/* The row's column, from 0. Text lives until the next row, and is NULL for SQL's NULL. */
const char *db_text(struct db *db, const char *sql, int column);
long long db_int(struct db *db, const char *sql, int column);
long long db_int_or_none(struct db *db, const char *sql, int column); /* -1 for SQL's NULL */
double db_real(struct db *db, const char *sql, int column);
bool db_is_null(struct db *db, const char *sql, int column);

/* Give back what the file does not need any more. NULL, or why that cannot be done now, in English; nothing is lost
 * then. */
const char *db_shrink(struct db *db);

/* Does the statement find a row? It is reset. */
bool db_finds(struct db *db, const char *sql);

/* The number that the row inserted last got. */
long long db_last_id(struct db *db);

/* How many steps SQLite's machine has taken for these statements so far: what they cost, whatever else the processor does. */
long long db_steps(const struct db *db);

#endif
