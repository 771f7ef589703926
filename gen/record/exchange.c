#include "record/exchange.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "record/attempt.h"
#include "base/base.h"
#include "lib/db.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/text.h"
#include "record/imports.h"
#include "suite/model.h"
#include "record/record.h"
#include "record/results.h"
#include "record/shared_sql.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_chosen_run[] = "CREATE TEMP TABLE IF NOT EXISTS chosen_run(id INTEGER PRIMARY KEY)";
static const char sql_chosen_occasion[] = "CREATE TEMP TABLE IF NOT EXISTS chosen_occasion(id INTEGER PRIMARY KEY)";
static const char sql_chosen_plan[] = "CREATE TEMP TABLE IF NOT EXISTS chosen_plan(id INTEGER PRIMARY KEY)";
static const char sql_chosen_commit[] =
	"CREATE TEMP TABLE IF NOT EXISTS chosen_commit(id TEXT PRIMARY KEY) WITHOUT ROWID";
static const char sql_choose_occasion[] =
	"INSERT INTO chosen_occasion SELECT id FROM occasion o WHERE (:run IS NULL OR name = :run) "
	"AND (:since IS NULL OR started >= :since OR (started IS NULL AND EXISTS("
	"SELECT 1 FROM delivery d JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
	"WHERE d.occasion = o.id AND x.finished >= :since)))";
static const char sql_choose_run[] = "INSERT INTO chosen_run SELECT id FROM run WHERE (:run IS NULL OR name = :run) "
				     "AND (:since IS NULL OR last >= :since)";
/* An export stands for itself: what its occasions deliver is in it. */
static const char sql_choose_delivered[] = "INSERT INTO chosen_run SELECT DISTINCT d.run FROM chosen_occasion c "
					   "JOIN delivery d ON d.occasion = c.id WHERE true ON CONFLICT DO NOTHING";
static const char sql_choose_commit[] =
	"INSERT INTO chosen_commit SELECT r.commit_id FROM chosen_run c JOIN run r ON r.id = c.id "
	"WHERE r.commit_id IS NOT NULL "
	"UNION SELECT o.commit_id FROM chosen_occasion c JOIN occasion o ON o.id = c.id "
	"UNION SELECT commit_id FROM generation WHERE :run IS NULL AND :since IS NULL";
static const char sql_choose_plan[] =
	"INSERT INTO chosen_plan SELECT r.plan FROM chosen_run c JOIN run r ON r.id = c.id "
	"UNION SELECT g.plan FROM chosen_commit c JOIN generation g ON g.commit_id = c.id "
	"UNION SELECT id FROM plan WHERE :run IS NULL AND :since IS NULL";
static const char sql_out_plan[] = "SELECT p.id, p.fingerprint, p.suite, p.tool, p.units "
				   "FROM chosen_plan c JOIN plan p ON p.id = c.id ORDER BY p.fingerprint";
static const char sql_out_platform[] =
	"SELECT platform, system, runner FROM plan_platform WHERE plan = :parent ORDER BY 1";
static const char sql_out_lane[] = "SELECT platform, lane, does FROM plan_lane WHERE plan = :parent ORDER BY 1, 2";
static const char sql_out_gap[] = "SELECT platform, reason, until FROM plan_gap WHERE plan = :parent ORDER BY 1, 2, 3";
static const char sql_out_exclude[] = "SELECT name, reason, until FROM plan_exclude WHERE plan = :parent ORDER BY 1";
static const char sql_out_module[] =
	"SELECT place, module, lane, takes_seed, seed, reason FROM plan_module WHERE plan = :parent ORDER BY 1";
static const char sql_out_kept[] = "SELECT module, platform FROM plan_kept WHERE plan = :parent ORDER BY 1, 2";
static const char sql_out_variant[] = "SELECT place, variant FROM plan_variant WHERE plan = :parent ORDER BY 1";
static const char sql_out_unit[] =
	"SELECT unit, variant, module, chunk, usec FROM plan_unit WHERE plan = :parent ORDER BY 1";
static const char sql_out_generation[] =
	"SELECT g.commit_id, g.seed, g.fallback, g.dirty FROM generation g JOIN chosen_commit c ON c.id = g.commit_id "
	"WHERE g.plan = :parent ORDER BY 1";
static const char sql_out_run[] =
	"SELECT r.id, r.name, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, r.source, r.dropped, "
	"iif(r.dropped IS NULL, NULL, r.first), iif(r.dropped IS NULL, NULL, r.last) "
	"FROM chosen_run c JOIN run r ON r.id = c.id JOIN plan p ON p.id = r.plan ORDER BY 2, 3, 4, 5, 6, 7";
/* What follows from reports is left out. */
static const char sql_out_result[] =
	"SELECT unit, attempt, verdict, status, usec, seed, finished FROM result x WHERE run = :parent "
	"AND NOT EXISTS(SELECT 1 FROM derived d WHERE d.run = x.run AND d.unit = x.unit) "
	"UNION ALL SELECT unit, attempt, verdict, status, usec, seed, finished FROM conflict WHERE run = :parent "
	"ORDER BY 1, 2, 3, 4, 6";
static const char sql_out_log[] =
	"SELECT unit, attempt, tail FROM result_log x WHERE run = :parent "
	"AND NOT EXISTS(SELECT 1 FROM derived d WHERE d.run = x.run AND d.unit = x.unit) ORDER BY 1, 2";
static const char sql_out_report[] =
	"SELECT id, attempt, variant, digest, format, file, seed, finished, state, mapping, cases, unmatched, "
	"line, col, fault FROM report WHERE run = :parent AND state <> 'reading' ORDER BY 2, 3, 4";
static const char sql_out_sum[] =
	"SELECT u.unit, s.try, s.last, s.verdict, s.cases, s.timed, s.usec "
	"FROM report_unit u JOIN report_sum s ON s.unit = u.id WHERE u.report = :parent ORDER BY 1, 2, 3, 4";
static const char sql_out_case[] =
	"SELECT c.suite, c.classname, n.name, x.ordinal, x.try, x.last, u.unit, x.verdict, x.usec, m.message, m.text "
	"FROM case_result x JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class "
	"LEFT JOIN report_unit u ON u.id = x.unit LEFT JOIN case_text m ON m.report = x.report "
	"AND m.name = x.name AND m.ordinal = x.ordinal AND m.try = x.try "
	"WHERE x.report = :parent ORDER BY 1, 2, 3, 4, 5";
