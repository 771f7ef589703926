/* The statements that add the rows of a plan, and that a commit has it: record.c adds a plan that was made here, merge.c
 * one that comes with an export. */
#ifndef PLAN_SQL_H
#define PLAN_SQL_H

extern const char sql_plan_add[];
extern const char sql_platform_add[];
extern const char sql_lane_add[];
extern const char sql_gap_add[];
extern const char sql_exclude_add[];
extern const char sql_module_add[];
extern const char sql_kept_add[];
extern const char sql_variant_add[];
extern const char sql_unit_add[];
extern const char sql_generation_add[];

#endif
