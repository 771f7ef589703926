#include "record/history.h"

#include "base/arena.h"
#include "lib/db.h"
#include "record/record.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_last_failed[] =
	"SELECT unit FROM (SELECT x.unit, x.verdict, row_number() OVER (PARTITION BY x.unit "
	"ORDER BY x.finished DESC, r.name DESC, x.attempt DESC) AS place "
	"FROM run r JOIN result x ON x.run = r.id "
	"WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) AND r.platform IS :platform "
	"AND x.verdict IN ('pass', 'fail', 'timeout', 'crash')) "
	"WHERE place = 1 AND verdict <> 'pass' ORDER BY unit";

const char **
history_failed(struct arena *a, struct record *r, const char *suite, const char *platform, size_t *ret_count)
{
	const char **names = NULL;
	size_t n = 0;

	db_bind_text(r->db, sql_last_failed, ":suite", suite);
	db_bind_text(r->db, sql_last_failed, ":platform", platform);
	while (db_next(r->db, sql_last_failed)) {
		names = arena_grow(a, names, n, sizeof(*names));
		names[n++] = arena_strdup(a, db_text(r->db, sql_last_failed, 0));
	}
	*ret_count = n;
	return names;
}