static const char sql_out_occasion[] =
	"SELECT o.id, o.name, o.attempt, o.platform, o.lane, o.commit_id, o.started, o.dropped "
	"FROM chosen_occasion c JOIN occasion o ON o.id = c.id ORDER BY 2, 3, 4, 5, 6";
static const char sql_out_delivery[] =
	"SELECT r.name, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, d.unit, d.attempt "
	"FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan WHERE d.occasion = :parent "
	"ORDER BY 1, 2, 3, 4, 5, 6, 7, 8";
static const char sql_out_nix_log[] = "SELECT digest FROM nix_log WHERE occasion = :parent ORDER BY 1";
static const char sql_out_nix_unit[] = "SELECT suite, unit, how FROM nix_unit WHERE occasion = :parent ORDER BY 1, 2";
static const char sql_out_month[] =
	"SELECT s.suite, nullif(s.platform, ''), nullif(s.lane, ''), p.unit, m.month, m.passes, m.timed, "
	"m.usec_sum, m.usec_min, m.usec_max, m.usec_median, m.first, m.last "
	"FROM month m JOIN place p ON p.id = m.place JOIN series s ON s.id = p.series "
	"ORDER BY s.suite, s.platform, s.lane, p.unit, m.month";
static const char sql_in_run_find[] =
	"SELECT id, dropped FROM run WHERE name = :name "
	"AND plan = (SELECT id FROM plan WHERE fingerprint = :fingerprint) "
	"AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
	"AND ifnull(commit_id, '') = ifnull(:commit, '') AND ifnull(tree, '') = ifnull(:tree, '')";
static const char sql_in_run_reported[] =
	"SELECT id, dropped FROM run WHERE name = :name "
	"AND plan = (SELECT id FROM plan WHERE fingerprint = :fingerprint) "
	"AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
	"AND ifnull(commit_id, '') = ifnull(:commit, '') AND iif(:tree IS NULL, :source = 'report', "
	"tree IS NULL AND source = 'report') ORDER BY tree LIMIT 1";
static const char sql_in_report_add[] =
	"INSERT INTO report(run, attempt, variant, digest, format, file, seed, finished, state, mapping, cases, "
	"unmatched, line, col, fault) VALUES(:run, :attempt, :variant, :digest, :format, :file, :seed, :finished, "
	":state, :mapping, :cases, :unmatched, :line, :col, :fault)";
/* The name, the seed and the time do not depend on which came first, either. */
static const char sql_in_report_change[] =
	"UPDATE report SET file = min(file, :file), seed = min(ifnull(seed, :seed), ifnull(:seed, seed)), "
	"finished = min(finished, :finished), state = iif(:fill, :state, state), "
	"mapping = iif(:fill, :mapping, mapping), cases = iif(:fill, :cases, cases), "
	"unmatched = iif(:fill, :unmatched, unmatched), line = iif(:fill, :line, line), "
	"col = iif(:fill, :col, col), fault = iif(:fill, :fault, fault) WHERE id = :report";
static const char sql_in_run_change[] = "UPDATE run SET source = min(source, :source), "
					"dropped = iif(:dropped IS NULL, dropped, max(ifnull(dropped, 0), :dropped)), "
					"first = iif(:first IS NULL, first, min(ifnull(first, :first), :first)), "
					"last = iif(:last IS NULL, last, max(ifnull(last, :last), :last)) "
					"WHERE id = :run AND (source > :source OR :dropped IS NOT NULL)";
static const char sql_in_unit_find[] =
	"SELECT 1 FROM plan_unit WHERE plan = (SELECT plan FROM run WHERE id = :run) AND unit = :unit";
static const char sql_in_occasion[] =
	"INSERT INTO occasion(name, attempt, platform, lane, commit_id, started, dropped) "
	"VALUES(:name, :attempt, :platform, :lane, :commit, :started, :dropped) ON CONFLICT DO UPDATE SET "
	"started = iif(excluded.started IS NULL, started, min(ifnull(started, excluded.started), excluded.started)), "
	"dropped = iif(excluded.dropped IS NULL, dropped, max(ifnull(dropped, 0), excluded.dropped))";
static const char sql_in_occasion_find[] =
	"SELECT id, dropped FROM occasion WHERE name = :name AND attempt = :attempt "
	"AND ifnull(platform, '') = ifnull(:platform, '') AND lane = :lane AND commit_id = :commit";
static const char sql_in_nix_log[] =
	"INSERT INTO nix_log(occasion, digest) VALUES(:parent, :digest) ON CONFLICT DO NOTHING";
static const char sql_in_nix_unit[] =
	"INSERT INTO nix_unit(occasion, suite, unit, how) VALUES(:parent, :suite, :unit, :how) "
	"ON CONFLICT DO UPDATE SET how = excluded.how WHERE how > excluded.how";
static const char sql_in_series[] = "INSERT INTO series(suite, platform, lane) "
				    "VALUES(:suite, ifnull(:platform, ''), ifnull(:lane, '')) ON CONFLICT DO NOTHING";
static const char sql_in_place[] =
	"INSERT INTO place(series, unit) SELECT id, :unit FROM series WHERE suite = :suite "
	"AND platform = ifnull(:platform, '') AND lane = ifnull(:lane, '') ON CONFLICT DO NOTHING";
/* Of two counts of one month the greater: it has seen all that the other has, or it was pruned apart from it,
	 * which cannot be told. */
static const char sql_in_month[] =
	"INSERT INTO month SELECT p.id, :month, :passes, :timed, :sum, :min, :max, :median, :first, :last "
	"FROM series s JOIN place p ON p.series = s.id WHERE s.suite = :suite "
	"AND s.platform = ifnull(:platform, '') AND s.lane = ifnull(:lane, '') AND p.unit = :unit "
	"ON CONFLICT DO UPDATE SET (passes, timed, usec_sum, usec_median) = "
	"(SELECT * FROM (SELECT passes, timed, usec_sum, usec_median "
	"UNION ALL SELECT excluded.passes, excluded.timed, excluded.usec_sum, excluded.usec_median) "
	"ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC LIMIT 1), "
	"usec_min = min(ifnull(usec_min, excluded.usec_min), ifnull(excluded.usec_min, usec_min)), "
	"usec_max = max(ifnull(usec_max, excluded.usec_max), ifnull(excluded.usec_max, usec_max)), "
	"first = min(first, excluded.first), last = max(last, excluded.last)";

#define TITLE "nightshift record "
enum { FORMAT = 1, FIELDS_MAX = 16, DEPTH_MAX = 3, PART_LINES = 100000, ERRORS_MAX = 20 };

/* --- what there is ---------------------------------------------------------------------------- */

