/* The floor of an import of JUnit XML: expat finds each test case, and one row with an index on its name goes into
 * SQLite, 10,000 in a transaction. import_bench FILE DATABASE */
#include <expat.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *db;
static sqlite3_stmt *insert;
static long count;

static void
must(int ok)
{
	if (!ok) {
		fprintf(stderr, "import_bench: %s\n", db ? sqlite3_errmsg(db) : "failed");
		exit(3);
	}
}

static void
execute(const char *sql)
{
	must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static void XMLCALL
on_start(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
	const char *case_name = "", *time = "";

	(void)ctx;
	if (strcmp(name, "testcase"))
		return;
	for (; *attrs; attrs += 2) {
		if (!strcmp(attrs[0], "name"))
			case_name = attrs[1];
		if (!strcmp(attrs[0], "time"))
			time = attrs[1];
	}
	if (count++ % 10000 == 0) {
		if (count > 1)
			execute("COMMIT");
		execute("BEGIN");
	}
	sqlite3_bind_text(insert, 1, case_name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(insert, 2, (long long)(strtod(time, NULL) * 1e6));
	must(sqlite3_step(insert) == SQLITE_DONE);
	sqlite3_reset(insert);
}

int
main(int argc, char **argv)
{
	static char piece[64 * 1024];
	FILE *in = argc == 3 ? fopen(argv[1], "rb") : NULL;
	XML_Parser parser = XML_ParserCreate(NULL);
	size_t n;

	must(in && parser && sqlite3_open(argv[2], &db) == SQLITE_OK);
	execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
		"CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, usec INTEGER) STRICT; CREATE INDEX i ON t(name)");
	must(sqlite3_prepare_v2(db, "INSERT INTO t(name, usec) VALUES(?, ?)", -1, &insert, NULL) == SQLITE_OK);
	XML_SetStartElementHandler(parser, on_start);
	do {
		n = fread(piece, 1, sizeof(piece), in);
		must(XML_Parse(parser, piece, (int)n, feof(in)) == XML_STATUS_OK);
	} while (!feof(in));
	if (count)
		execute("COMMIT");
	return 0;
}
