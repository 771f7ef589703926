#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lib/db.h"
#include "record/record.h"
#include "report/tune.h"
#include "suite/model.h"

typedef unsigned long long usec_t;

usec_t
tune_median(const usec_t *usec, size_t n)
{
	usec_t x = n % 2 ? usec[n / 2] : usec[n / 2 - 1] + (usec[n / 2] - usec[n / 2 - 1]) / 2;
	usec_t unit = 1;

	while (x / unit >= 100)
		unit *= 10;
	/* 99.6 becomes 100, which has two significant digits as well. */
	x = (x + unit / 2) / unit * unit;
	return x ? x : 1; /* 0 means unknown */
}

/* A pass of a unit on a platform. */
struct pass {
	long long finished;
	const char *run; /* its name */
	usec_t usec;
};

/* The last passes of a unit on a platform, over the lanes: TUNE_PASSES of each are read. */
struct passes {
	struct arena arena;
	struct pass v[(LANE_COUNT + 1) * 2 * TUNE_PASSES];
	size_t n;
};

static int
later_first(const void *a, const void *b)
{
	const struct pass *x = a, *y = b;

	if (x->finished != y->finished)
		return x->finished < y->finished ? 1 : -1;
	int order = strcmp(y->run, x->run);

	return order ? order : (x->usec < y->usec) - (x->usec > y->usec);
}

static int
by_usec(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;

	return (x > y) - (x < y);
}

/* If several finished in the same microsecond, which are the last ones does not depend on the order of imports. A month
 * that was pruned counts like one pass, after these. */
static const char sql_passes[] =
	"SELECT * FROM (SELECT t.finished, r.name, x.usec FROM track t "
	"JOIN run r ON r.id = t.run JOIN place p ON p.id = t.place "
	"JOIN result x ON x.run = t.run AND x.unit = p.unit AND x.attempt = t.attempt "
	"WHERE t.place = :place AND t.verdict = 'pass' AND t.attempt = 1 AND x.usec IS NOT NULL "
	"ORDER BY t.finished DESC, r.name DESC, x.usec DESC LIMIT :passes) "
	"UNION ALL SELECT * FROM (SELECT last, '', usec_median FROM month "
	"WHERE place = :place AND usec_median IS NOT NULL ORDER BY month DESC LIMIT :passes)";

static void
read_passes(struct passes *p, struct db *db, long long place)
{
	db_bind_int(db, sql_passes, ":place", place);
	db_bind_int(db, sql_passes, ":passes", TUNE_PASSES);
	while (db_next(db, sql_passes))
		p->v[p->n++] = (struct pass){
			.finished = db_int(db, sql_passes, 0),
			.run = arena_strdup(&p->arena, db_text(db, sql_passes, 1)),
			.usec = (usec_t)db_int(db, sql_passes, 2),
		};
}

/* The median of the last passes, which are then forgotten. 0: there are none. */
static usec_t
take_median(struct passes *p)
{
	usec_t usec[TUNE_PASSES];
	size_t n = p->n < TUNE_PASSES ? p->n : TUNE_PASSES;

	if (!n)
		return 0;
	qsort(p->v, p->n, sizeof(*p->v), later_first);
	for (size_t i = 0; i < n; i++)
		usec[i] = p->v[i].usec;
	qsort(usec, n, sizeof(*usec), by_usec);
	arena_release(&p->arena);
	p->n = 0;
	return tune_median(usec, n);
}

static void
add_row(struct seconds *m, struct arena *a, struct seconds_row row)
{
	m->rows = arena_grow(a, m->rows, m->count, sizeof(*m->rows));
	m->rows[m->count++] = row;
}

static const char sql_places[] =
	"SELECT p.id, s.platform, p.unit FROM series s JOIN place p ON p.series = s.id "
	"WHERE s.suite = :suite AND s.platform <> '' AND (:lane IS NULL OR s.lane = :lane) ORDER BY 2, 3, 1";

/* What the runs have measured, by platform and unit. */
static void
add_measured(struct seconds *m, struct arena *a, struct db *db, const char *suite, const char *lane)
{
	struct passes passes = { .n = 0 };
	struct seconds_row row = { 0 };
	bool more = true;

	db_bind_text(db, sql_places, ":suite", suite);
	db_bind_text(db, sql_places, ":lane", lane);
	while (more) {
		more = db_next(db, sql_places);
		if (row.unit &&
			(!more || strcmp(row.platform, db_text(db, sql_places, 1)) ||
				strcmp(row.unit, db_text(db, sql_places, 2)))) { /* the row is whole */
			row.usec = take_median(&passes);
			if (row.usec)
				add_row(m, a, row);
			row.unit = NULL;
		}
		if (!more)
			break;
		if (!row.unit) {
			row.platform = arena_strdup(a, db_text(db, sql_places, 1));
			row.unit = arena_strdup(a, db_text(db, sql_places, 2));
		}
		read_passes(&passes, db, db_int(db, sql_places, 0));
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct seconds_row *x = a, *y = b;
	int order = strcmp(x->platform, y->platform);

	return order ? order : strcmp(x->unit, y->unit);
}

/* The seconds that another tool keeps, from the newest report that has the unit. */
static const char sql_kept_seconds[] =
	"SELECT platform, unit, usec FROM (SELECT r.platform, u.unit, s.usec, "
	"row_number() OVER (PARTITION BY r.platform, u.unit ORDER BY t.finished DESC, t.digest) AS place "
	"FROM run r JOIN report t ON t.run = r.id AND t.state = 'whole' "
	"JOIN report_unit u ON u.report = t.id "
	"JOIN report_sum s ON s.unit = u.id AND s.verdict = 'none' "
	"WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) "
	"AND r.platform IS NOT NULL AND (:lane IS NULL OR r.lane = :lane)) WHERE place = 1";

/* What no run has measured but another tool has. The rows are sorted before and after. */
static void
add_kept(struct seconds *m, struct arena *a, struct db *db, const char *suite, const char *lane)
{
	size_t measured = m->count;

	db_bind_text(db, sql_kept_seconds, ":suite", suite);
	db_bind_text(db, sql_kept_seconds, ":lane", lane);
	while (db_next(db, sql_kept_seconds)) {
		struct seconds_row row = { .platform = db_text(db, sql_kept_seconds, 0),
			.unit = db_text(db, sql_kept_seconds, 1) };
		usec_t usec = (usec_t)db_int(db, sql_kept_seconds, 2);

		if (measured && bsearch(&row, m->rows, measured, sizeof(row), by_place))
			continue;
		row.platform = arena_strdup(a, row.platform);
		row.unit = arena_strdup(a, row.unit);
		row.usec = tune_median(&usec, 1);
		add_row(m, a, row);
	}
	if (m->count > measured)
		qsort(m->rows, m->count, sizeof(*m->rows), by_place);
}

void
tune_measured(struct seconds *ret_measured, struct arena *a, struct record *r, const char *suite, const char *lane)
{
	*ret_measured = (struct seconds){ 0 };
	add_measured(ret_measured, a, r->db, suite, lane);
	add_kept(ret_measured, a, r->db, suite, lane);
}