enum type {
	TYPE_NAME,
	TYPE_TEXT,
	TYPE_HEX,
	TYPE_NUMBER,
	TYPE_RUN,
	TYPE_LANE,
	TYPE_VERDICT,
	TYPE_MONTH,
};

static const char *const expected[] = {
	[TYPE_NAME] = "a name",
	[TYPE_TEXT] = "text",
	[TYPE_HEX] = "40 or 64 hex digits",
	[TYPE_NUMBER] = "a number from 0",
	[TYPE_RUN] = "at most 128 of A-Z a-z 0-9 _ . : + -",
	[TYPE_LANE] = "pr, merge or nightly",
	[TYPE_VERDICT] = "pass, fail, timeout, crash, cancelled, quarantined or skipped",
	[TYPE_MONTH] = "yyyy-mm",
};

struct field {
	const char *name; /* of its parameter, with the colon */
	enum type type;
	bool optional; /* may be nothing */
};

struct merge;
struct line;

/* A kind of fact. Its fields are columns of `write`, in that order, and parameters of `read`. */
struct kind {
	const char *tag;
	int parent;        /* the kind it stands below, as that one's number in :parent; or -1 */
	bool has_own;      /* others stand below it: the first column of `write` is its number */
	const char *write; /* statement: all of them below :parent, sorted */
	const char *read;  /* statement: add one, unless `take` does */
	void (*take)(struct merge *m, const struct line *l);
	struct field fields[FIELDS_MAX]; /* ended by a NULL name */
};

static void take_plan(struct merge *m, const struct line *l);
static void take_of_plan(struct merge *m, const struct line *l);
static void take_generation(struct merge *m, const struct line *l);
static void take_run(struct merge *m, const struct line *l);
static void take_result(struct merge *m, const struct line *l);
static void take_log(struct merge *m, const struct line *l);
static void take_report(struct merge *m, const struct line *l);
static void take_sum(struct merge *m, const struct line *l);
static void take_case(struct merge *m, const struct line *l);
static void take_occasion(struct merge *m, const struct line *l);
static void take_delivery(struct merge *m, const struct line *l);
static void take_month(struct merge *m, const struct line *l);

enum kind_number {
	KIND_PLAN,
	KIND_PLATFORM,
	KIND_LANE,
	KIND_GAP,
	KIND_EXCLUDE,
	KIND_MODULE,
	KIND_KEPT,
	KIND_VARIANT,
	KIND_UNIT,
	KIND_GENERATION,
	KIND_RUN,
	KIND_RESULT,
	KIND_LOG,
	KIND_REPORT,
	KIND_SUM,
	KIND_CASE,
	KIND_OCCASION,
	KIND_DELIVERY,
	KIND_NIX_LOG,
	KIND_NIX_UNIT,
	KIND_MONTH,
	KIND_COUNT
};

