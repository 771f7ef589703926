#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "lib/db.h"
#include "plan/plan.h"
#include "record/night.h"
#include "record/record.h"
#include "report/nightview.h"
#include "report/page_parts.h"

/* The most that is shown. */
enum {
	LOG_BYTES = 4000,   /* of the end of a log */
	LOGS_EACH = 3,      /* logs of a unit on a platform */
	LOGS_ALL = 1000000, /* bytes of all logs */
	WORKERS_EACH = 2,   /* runs of a lane on a platform whose workers are shown */
	WORKERS_ALL = 60000 /* results in all these runs */
};

/* --- results ---------------------------------------------------------------------------------- */

static void
add_run(struct page *p, const struct round *e, struct buf *out)
{
	json_begin(out, ",\n", NULL, "[");
	json_text(out, ",", NULL, e->name);
	json_number(out, ",", NULL, e->platform);
	json_number(out, ",", NULL, e->lane == BY_HAND ? -1 : e->lane);
	json_number(out, ",", NULL, page_commit(p, e->commit));
	buf_printf(out, ",%lld", e->at / 1000);
	json_number(out, ",", NULL, e->seed);
	json_number(out, ",", NULL, e->kept);
	json_text(out, ",", NULL, e->tree);
	json_text(out, ",", NULL, e->url);
	buf_addc(out, ']');
}

/* The seed that a reader expects, so that it need not be shown. */
static long long
usual_seed(const struct page *p, const struct unit *u, const struct result *r)
{
	long seed = u->module->traits.seed;

	return seed >= 0 ? seed : seed == SEED_HEAD ? p->rounds[r->round].seed : -1;
}

/* What is unusual about the i-th result of a unit, if anything is. */
static void
add_unusual(const struct page *p, const struct unit *u, const struct result *r, size_t i, struct buf *out)
{
	const struct round *e = &p->rounds[r->round];
	bool before = e->kept && r->finished < e->at;

	if (r->attempt == 1 && r->status <= 0 && r->seed == usual_seed(p, u, r) && !before)
		return;
	json_begin(out, ",", NULL, "[");
	json_number(out, ",", NULL, i);
	json_number(out, ",", NULL, r->attempt);
	json_number(out, ",", NULL, r->status);
	json_number(out, ",", NULL, r->seed);
	if (before)
		buf_printf(out, ",%lld", r->finished / 1000);
	buf_addc(out, ']');
}

static void
add_cell(const struct page *p, const struct unit *u, const struct cell *c, struct buf *out)
{
	json_begin(out, ",", NULL, c->count ? "[[" : "null");
	if (!c->count)
		return;
	for (size_t i = 0; i < c->count; i++)
		json_number(out, ",", NULL, c->results[i].round);
	buf_adds(out, "],\"");
	for (size_t i = 0; i < c->count; i++)
		buf_addc(out, c->results[i].letter);
	buf_adds(out, "\",");
	for (size_t i = 0; i < c->count; i++)
		buf_printf(out, "%s%lld", i ? "," : "[", c->results[i].usec < 0 ? -1 : c->results[i].usec / 1000);
	buf_adds(out, "],[");
	for (size_t i = 0; i < c->count; i++)
		add_unusual(p, u, &c->results[i], i, out);
	buf_adds(out, "]]");
}

