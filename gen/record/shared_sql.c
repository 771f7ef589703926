#include "record/shared_sql.h"

const char sql_plan_add[] =
	"INSERT INTO plan(fingerprint, suite, tool, units) VALUES(:fingerprint, :suite, :tool, :units)";
const char sql_platform_add[] =
	"INSERT INTO plan_platform(plan, platform, system, runner) VALUES(:plan, :platform, :system, :runner)";
const char sql_lane_add[] = "INSERT INTO plan_lane(plan, platform, lane, does) VALUES(:plan, :platform, :lane, :does)";
const char sql_gap_add[] =
	"INSERT INTO plan_gap(plan, platform, reason, until) VALUES(:plan, :platform, :reason, :until)";
const char sql_exclude_add[] =
	"INSERT INTO plan_exclude(plan, name, reason, until) VALUES(:plan, :name, :reason, :until)";
const char sql_module_add[] = "INSERT INTO plan_module(plan, place, module, lane, takes_seed, seed, reason) "
			      "VALUES(:plan, :place, :module, :lane, :takes_seed, :seed, :reason)";
const char sql_variant_add[] = "INSERT INTO plan_variant(plan, place, variant) VALUES(:plan, :place, :variant)";
const char sql_kept_add[] = "INSERT INTO plan_kept(plan, module, platform) VALUES(:plan, :module, :platform)";
const char sql_unit_add[] = "INSERT INTO plan_unit(plan, unit, variant, module, chunk, usec) "
			    "VALUES(:plan, :unit, :variant, :module, :chunk, :usec)";
const char sql_generation_add[] = "INSERT INTO generation(commit_id, plan, seed, fallback, dirty) "
				  "VALUES(:commit, :plan, :seed, :fallback, :dirty) "
				  "ON CONFLICT DO UPDATE SET seed = excluded.seed, fallback = excluded.fallback, "
				  "dirty = excluded.dirty WHERE (dirty, fallback, ifnull(seed, -1)) > "
				  "(excluded.dirty, excluded.fallback, ifnull(excluded.seed, -1))";
const char sql_platform_find[] = "SELECT 1 FROM plan_platform WHERE plan = :plan AND platform = :platform";
const char sql_run_find[] = "SELECT id, commit_id, tree, source, dropped FROM run WHERE name = :name AND plan = :plan "
			    "AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
			    "ORDER BY (commit_id IS :commit) + (tree IS :tree) DESC, commit_id, tree LIMIT 1";
const char sql_run_add[] = "INSERT INTO run(name, plan, platform, lane, commit_id, tree, source) "
			   "VALUES(:name, :plan, :platform, :lane, :commit, :tree, :source)";
const char sql_result_find[] = "SELECT verdict, status, usec, seed, finished FROM result "
			       "WHERE run = :run AND unit = :unit AND attempt = :attempt";
const char sql_log_add[] = "INSERT INTO result_log(run, unit, attempt, tail) VALUES(:run, :unit, :attempt, :tail) "
			   "ON CONFLICT DO UPDATE SET tail = excluded.tail WHERE tail > excluded.tail";
const char sql_delivery_add[] =
	"INSERT INTO delivery(occasion, run, unit, attempt) VALUES(:occasion, :run, :unit, :attempt) "
	"ON CONFLICT DO NOTHING";
const char sql_run_folder[] = "UPDATE run SET tree = :tree, source = 'folder' WHERE id = :run";
/* What a run or an occasion that was pruned does not have. */
const char sql_sweep_delivery[] =
	"DELETE FROM delivery WHERE occasion IN (SELECT id FROM occasion WHERE dropped IS NOT NULL)";
const char sql_report_find[] = "SELECT id, state, mapping, cases, seed FROM report "
			       "WHERE run = :run AND attempt = :attempt AND variant = :variant AND digest = :digest";
const char sql_report_drop_texts[] = "DELETE FROM case_text WHERE report = :report";
const char sql_report_drop_cases[] = "DELETE FROM case_result WHERE report = :report";
const char sql_report_drop_sums[] =
	"DELETE FROM report_sum WHERE unit IN (SELECT id FROM report_unit WHERE report = :report)";
const char sql_report_drop_units[] = "DELETE FROM report_unit WHERE report = :report";
const char sql_report_unit_find[] = "SELECT id FROM report_unit WHERE report = :report AND unit = :unit";
const char sql_report_unit_add[] = "INSERT INTO report_unit(report, unit) VALUES(:report, :unit)";
const char sql_report_sum_add[] = "INSERT INTO report_sum(unit, try, last, verdict, cases, timed, usec) "
				  "VALUES(:unit, :try, :last, :verdict, :cases, :timed, :usec)";
const char sql_class_find[] = "SELECT id FROM case_class WHERE suite = :suite AND classname = :classname";
const char sql_class_add[] = "INSERT INTO case_class(suite, classname) VALUES(:suite, :classname)";
const char sql_name_find[] = "SELECT id FROM case_name WHERE class = :class AND name = :name";
const char sql_name_add[] = "INSERT INTO case_name(class, name) VALUES(:class, :name) ON CONFLICT DO NOTHING";
const char sql_case_add[] = "INSERT INTO case_result(report, name, ordinal, try, last, unit, verdict, usec) "
			    "VALUES(:report, :name, :ordinal, :try, :last, :unit, :verdict, :usec) "
			    "ON CONFLICT DO NOTHING";
const char sql_case_text_add[] = "INSERT INTO case_text(report, name, ordinal, try, message, text) "
				 "VALUES(:report, :name, :ordinal, :try, :message, :text)";