/* In the order in which they stand in a file, each behind the one it is below. */
static const struct kind kinds[KIND_COUNT] = {
	[KIND_PLAN] = { "plan", -1, true, sql_out_plan, NULL, take_plan,
		{ { ":fingerprint", TYPE_HEX, false }, { ":suite", TYPE_NAME, false }, { ":tool", TYPE_TEXT, false },
			{ ":units", TYPE_NUMBER, false } } },
	[KIND_PLATFORM] = { "platform", KIND_PLAN, false, sql_out_platform, sql_platform_add, take_of_plan,
		{ { ":platform", TYPE_NAME, false }, { ":system", TYPE_TEXT, false },
			{ ":runner", TYPE_TEXT, false } } },
	[KIND_LANE] = { "lane", KIND_PLAN, false, sql_out_lane, sql_lane_add, take_of_plan,
		{ { ":platform", TYPE_NAME, false }, { ":lane", TYPE_LANE, false }, { ":does", TYPE_TEXT, false } } },
	[KIND_GAP] = { "gap", KIND_PLAN, false, sql_out_gap, sql_gap_add, take_of_plan,
		{ { ":platform", TYPE_NAME, false }, { ":reason", TYPE_TEXT, false }, { ":until", TYPE_TEXT, true } } },
	[KIND_EXCLUDE] = { "exclude", KIND_PLAN, false, sql_out_exclude, sql_exclude_add, take_of_plan,
		{ { ":name", TYPE_TEXT, false }, { ":reason", TYPE_TEXT, false }, { ":until", TYPE_TEXT, true } } },
	[KIND_MODULE] = { "module", KIND_PLAN, false, sql_out_module, sql_module_add, take_of_plan,
		{ { ":place", TYPE_NUMBER, false }, { ":module", TYPE_TEXT, false }, { ":lane", TYPE_LANE, false },
			{ ":takes_seed", TYPE_TEXT, false }, { ":seed", TYPE_NUMBER, true },
			{ ":reason", TYPE_TEXT, true } } },
	[KIND_KEPT] = { "kept", KIND_PLAN, false, sql_out_kept, sql_kept_add, take_of_plan,
		{ { ":module", TYPE_NUMBER, false }, { ":platform", TYPE_NAME, false } } },
	[KIND_VARIANT] = { "variant", KIND_PLAN, false, sql_out_variant, sql_variant_add, take_of_plan,
		{ { ":place", TYPE_NUMBER, false }, { ":variant", TYPE_TEXT, false } } },
	[KIND_UNIT] = { "unit", KIND_PLAN, false, sql_out_unit, sql_unit_add, take_of_plan,
		{ { ":unit", TYPE_NAME, false }, { ":variant", TYPE_NUMBER, false }, { ":module", TYPE_NUMBER, false },
			{ ":chunk", TYPE_NUMBER, true }, { ":usec", TYPE_NUMBER, false } } },
	[KIND_GENERATION] = { "generation", KIND_PLAN, false, sql_out_generation, sql_generation_add, take_generation,
		{ { ":commit", TYPE_HEX, false }, { ":seed", TYPE_NUMBER, true }, { ":fallback", TYPE_NUMBER, false },
			{ ":dirty", TYPE_NUMBER, false } } },
	[KIND_RUN] = { "run", -1, true, sql_out_run, NULL, take_run,
		{ { ":name", TYPE_RUN, false }, { ":fingerprint", TYPE_HEX, false }, { ":platform", TYPE_NAME, true },
			{ ":lane", TYPE_LANE, true }, { ":commit", TYPE_HEX, true }, { ":tree", TYPE_TEXT, true },
			{ ":source", TYPE_TEXT, false }, { ":dropped", TYPE_NUMBER, true },
			{ ":first", TYPE_NUMBER, true }, { ":last", TYPE_NUMBER, true } } },
	[KIND_RESULT] = { "result", KIND_RUN, false, sql_out_result, NULL, take_result,
		{ { ":unit", TYPE_NAME, false }, { ":attempt", TYPE_NUMBER, false },
			{ ":verdict", TYPE_VERDICT, false }, { ":status", TYPE_NUMBER, true },
			{ ":usec", TYPE_NUMBER, true }, { ":seed", TYPE_NUMBER, true },
			{ ":finished", TYPE_NUMBER, false } } },
	[KIND_LOG] = { "log", KIND_RUN, false, sql_out_log, sql_log_add, take_log,
		{ { ":unit", TYPE_NAME, false }, { ":attempt", TYPE_NUMBER, false }, { ":tail", TYPE_TEXT, false } } },
	[KIND_REPORT] = { "report", KIND_RUN, true, sql_out_report, NULL, take_report,
		{ { ":attempt", TYPE_NUMBER, false }, { ":variant", TYPE_TEXT, false }, { ":digest", TYPE_HEX, false },
			{ ":format", TYPE_TEXT, false }, { ":file", TYPE_TEXT, false }, { ":seed", TYPE_NUMBER, true },
			{ ":finished", TYPE_NUMBER, false }, { ":state", TYPE_TEXT, false },
			{ ":mapping", TYPE_TEXT, false }, { ":cases", TYPE_NUMBER, false },
			{ ":unmatched", TYPE_NUMBER, false }, { ":line", TYPE_NUMBER, true },
			{ ":col", TYPE_NUMBER, true }, { ":fault", TYPE_TEXT, true } } },
	[KIND_SUM] = { "sum", KIND_REPORT, false, sql_out_sum, NULL, take_sum,
		{ { ":unit", TYPE_NAME, false }, { ":try", TYPE_NUMBER, false }, { ":last", TYPE_NUMBER, false },
			{ ":verdict", TYPE_TEXT, false }, { ":cases", TYPE_NUMBER, false },
			{ ":timed", TYPE_NUMBER, false }, { ":usec", TYPE_NUMBER, false } } },
	[KIND_CASE] = { "case", KIND_REPORT, false, sql_out_case, NULL, take_case,
		{ { ":suite", TYPE_TEXT, false }, { ":classname", TYPE_TEXT, false }, { ":name", TYPE_TEXT, false },
			{ ":ordinal", TYPE_NUMBER, false }, { ":try", TYPE_NUMBER, false },
			{ ":last", TYPE_NUMBER, false }, { ":unit", TYPE_NAME, true }, { ":verdict", TYPE_TEXT, false },
			{ ":usec", TYPE_NUMBER, true }, { ":message", TYPE_TEXT, true },
			{ ":text", TYPE_TEXT, true } } },
	[KIND_OCCASION] = { "occasion", -1, true, sql_out_occasion, NULL, take_occasion,
		{ { ":name", TYPE_RUN, false }, { ":attempt", TYPE_NUMBER, false }, { ":platform", TYPE_NAME, true },
			{ ":lane", TYPE_LANE, false }, { ":commit", TYPE_HEX, false },
			{ ":started", TYPE_NUMBER, true }, { ":dropped", TYPE_NUMBER, true } } },
	[KIND_DELIVERY] = { "delivery", KIND_OCCASION, false, sql_out_delivery, NULL, take_delivery,
		{ { ":name", TYPE_RUN, false }, { ":fingerprint", TYPE_HEX, false }, { ":platform", TYPE_NAME, true },
			{ ":lane", TYPE_LANE, true }, { ":commit", TYPE_HEX, true }, { ":tree", TYPE_TEXT, true },
			{ ":unit", TYPE_NAME, false }, { ":attempt", TYPE_NUMBER, false } } },
	[KIND_NIX_LOG] = { "nix", KIND_OCCASION, false, sql_out_nix_log, sql_in_nix_log, NULL,
		{ { ":digest", TYPE_HEX, false } } },
	[KIND_NIX_UNIT] = { "nix-unit", KIND_OCCASION, false, sql_out_nix_unit, sql_in_nix_unit, NULL,
		{ { ":suite", TYPE_NAME, false }, { ":unit", TYPE_NAME, false }, { ":how", TYPE_TEXT, false } } },
	[KIND_MONTH] = { "month", -1, false, sql_out_month, sql_in_month, take_month,
		{ { ":suite", TYPE_NAME, false }, { ":platform", TYPE_NAME, true }, { ":lane", TYPE_LANE, true },
			{ ":unit", TYPE_NAME, false }, { ":month", TYPE_MONTH, false },
			{ ":passes", TYPE_NUMBER, false }, { ":timed", TYPE_NUMBER, false },
			{ ":sum", TYPE_NUMBER, false }, { ":min", TYPE_NUMBER, true }, { ":max", TYPE_NUMBER, true },
			{ ":median", TYPE_NUMBER, true }, { ":first", TYPE_NUMBER, false },
			{ ":last", TYPE_NUMBER, false } } },
};

static int
field_count(const struct kind *k)
{
	int n = 0;

	while (n < FIELDS_MAX && k->fields[n].name)
		n++;
	return n;
}

/* --- out -------------------------------------------------------------------------------------- */

struct export
{
	struct db *db;
	FILE *out;
	unsigned long long lines;
};

static void
put_field(FILE *out, const char *s)
{
	putc('\t', out);
	if (!s) {
		fputs("\\N", out);
		return;
	}
	for (;;) {
		size_t plain = strcspn(s, "\\\t\n\r");

		fwrite(s, 1, plain, out);
		s += plain;
		if (!*s)
			return;
		putc('\\', out);
		putc(*s == '\t' ? 't' : *s == '\n' ? 'n' : *s == '\r' ? 'r' : '\\', out);
		s++;
	}
}

/* Write all facts of a kind below the parent, each with what stands below it. */
static void
put_kind(struct export *e, int kind, long long parent)
{
	const struct kind *k = &kinds[kind];
	int n = field_count(k);

	if (k->parent >= 0)
		db_bind_int(e->db, k->write, ":parent", parent);
	while (db_next(e->db, k->write)) {
		fputs(k->tag, e->out);
		for (int i = 0; i < n; i++)
			put_field(e->out, db_text(e->db, k->write, i + k->has_own));
		putc('\n', e->out);
		e->lines++;
		for (int below = 0; k->has_own && below < KIND_COUNT; below++)
			if (kinds[below].parent == kind)
				put_kind(e, below, db_int(e->db, k->write, 0));
	}
}