void
page_results(struct page *p, struct buf *out)
{
	size_t platforms = p->suite->platform_count;

	json_begin(out, ",\n", "runs", "[");
	for (size_t i = 0; i < p->round_count; i++)
		add_run(p, &p->rounds[i], out);
	buf_addc(out, ']');
	json_begin(out, ",\n", "results", "[");
	for (size_t i = 0; i < p->plan->unit_count; i++) {
		json_begin(out, ",\n", NULL, "[");
		for (size_t k = 0; k < platforms; k++)
			add_cell(p, p->units[i], &p->cells[i * platforms + k], out);
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
}

/* --- logs ------------------------------------------------------------------------------------- */

static const char sql_page_log[] =
	"SELECT x.reason, t.tail FROM result x LEFT JOIN result_log t ON t.run = x.run AND t.unit = x.unit "
	"AND t.attempt = x.attempt WHERE x.run = :run AND x.unit = :unit AND x.attempt = :attempt";

/* Append the end of a log. */
static void
add_tail(struct buf *text, const char *tail)
{
	size_t len = strlen(tail), from = len > LOG_BYTES ? len - LOG_BYTES : 0;

	while (from && ((unsigned char)tail[from] & 0xc0) == 0x80) /* within a character */
		from++;
	buf_adds(text, tail + from);
}

/* Append what is known of a result: why it is so, the test cases that fail, the end of its log. */
static void
add_what_is_known(const struct page *p, const char *unit, const struct result *r, struct buf *text)
{
	struct db *db = p->record->db;
	struct night_failing failing = { 0 };
	struct arena scratch = { 0 };

	if (r->failed)
		night_cases(&scratch, p->record, r->run, r->attempt, unit, &failing);
	db_bind_int(db, sql_page_log, ":run", r->run);
	db_bind_text(db, sql_page_log, ":unit", unit);
	db_bind_int(db, sql_page_log, ":attempt", r->attempt);
	if (db_next(db, sql_page_log)) {
		nightview_why(db_text(db, sql_page_log, 0), &failing, "", text);
		if (db_text(db, sql_page_log, 1))
			add_tail(text, db_text(db, sql_page_log, 1));
		db_reset(db, sql_page_log);
	}
	arena_release(&scratch);
}

/* Add the log of a result, if there is one and room for it. */
static bool
add_log(const struct page *p, size_t unit, size_t platform, const struct result *r, size_t *used, struct buf *out)
{
	struct buf text = { 0 };

	add_what_is_known(p, p->units[unit]->id, r, &text);
	bool added = text.len && *used + text.len <= LOGS_ALL;

	if (added) {
		json_begin(out, ",\n", NULL, "[");
		json_number(out, ",", NULL, unit);
		json_number(out, ",", NULL, platform);
		json_number(out, ",", NULL, r->round);
		json_number(out, ",", NULL, r->attempt);
		json_text(out, ",", NULL, buf_text(&text));
		buf_addc(out, ']');
		*used += text.len + 1;
	}
	buf_release(&text);
	return added;
}

/* The newest logs of all units come first, then the next ones, as long as there is room. */
void
page_logs(const struct page *p, struct buf *out)
{
	size_t platforms = p->suite->platform_count, cells = p->plan->unit_count * platforms, used = 0;
	size_t *next = xcalloc(cells, sizeof(*next));

	json_begin(out, ",\n", "logs", "[");
	for (int turn = 0; turn < LOGS_EACH; turn++)
		for (size_t i = 0; i < cells; i++) {
			const struct cell *c = &p->cells[i];
			bool added = false;

			while (next[i] < c->count && !added) {
				const struct result *r = &c->results[next[i]++];

				added = (r->failed || r->letter == 's') &&
					add_log(p, i / platforms, i % platforms, r, &used, out);
			}
		}
	buf_addc(out, ']');
	free(next);
}

/* --- workers ---------------------------------------------------------------------------------- */

/* A unit while it ran. */
struct bar {
	size_t unit;
	const struct result *result;
};

static long long
start_of(const struct result *r)
{
	return r->finished - r->usec;
}

static int
by_start(const void *a, const void *b)
{
	const struct bar *x = a, *y = b;
	long long i = start_of(x->result), k = start_of(y->result);

	if (i != k)
		return i < k ? -1 : 1;
	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return (x->result->attempt > y->result->attempt) - (x->result->attempt < y->result->attempt);
}

/* What ran in that round, in the order of the starts. How many there are. */
static size_t
bars_of(const struct page *p, size_t round, struct bar *ret_bars)
{
	const struct round *e = &p->rounds[round];
	size_t n = 0;

	for (size_t i = 0; i < p->plan->unit_count; i++) {
		const struct cell *c = &p->cells[i * p->suite->platform_count + e->platform];

		for (size_t k = 0; k < c->count && c->results[k].round <= round; k++) {
			const struct result *r = &c->results[k];

			if (r->round != round || r->usec < 0 || (e->kept && start_of(r) < e->started))
				continue;
			ret_bars[n++] = (struct bar){ i, r };
		}
	}
	if (n > 1)
		qsort(ret_bars, n, sizeof(*ret_bars), by_start);
	return n;
}

static void
add_bars(size_t round, const struct bar *bars, size_t n, struct buf *out)
{
	long long zero = start_of(bars[0].result) / 1000;

	buf_printf(out, "[%zu,%lld,[", round, zero);
	for (size_t k = 0; k < n; k++)
		json_number(out, ",", NULL, bars[k].unit);
	buf_adds(out, "],[");
	for (size_t k = 0; k < n; k++)
		json_number(out, ",", NULL, start_of(bars[k].result) / 1000 - zero);
	buf_adds(out, "],[");
	for (size_t k = 0; k < n; k++)
		json_number(out, ",", NULL, bars[k].result->usec / 1000);
	buf_adds(out, "],\"");
	for (size_t k = 0; k < n; k++)
		buf_addc(out, bars[k].result->letter);
	buf_adds(out, "\"]");
}

void
page_workers(const struct page *p, struct buf *out)
{
	size_t platforms = p->suite->platform_count, all = 0, most = 0;
	size_t *of_lane = xcalloc(platforms * HISTORIES, sizeof(*of_lane));

	for (size_t i = 0; i < p->plan->unit_count * platforms; i++)
		most += p->cells[i].count;
	struct bar *bars = xcalloc(most, sizeof(*bars));

	json_begin(out, ",\n", "workers", "[");
	for (size_t i = 0; i < p->round_count && all < WORKERS_ALL; i++) {
		const struct round *e = &p->rounds[i];
		size_t *seen = &of_lane[e->platform * HISTORIES + (size_t)e->lane];
		size_t n = *seen < WORKERS_EACH ? bars_of(p, i, bars) : 0;

		if (!n || all + n > WORKERS_ALL)
			continue;
		++*seen;
		all += n;
		json_begin(out, ",\n", NULL, "");
		add_bars(i, bars, n, out);
	}
	buf_addc(out, ']');
	free(bars);
	free(of_lane);
}
