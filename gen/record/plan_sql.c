#include "record/plan_sql.h"

const char sql_plan_add[] =
	"INSERT INTO plan(fingerprint, suite, tool, units) VALUES(:fingerprint, :suite, :tool, :units)";
const char sql_platform_add[] =
	"INSERT INTO plan_platform(plan, platform, system, runner) VALUES(:plan, :platform, :system, :runner)";
const char sql_lane_add[] = "INSERT INTO plan_lane(plan, platform, lane, does) VALUES(:plan, :platform, :lane, :does)";
const char sql_gap_add[] =
	"INSERT INTO plan_gap(plan, platform, reason, until) VALUES(:plan, :platform, :reason, :until)";
const char sql_exclude_add[] =
	"INSERT INTO plan_exclude(plan, name, reason, until) VALUES(:plan, :name, :reason, :until)";
const char sql_module_add[] =
	"INSERT INTO plan_module(plan, place, module, lane, takes_seed, seed, reason, protocol, may_skip) "
	"VALUES(:plan, :place, :module, :lane, :takes_seed, :seed, :reason, :protocol, :may_skip)";
const char sql_kept_add[] = "INSERT INTO plan_kept(plan, module, platform) VALUES(:plan, :module, :platform)";
const char sql_variant_add[] = "INSERT INTO plan_variant(plan, place, variant) VALUES(:plan, :place, :variant)";
const char sql_unit_add[] = "INSERT INTO plan_unit(plan, unit, variant, module, chunk, usec) "
			    "VALUES(:plan, :unit, :variant, :module, :chunk, :usec)";
const char sql_generation_add[] = "INSERT INTO generation(commit_id, plan, seed, fallback, dirty) "
				  "VALUES(:commit, :plan, :seed, :fallback, :dirty) "
				  "ON CONFLICT DO UPDATE SET seed = excluded.seed, fallback = excluded.fallback, "
				  "dirty = excluded.dirty WHERE (dirty, fallback, ifnull(seed, -1)) > "
				  "(excluded.dirty, excluded.fallback, ifnull(excluded.seed, -1))";