/* Note in tables of this connection alone what belongs to the choice. How many runs and occasions that are. */
static size_t
choose(struct db *db, const struct export_choice *choice)
{
	static const char *const tables[] = { sql_chosen_run, sql_chosen_occasion, sql_chosen_plan, sql_chosen_commit };
	static const char *const fill[] = { sql_choose_occasion, sql_choose_run, sql_choose_delivered,
		sql_choose_commit, sql_choose_plan };
	size_t chosen = 0;

	for (size_t i = 0; i < countof(tables); i++)
		db_run(db, tables[i]);
	for (size_t i = 0; i < countof(fill); i++) {
		if (fill[i] != sql_choose_delivered) {
			db_bind_text(db, fill[i], ":run", choice->run);
			if (choice->since >= 0)
				db_bind_int(db, fill[i], ":since", choice->since);
		}
		int n = db_run(db, fill[i]);

		if (fill[i] == sql_choose_occasion || fill[i] == sql_choose_run)
			chosen += (size_t)n;
	}
	return chosen;
}

size_t
exchange_write(struct record *r, const struct export_choice *choice, FILE *out)
{
	struct export e = { r->db, out, 1 };
	bool all = !choice->run && choice->since < 0;

	db_begin_reading(r->db);
	size_t chosen = choose(r->db, choice);

	if (chosen || all) {
		fprintf(out, TITLE "%d\n", FORMAT);
		for (int kind = 0; kind < KIND_COUNT; kind++)
			if (kinds[kind].parent < 0 && (all || kind != KIND_MONTH))
				put_kind(&e, kind, 0);
		fprintf(out, "end\t%llu\n", e.lines);
	}
	db_rollback(r->db);
	return chosen;
}

/* --- recognised ------------------------------------------------------------------------------- */

bool
exchange_is_export(const char *path)
{
	char begin[sizeof(TITLE) - 1];
	struct stat st;
	FILE *in;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || !(in = fopen(path, "rb")))
		return false;
	bool is = fread(begin, 1, sizeof(begin), in) == sizeof(begin) && !memcmp(begin, TITLE, sizeof(begin));

	fclose(in);
	return is;
}

const char **
exchange_in_folder(struct arena *a, const char *dir, size_t *ret_count)
{
	const char **paths = NULL;
	size_t n = 0;
	DIR *stream = opendir(dir);
	struct dirent *entry;

	while (stream && (entry = readdir(stream))) {
		const char *path;

		if (entry->d_name[0] == '.')
			continue;
		path = arena_printf(a, "%s/%s", dir, entry->d_name);
		if (!exchange_is_export(path))
			continue;
		paths = arena_grow(a, paths, n, sizeof(*paths));
		paths[n++] = path;
	}
	if (stream)
		closedir(stream);
	if (n > 1)
		qsort(paths, n, sizeof(*paths), text_order);
	*ret_count = n;
	return paths;
}

/* --- lines ------------------------------------------------------------------------------------ */

/* A line, taken apart. */
struct line {
	int kind;                     /* enum kind_number */
	const char *text[FIELDS_MAX]; /* NULL: nothing */
	long long number[FIELDS_MAX]; /* of fields that are one; below 0: nothing */
};

struct merge {
	struct record *record;
	struct diag *diag;
	const char *path;
	FILE *in;
	char *lines; /* of getline */
	size_t lines_size;
	unsigned at;               /* the line that was read last */
	int errors;                /* the diag's, at the beginning */
	long long own[KIND_COUNT]; /* the number of the fact of that kind that was read last, or 0:
				      what stands below it is left out */
	bool new_plan;             /* that one is new here */
	bool has_plan;             /* one was read: what stands above runs */
	bool dropped;              /* that run was pruned, here or there */
	bool derive;               /* results of that run follow from reports that are new */
	bool sweep;                /* there was such a run or occasion */
	struct merge_count count;
};

static struct loc
here(const struct merge *m)
{
	return (struct loc){ m->path, m->at, 1 };
}

static bool
is_number(const char *s, long long *ret_number)
{
	size_t len = strspn(s, "0123456789");

	if (!len || s[len] || len > 18 || (len > 1 && *s == '0'))
		return false;
	*ret_number = atoll(s);
	return true;
}

static bool
is_of(enum type type, const char *s, long long *ret_number)
{
	size_t len = strlen(s);

	switch (type) {
	case TYPE_NAME:
		return esc_is_name(s, len);
	case TYPE_TEXT:
		return true;
	case TYPE_HEX:
		return (len == 40 || len == 64) && strspn(s, "0123456789abcdef") == len;
	case TYPE_NUMBER:
		return is_number(s, ret_number);
	case TYPE_RUN:
		return verdict_is_run(s);
	case TYPE_LANE:
		for (int i = 0; lane_names[i]; i++)
			if (!strcmp(lane_names[i], s))
				return true;
		return false;
	case TYPE_VERDICT:
		*ret_number = text_index_of(verdict_names, s);
		return *ret_number >= 0;
	case TYPE_MONTH:
		return len == 7 && strspn(s, "0123456789") == 4 && s[4] == '-' && strspn(s + 5, "0123456789") == 2;
	}
	return false;
}

/* Undo the escapes of a field, in place. False if one is none. */
static bool
unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '\\') {
			switch (*++s) {
			case 't':
				*to++ = '\t';
				break;
			case 'n':
				*to++ = '\n';
				break;
			case 'r':
				*to++ = '\r';
				break;
			case '\\':
				*to++ = '\\';
				break;
			default:
				return false;
			}
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
	return true;
}

/* Make it text that a database and a page can hold, as that of records is: a byte of another kind becomes a question
 * mark. */
static void
clean(char *s)
{
	size_t len = strlen(s);

	for (size_t i = 0, n; i < len; i += n ? n : 1)
		if (!(n = esc_character(s + i, len - i)))
			s[i] = '?';
}

/* The next line, without its end, or NULL behind the last one. */
static char *
next_line(struct merge *m, size_t *ret_len)
{
	errno = 0;
	ssize_t len = getline(&m->lines, &m->lines_size, m->in);

	if (len < 0) {
		if (ferror(m->in) || errno == ENOMEM)
			die("cannot read '%s':", m->path);
		return NULL;
	}
	m->at++;
	*ret_len = (size_t)len;
	if (m->lines[len - 1] == '\n')
		m->lines[--*ret_len] = '\0';
	else
		*ret_len = 0; /* cut off within it */
	return m->lines;
}

/* What of a text a message shows. */
static const char *
cut(char *text)
{
	if (strlen(text) > 80)
		text[80] = '\0';
	return text;
}

