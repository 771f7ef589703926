#include "record/history.h"

#include "base/arena.h"
#include "lib/db.h"
#include "record/record.h"
#include "record/schema.h"

const char **
history_failed(struct arena *a, struct record *r, const char *suite, const char *platform, size_t *ret_count)
{
	const char **names = NULL;
	size_t n = 0;

	db_bind_text(r->db, STMT_LAST_FAILED, ":suite", suite);
	db_bind_text(r->db, STMT_LAST_FAILED, ":platform", platform);
	while (db_next(r->db, STMT_LAST_FAILED)) {
		names = arena_grow(a, names, n, sizeof(*names));
		names[n++] = arena_strdup(a, db_text(r->db, STMT_LAST_FAILED, 0));
	}
	*ret_count = n;
	return names;
}
