#include "record/schemahelp.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "lib/db.h"
#include "record/schema.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_objects[] = "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view') "
				  "AND name NOT LIKE 'sqlite%' ORDER BY type, rowid";
static const char sql_columns[] = "SELECT name, type, \"notnull\" OR pk FROM pragma_table_info(:object) "
				  "ORDER BY cid";

/* Append the text between two places, without blanks around it. */
static void
add_trimmed(struct buf *out, const char *from, const char *to)
{
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	buf_add(out, from, (size_t)(to - from));
}

/* The comment of a table or view is in its first line. */
static void
add_first_comment(struct buf *out, const char *sql)
{
	const char *end = sql + strcspn(sql, "\n"), *comment = strstr(sql, "-- ");

	if (comment && comment < end) {
		buf_adds(out, ": ");
		add_trimmed(out, comment + 3, end);
	}
}

/* Where the column is defined: at the beginning of a line, or after a comma, if it was added later. NULL in a view. */
static const char *
find_column(const char *sql, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = sql; (at = strstr(at, name)); at += len) {
		bool begins = at - sql > 2 && ((at[-1] == '\t' && at[-2] == '\n') || (at[-1] == ' ' && at[-2] == ','));

		if (begins && at[len] == ' ' && isupper((unsigned char)at[len + 1]))
			return at;
	}
	return NULL;
}

static void
add_column_comment(struct buf *out, const char *sql, const char *name)
{
	const char *at = find_column(sql, name);

	if (!at)
		return;
	const char *end = at + strcspn(at, "\n"), *line = strstr(at, "-- "), *block = strstr(at, "/* "),
		   *next = strstr(at, ", ");

	if (at[-1] == '\t' && line && line < end) {
		add_trimmed(out, line + 3, end);
	} else if (block && (!next || block < next)) {
		const char *close = strstr(block, "*/");

		add_trimmed(out, block + 3, close ? close : block + strlen(block));
	}
}

enum { LINE_WIDTH = 100 };

/* Append the columns of a view, which have no comments, in few lines. */
static void
add_names(struct db *db, const char *object, struct buf *out)
{
	size_t width = 0;

	db_bind_text(db, sql_columns, ":object", object);
	while (db_next(db, sql_columns)) {
		const char *name = db_text(db, sql_columns, 0);

		if (width && width + 2 + strlen(name) > LINE_WIDTH) {
			buf_adds(out, ",\n");
			width = 0;
		}
		buf_printf(out, "%s%s", width ? ", " : "    ", name);
		width += (width ? 2 : 4) + strlen(name);
	}
	buf_addc(out, '\n');
}

static void
add_columns(struct db *db, const char *object, const char *sql, struct buf *out)
{
	struct buf comment = { 0 };

	db_bind_text(db, sql_columns, ":object", object);
	while (db_next(db, sql_columns)) {
		const char *name = db_text(db, sql_columns, 0), *type = db_text(db, sql_columns, 1);
		bool null = !db_int(db, sql_columns, 2);

		buf_reset(&comment);
		add_column_comment(&comment, sql, name);
		buf_printf(out, "    %-14s %-7s %-4s", name, type, null ? "null" : "");
		if (comment.len)
			buf_printf(out, "  %s", buf_text(&comment));
		while (out->s[out->len - 1] == ' ')
			out->s[--out->len] = '\0';
		buf_addc(out, '\n');
	}
	buf_release(&comment);
}

void
schema_help(struct buf *out)
{
	struct db *db = db_open(":memory:", &record_schema, true);
	bool views = false;

	buf_adds(out,
		"The record is one SQLite file, .nightshift/record.db: ask it with sqlite3 or Datasette.\n"
		"Times in tables are microseconds since 1970, UTC, in views text.\n\nTABLES\n");
	while (db_next(db, sql_objects)) {
		const char *name = db_text(db, sql_objects, 0), *sql = db_text(db, sql_objects, 2);
		bool is_view = !strcmp(db_text(db, sql_objects, 1), "view");

		if (is_view && !views)
			buf_adds(out, "\nVIEWS\n");
		views |= is_view;
		buf_printf(out, "\n  %s", name);
		add_first_comment(out, sql);
		buf_addc(out, '\n');
		if (is_view)
			add_names(db, name, out);
		else
			add_columns(db, name, sql, out);
	}
	db_close(db);
}
