#include "record/export.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "lib/db.h"
#include "record/facts.h"
#include "record/record.h"

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
	"SELECT place, module, lane, takes_seed, seed, reason, protocol, may_skip FROM plan_module WHERE plan = :parent ORDER BY 1";
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
	"SELECT unit, attempt, verdict, status, usec, seed, finished, part, seen, reason FROM result x WHERE run = :parent "
	"AND NOT EXISTS(SELECT 1 FROM derived d WHERE d.run = x.run AND d.unit = x.unit) "
	"UNION ALL SELECT unit, attempt, verdict, status, usec, seed, finished, part, seen, reason FROM conflict WHERE run = :parent "
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
static const char sql_out_link[] =
	"SELECT of, name, url FROM link WHERE of = 'commit' AND name IN (SELECT id FROM chosen_commit) "
	"OR of = 'run' AND name IN (SELECT r.name FROM chosen_run c JOIN run r ON r.id = c.id "
	"UNION SELECT o.name FROM chosen_occasion c JOIN occasion o ON o.id = c.id) ORDER BY 1, 2";
/* All facts of a kind that belong to the fact :parent, sorted. A first column beside the fields is the number that their own
 * children have as :parent. */
static const char *const statements[FACT_COUNT] = {
	[FACT_PLAN] = sql_out_plan,
	[FACT_PLATFORM] = sql_out_platform,
	[FACT_LANE] = sql_out_lane,
	[FACT_GAP] = sql_out_gap,
	[FACT_EXCLUDE] = sql_out_exclude,
	[FACT_MODULE] = sql_out_module,
	[FACT_KEPT] = sql_out_kept,
	[FACT_VARIANT] = sql_out_variant,
	[FACT_UNIT] = sql_out_unit,
	[FACT_GENERATION] = sql_out_generation,
	[FACT_RUN] = sql_out_run,
	[FACT_RESULT] = sql_out_result,
	[FACT_LOG] = sql_out_log,
	[FACT_REPORT] = sql_out_report,
	[FACT_SUM] = sql_out_sum,
	[FACT_CASE] = sql_out_case,
	[FACT_OCCASION] = sql_out_occasion,
	[FACT_DELIVERY] = sql_out_delivery,
	[FACT_NIX_LOG] = sql_out_nix_log,
	[FACT_NIX_UNIT] = sql_out_nix_unit,
	[FACT_MONTH] = sql_out_month,
	[FACT_LINK] = sql_out_link,
};

/* --- out -------------------------------------------------------------------------------------- */

struct exporter {
	struct db *db;
	FILE *out;
	unsigned long long lines;
};

/* Write all facts of a kind that belong to the parent, each with its children. */
static void
put_kind(struct exporter *e, int kind, long long parent)
{
	const char *stmt = statements[kind];
	int n = facts_fields(kind), own = facts_has_children(kind);

	if (fact_rules[kind].parent != FACT_TOP)
		db_bind_int(e->db, stmt, ":parent", parent);
	while (db_next(e->db, stmt)) {
		fputs(fact_rules[kind].tag, e->out);
		for (int i = 0; i < n; i++)
			facts_put(e->out, db_text(e->db, stmt, i + own));
		putc('\n', e->out);
		e->lines++;
		for (int child = 0; own && child < FACT_COUNT; child++)
			if (fact_rules[child].parent == kind)
				put_kind(e, child, db_int(e->db, stmt, 0));
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
export_write(struct record *r, const struct export_choice *choice, FILE *out)
{
	struct exporter e = { r->db, out, 1 };
	bool all = !choice->run && choice->since < 0;

	db_begin_reading(r->db);
	size_t chosen = choose(r->db, choice);

	if (chosen || all) {
		fprintf(out, FACTS_TITLE "%d\n", FACTS_FORMAT);
		for (int kind = 0; kind < FACT_COUNT; kind++)
			if (fact_rules[kind].parent == FACT_TOP && (all || kind != FACT_MONTH))
				put_kind(&e, kind, 0);
		fprintf(out, "end\t%llu\n", e.lines);
	}
	db_rollback(r->db);
	return chosen;
}

/* --- recognised ------------------------------------------------------------------------------- */

bool
export_is_one(const char *path)
{
	char begin[sizeof(FACTS_TITLE) - 1];
	struct stat st;
	FILE *in;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || !(in = fopen(path, "rb")))
		return false;
	bool is = fread(begin, 1, sizeof(begin), in) == sizeof(begin) && !memcmp(begin, FACTS_TITLE, sizeof(begin));

	fclose(in);
	return is;
}

const char **
export_in_folder(struct arena *a, const char *dir, size_t *ret_count)
{
	const char **names, **paths = NULL;
	size_t count, n = 0;

	if (!file_list(a, dir, &names, &count))
		count = 0;
	for (size_t i = 0; i < count; i++) {
		const char *path = arena_printf(a, "%s/%s", dir, names[i]);

		if (!export_is_one(path))
			continue;
		paths = arena_grow(a, paths, n, sizeof(*paths));
		paths[n++] = path;
	}
	*ret_count = n;
	return paths;
}