/* Take a line apart. False, with a message, if it is none. */
static bool
parse(struct merge *m, char *text, struct line *ret_line)
{
	char *field = strchr(text, '\t');
	int kind = 0, n = 0;

	*ret_line = (struct line){ .kind = KIND_COUNT };
	if (field)
		*field++ = '\0';
	while (kind < KIND_COUNT && strcmp(kinds[kind].tag, text))
		kind++;
	if (kind == KIND_COUNT) {
		diag_error(m->diag, here(m), "'%s' is no kind of fact", cut(text));
		return false;
	}
	ret_line->kind = kind;
	for (; field && n < FIELDS_MAX && kinds[kind].fields[n].name; n++) {
		const struct field *f = &kinds[kind].fields[n];
		char *end = strchr(field, '\t');

		if (end)
			*end++ = '\0';
		ret_line->number[n] = -1;
		if (strcmp(field, "\\N")) {
			if (!unescape(field) || !is_of(f->type, field, &ret_line->number[n])) {
				diag_error(m->diag, here(m), "'%s' of '%s' is '%s', expected: %s", f->name + 1, text,
					field, expected[f->type]);
				return false;
			}
			if (f->type == TYPE_TEXT)
				clean(field);
			ret_line->text[n] = field;
		} else if (!f->optional) {
			diag_error(m->diag, here(m), "'%s' of '%s' is missing", f->name + 1, text);
			return false;
		}
		field = end;
	}
	if (field || n != field_count(&kinds[kind])) {
		diag_error(m->diag, here(m), "'%s' has %s than %d fields", text, field ? "more" : "fewer",
			field_count(&kinds[kind]));
		return false;
	}
	return true;
}

/* --- in: the file by itself ------------------------------------------------------------------- */

static bool
read_title(struct merge *m)
{
	size_t len;
	char *text = next_line(m, &len);
	long long version;

	if (text && len && !strncmp(text, TITLE, strlen(TITLE)) && is_number(text + strlen(TITLE), &version)) {
		if (version == FORMAT)
			return true;
		diag_error(m->diag, here(m),
			"the export is of format %lld, and this nightshift reads %d: use the one that wrote it, or a newer one",
			version, FORMAT);
	} else {
		diag_error(m->diag, here(m), "the first line of an export is '" TITLE "%d'", FORMAT);
	}
	return false;
}

/* May such a line follow one of the kind `last`, or -1? */
static bool
belongs(int kind, int last)
{
	int parent = kinds[kind].parent;

	while (last >= 0 && last != parent && kinds[last].parent >= 0)
		last = kinds[last].parent;
	return parent < 0 ? kind >= last : last == parent;
}

/* Look at every line before the record is touched: is each a fact, and the file whole? */
static void
check_file(struct merge *m)
{
	int last = -1; /* the kind of the line before; KIND_COUNT if it was none */
	char *text;
	size_t len;

	while ((text = next_line(m, &len)) && m->diag->errors < m->errors + ERRORS_MAX) {
		struct line l;
		long long count;

		if (len && memchr(text, '\0', len)) {
			diag_error(m->diag, here(m), "the line has a zero byte");
			continue;
		}
		if (len > 4 && !memcmp(text, "end\t", 4) && is_number(text + 4, &count) && count == m->at - 1) {
			if (next_line(m, &len))
				diag_error(m->diag, here(m), "'end' stands before the last line");
			return;
		}
		if (!len) {
			if (feof(m->in))
				break;
			diag_error(m->diag, here(m), "the line is empty");
			continue;
		}
		l.kind = KIND_COUNT;
		if (!parse(m, text, &l)) {
			last = l.kind;
			continue;
		}
		if (last != KIND_COUNT && !belongs(l.kind, last))
			diag_error(m->diag, here(m), "'%s' stands in the wrong place", text);
		last = l.kind;
	}
	if (!text || feof(m->in))
		diag_error(m->diag, (struct loc){ m->path, 0, 0 },
			"the export is cut off: its last line is not 'end' and the number of its lines");
}

/* --- in: facts into the record ---------------------------------------------------------------- */

static void
bind_field(struct db *db, const char *stmt, const struct line *l, int i)
{
	const struct field *f = &kinds[l->kind].fields[i];

	if (f->type != TYPE_NUMBER)
		db_bind_text(db, stmt, f->name, l->text[i]);
	else if (l->text[i])
		db_bind_int(db, stmt, f->name, l->number[i]);
}

static void
bind_fields(struct db *db, const char *stmt, const struct line *l, int from, int to)
{
	for (int i = from; i < to; i++)
		bind_field(db, stmt, l, i);
}

static void
take_plan(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;
	char *suite = NULL;
	long long plan = record_plan(m->record, l->text[0], &suite);

	m->new_plan = !plan;
	if (plan && strcmp(suite, l->text[1])) {
		diag_error(m->diag, here(m), "plan %s is of suite '%s', not of '%s'", l->text[0], suite, l->text[1]);
	} else if (!plan) {
		bind_fields(db, sql_plan_add, l, 0, 4);
		db_run(db, sql_plan_add);
		plan = db_last_id(db);
	}
	free(suite);
	m->own[KIND_PLAN] = plan;
}

/* Run a statement whose values are foreign. */
static void
try(struct merge *m, const char *stmt)
{
	if (!db_try(m->record->db, stmt))
		diag_error(m->diag, here(m),
			"this cannot be true beside what stands before it: the export was changed by hand");
}

/* The number of the row that a number and a text tell of, which is added where it is new. */
static long long
number_of(struct merge *m, const char *find, const char *add, const char *key, long long n, const char *name,
	const char *text)
{
	struct db *db = m->record->db;
	long long number;

	db_bind_int(db, find, key, n);
	db_bind_text(db, find, name, text);
	if (db_next(db, find)) {
		number = db_int(db, find, 0);
		db_reset(db, find);
		return number;
	}
	db_bind_int(db, add, key, n);
	db_bind_text(db, add, name, text);
	db_run(db, add);
	return db_last_id(db);
}

/* What a plan holds follows from its fingerprint. */
static void
take_of_plan(struct merge *m, const struct line *l)
{
	const char *stmt = kinds[l->kind].read;

	if (!m->new_plan)
		return;
	db_bind_int(m->record->db, stmt, ":plan", m->own[KIND_PLAN]);
	bind_fields(m->record->db, stmt, l, 0, field_count(&kinds[l->kind]));
	try(m, stmt);
}

