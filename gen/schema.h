/*
 * All the SQL of the record: its tables, which go up by numbered steps, its views, and the
 * statements the program runs, in one array. Those who would rather ask with sqlite3 or Datasette
 * find the tables explained in `.schema`.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "db.h"

enum stmt {
	/* record.c */
	STMT_PLAN_FIND,
	STMT_PLAN_ADD,
	STMT_PLATFORM_ADD,
	STMT_LANE_ADD,
	STMT_GAP_ADD,
	STMT_EXCLUDE_ADD,
	STMT_MODULE_ADD,
	STMT_KEPT_ADD,
	STMT_VARIANT_ADD,
	STMT_UNIT_ADD,
	STMT_GENERATION_FIND,
	STMT_GENERATION_ADD,
	/* results.c */
	STMT_PLATFORM_FIND,
	STMT_UNIT_FIND,
	STMT_RUN_FIND,
	STMT_RUN_ADD,
	STMT_RESULT_FIND,
	STMT_RESULT_ADD,
	STMT_RESULT_EARLIER,
	STMT_LOG_ADD,
	STMT_OCCASION_FIND,
	STMT_OCCASION_ADD,
	STMT_OCCASION_EARLIER,
	STMT_DELIVERY_ADD,
	STMT_SUMMARY_UNITS,
	STMT_SUMMARY_ATTEMPTS,
	/* coverage.c */
	STMT_RAN,
	STMT_COUNTS,
	/* night.c */
	STMT_NIGHT_PLAN,
	STMT_NIGHT_OWED,
	STMT_NIGHT_RESULTS,
	STMT_NIGHT_COMMITS,
	/* suspects.c */
	STMT_UNIT_HISTORY,
	STMT_RED_COMMITS,
	/* flaky.c */
	STMT_RED_RESULTS,
	STMT_RED_DELIVERIES,
	STMT_SAME_COMMIT,
	STMT_SAME_RUN,
	STMT_UNIT_COUNT,
	/* tune.c */
	STMT_PASSES,
	STMT_COUNT
};

extern const struct db_schema record_schema;

#endif