static void
take_generation(struct merge *m, const struct line *l)
{
	db_bind_int(m->record->db, sql_generation_add, ":plan", m->own[KIND_PLAN]);
	bind_fields(m->record->db, sql_generation_add, l, 0, field_count(&kinds[l->kind]));
	try(m, sql_generation_add);
}

/* The number of the run that the first six fields of a line tell of, or 0. */
static long long
find_run(struct merge *m, const struct line *l, const struct field *fields)
{
	struct db *db = m->record->db;
	long long run = 0;

	for (int i = 0; i < 6; i++)
		db_bind_text(db, sql_in_run_find, fields[i].name, l->text[i]);
	if (db_next(db, sql_in_run_find)) {
		run = db_int(db, sql_in_run_find, 0);
		m->dropped = !db_is_null(db, sql_in_run_find, 1);
		db_reset(db, sql_in_run_find);
	}
	return run;
}

/* A run that only reports have told of does not know its tree: it is the one that does. */
static long long
find_reported(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;
	long long run = 0;

	bind_fields(db, sql_in_run_reported, l, 0, 7);
	if (db_next(db, sql_in_run_reported)) {
		run = db_int(db, sql_in_run_reported, 0);
		m->dropped = !db_is_null(db, sql_in_run_reported, 1);
		db_reset(db, sql_in_run_reported);
	}
	if (run && l->text[5]) {
		db_bind_int(db, sql_run_folder, ":run", run);
		db_bind_text(db, sql_run_folder, ":tree", l->text[5]);
		db_run(db, sql_run_folder);
	}
	return run;
}

/* Say so if the record has a run of that name, plan, platform and lane for another commit. */
static void
look_for_other(struct merge *m, const struct line *l, long long plan)
{
	struct db *db = m->record->db;

	db_bind_text(db, sql_run_find, ":name", l->text[0]);
	db_bind_int(db, sql_run_find, ":plan", plan);
	db_bind_text(db, sql_run_find, ":platform", l->text[2]);
	db_bind_text(db, sql_run_find, ":lane", l->text[3]);
	if (!db_next(db, sql_run_find))
		return;
	const char *commit = db_text(db, sql_run_find, 1);

	diag_warn(m->diag, here(m),
		"run '%s' is of commit %s here, and of %s in the record: both are kept, as two runs", l->text[0],
		l->text[4] ? l->text[4] : "(none)", commit ? commit : "(none)");
	db_reset(db, sql_run_find);
}

static void
take_run(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;
	long long plan = record_plan(m->record, l->text[1], NULL), run;

	m->own[KIND_RUN] = 0;
	if (!plan) {
		diag_error(m->diag, here(m), "neither this export nor the record knows plan %s", l->text[1]);
		return;
	}
	m->dropped = false;
	run = find_run(m, l, kinds[KIND_RUN].fields);
	if (!run)
		run = find_reported(m, l);
	if (!run) {
		look_for_other(m, l, plan);
		db_bind_int(db, sql_run_add, ":plan", plan);
		bind_field(db, sql_run_add, l, 0);
		bind_fields(db, sql_run_add, l, 2, 7);
		try(m, sql_run_add);
		run = find_run(m, l, kinds[KIND_RUN].fields);
		if (!run)
			return;
	}
	db_bind_int(db, sql_in_run_change, ":run", run);
	bind_fields(db, sql_in_run_change, l, 6, 10);
	db_run(db, sql_in_run_change);
	m->dropped |= l->text[7] != NULL;
	m->sweep |= m->dropped;
	m->own[KIND_RUN] = run;
}

static void
take_result(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;
	struct attempt a = { .run = m->own[KIND_RUN],
		.unit = l->text[0],
		.attempt = l->number[1],
		.verdict = (int)l->number[2],
		.status = l->number[3],
		.usec = l->number[4],
		.seed = l->number[5],
		.finished = l->number[6] };
	int other;

	db_bind_int(db, sql_in_unit_find, ":run", a.run);
	db_bind_text(db, sql_in_unit_find, ":unit", a.unit);
	if (!db_next(db, sql_in_unit_find)) {
		diag_error(m->diag, here(m), "the plan of this run has no unit '%s'", a.unit);
		return;
	}
	db_reset(db, sql_in_unit_find);
	enum attempt_found found = attempt_add(db, &a, &other);

	m->count.results += found != ATTEMPT_KNOWN;
	m->count.known += found == ATTEMPT_KNOWN;
	m->count.disputed += found == ATTEMPT_DISPUTED;
	if (found == ATTEMPT_DISPUTED)
		diag_warn(m->diag, here(m),
			"attempt %lld of unit '%s' has another result in the record, '%s': both are kept, and the worse counts",
			a.attempt, a.unit, verdict_names[other]);
}

static void
take_log(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;

	db_bind_int(db, sql_log_add, ":run", m->own[KIND_RUN]);
	bind_fields(db, sql_log_add, l, 0, 3);
	try(m, sql_log_add);
}

/*
 * How much a report's row says: of two that were read by different manifests, or of which one broke off, the greater.
 */
static int
compare_reports(const char *state, const char *mapping, const char *other_state, const char *other_mapping)
{
	static const char *const states[] = { "reading", "incomplete", "whole", NULL };
	int rank = 0, other = 0;

	while (states[rank] && strcmp(states[rank], state))
		rank++;
	while (states[other] && strcmp(states[other], other_state))
		other++;
	return rank != other ? rank - other : strcmp(other_mapping, mapping);
}

/* Forget the report's cases. */
static void
empty_report(struct db *db, long long report)
{
	static const char *const stmts[] = { sql_report_drop_texts, sql_report_drop_cases, sql_report_drop_sums,
		sql_report_drop_units };

	for (size_t i = 0; i < countof(stmts); i++) {
		db_bind_int(db, stmts[i], ":report", report);
		db_run(db, stmts[i]);
	}
}

static void
take_report(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;
	long long report = 0;
	bool fill = true;

	m->own[KIND_REPORT] = 0;
	db_bind_int(db, sql_report_find, ":run", m->own[KIND_RUN]);
	bind_fields(db, sql_report_find, l, 0, 3);
	if (db_next(db, sql_report_find)) {
		report = db_int(db, sql_report_find, 0);
		fill = compare_reports(l->text[7], l->text[8], db_text(db, sql_report_find, 1),
			       db_text(db, sql_report_find, 2)) > 0;
		db_reset(db, sql_report_find);
	}
	if (report && fill)
		empty_report(db, report);
	const char *stmt = report ? sql_in_report_change : sql_in_report_add;

	if (report) {
		db_bind_int(db, stmt, ":report", report);
		db_bind_int(db, stmt, ":fill", fill);
		bind_fields(db, stmt, l, 4, 14);
	} else {
		db_bind_int(db, stmt, ":run", m->own[KIND_RUN]);
		bind_fields(db, stmt, l, 0, 14);
	}
	try(m, stmt);
	if (!report)
		report = db_last_id(db);
	if (fill)
		m->own[KIND_REPORT] = report;
	m->derive = true; /* a copy may have finished earlier */
}

/* The number of that unit of the report, which is added where it is new. */
static long long
report_unit(struct merge *m, const char *unit)
{
	return number_of(m, sql_report_unit_find, sql_report_unit_add, ":report", m->own[KIND_REPORT], ":unit", unit);
}

static void
take_sum(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;

	db_bind_int(db, sql_report_sum_add, ":unit", report_unit(m, l->text[0]));
	bind_fields(db, sql_report_sum_add, l, 1, 7);
	try(m, sql_report_sum_add);
}

/* The number of a class of test cases; nearly always it is that of the case before. */
static long long
class_of(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;
	long long class = 0;

	for (int add = 0; !class; add++) {
		const char *stmt = add == 1 ? sql_class_add : sql_class_find;

		bind_fields(db, stmt, l, 0, 2);
		if (add == 1) {
			db_run(db, stmt);
		} else if (db_next(db, stmt)) {
			class = db_int(db, stmt, 0);
			db_reset(db, stmt);
		}
	}
	return class;
}

static void
take_case(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;
	long long name = number_of(m, sql_name_find, sql_name_add, ":class", class_of(m, l), ":name", l->text[2]);

	db_bind_int(db, sql_case_add, ":report", m->own[KIND_REPORT]);
	db_bind_int(db, sql_case_add, ":name", name);
	bind_fields(db, sql_case_add, l, 3, 6);
	if (l->text[6])
		db_bind_int(db, sql_case_add, ":unit", report_unit(m, l->text[6]));
	bind_fields(db, sql_case_add, l, 7, 9);
	try(m, sql_case_add);
	if (!l->text[9] && !l->text[10])
		return;
	db_bind_int(db, sql_case_text_add, ":report", m->own[KIND_REPORT]);
	db_bind_int(db, sql_case_text_add, ":name", name);
	bind_fields(db, sql_case_text_add, l, 3, 5);
	bind_fields(db, sql_case_text_add, l, 9, 11);
	try(m, sql_case_text_add);
}

static void
take_occasion(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;

	bind_fields(db, sql_in_occasion, l, 0, 7);
	try(m, sql_in_occasion);
	bind_fields(db, sql_in_occasion_find, l, 0, 5);
	m->own[KIND_OCCASION] = 0;
	if (!db_next(db, sql_in_occasion_find))
		return;
	m->own[KIND_OCCASION] = db_int(db, sql_in_occasion_find, 0);
	m->sweep |= !db_is_null(db, sql_in_occasion_find, 1);
	db_reset(db, sql_in_occasion_find);
}

static void
take_delivery(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;
	long long run = find_run(m, l, kinds[KIND_DELIVERY].fields);

	if (run) {
		db_bind_int(db, sql_result_find, ":run", run);
		bind_fields(db, sql_result_find, l, 6, 8);
		if (!db_next(db, sql_result_find))
			run = 0;
		else
			db_reset(db, sql_result_find);
	}
	if (!run) {
		diag_error(m->diag, here(m),
			"neither this export nor the record has attempt %lld of unit '%s' in run '%s', which is delivered here",
			l->number[7], l->text[6], l->text[0]);
		return;
	}
	db_bind_int(db, sql_delivery_add, ":occasion", m->own[KIND_OCCASION]);
	db_bind_int(db, sql_delivery_add, ":run", run);
	bind_fields(db, sql_delivery_add, l, 6, 8);
	db_run(db, sql_delivery_add);
}

static void
take_month(struct merge *m, const struct line *l)
{
	struct db *db = m->record->db;

	bind_fields(db, sql_in_series, l, 0, 3);
	db_run(db, sql_in_series);
	bind_fields(db, sql_in_place, l, 0, 4);
	db_run(db, sql_in_place);
	bind_fields(db, sql_in_month, l, 0, field_count(&kinds[KIND_MONTH]));
	db_run(db, sql_in_month);
}

static void
take(struct merge *m, const struct line *l)
{
	const struct kind *k = &kinds[l->kind];

	if (k->parent >= 0 && !m->own[k->parent])
		return; /* that one is wrong, which was said */
	if (k->take) {
		k->take(m, l);
		return;
	}
	db_bind_int(m->record->db, k->read, ":parent", m->own[k->parent]);
	bind_fields(m->record->db, k->read, l, 0, field_count(k));
	try(m, k->read);
}

/* All facts of a run are read. */
static void
end_run(struct merge *m)
{
	if (m->derive)
		imports_derive(m->record, m->own[KIND_RUN]);
	m->derive = false;
}

/* The facts of a file that is known to be sound. */
static void
take_file(struct merge *m)
{
	struct db *db = m->record->db;
	unsigned begun = m->at;
	char *text;
	size_t len;

	db_begin(db);
	while ((text = next_line(m, &len)) && m->diag->errors < m->errors + ERRORS_MAX) {
		struct line l;

		if (!strncmp(text, "end\t", 4))
			break;
		if (!parse(m, text, &l))
			break; /* somebody has written to it meanwhile */
		if (kinds[l.kind].parent < 0)
			end_run(m);
		if (kinds[l.kind].parent < 0 && m->at - begun > PART_LINES) {
			if (m->diag->errors != m->errors)
				break;
			db_commit(db);
			db_begin(db);
			begun = m->at;
		}
		take(m, &l);
	}
	if (m->diag->errors != m->errors) {
		db_rollback(db);
		return;
	}
	end_run(m);
	if (m->sweep)
		m->count.old += attempt_sweep(db);
	db_commit(db);
}

bool
exchange_read(struct record *r, struct diag *d, const char *path, struct merge_count *count)
{
	struct merge m = { .record = r, .diag = d, .path = path, .errors = d->errors, .count = *count };

	m.in = fopen(path, "rb");
	if (!m.in) {
		diag_error(d, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
		return false;
	}
	if (read_title(&m))
		check_file(&m);
	if (d->errors == m.errors) {
		rewind(m.in);
		m.at = 0;
		read_title(&m);
		take_file(&m);
	}
	fclose(m.in);
	free(m.lines);
	if (d->errors != m.errors)
		return false;
	*count = m.count;
	return true;
}
