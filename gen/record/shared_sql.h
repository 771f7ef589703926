/* Statements that more than one file of this room runs. Others stand beside the code that reads their columns. */
#ifndef SHARED_SQL_H
#define SHARED_SQL_H

extern const char sql_plan_add[];
extern const char sql_platform_add[];
extern const char sql_lane_add[];
extern const char sql_gap_add[];
extern const char sql_exclude_add[];
extern const char sql_module_add[];
extern const char sql_variant_add[];
extern const char sql_kept_add[];
extern const char sql_unit_add[];
extern const char sql_generation_add[];
extern const char sql_platform_find[];
extern const char sql_run_find[];
extern const char sql_run_add[];
extern const char sql_result_find[];
extern const char sql_log_add[];
extern const char sql_delivery_add[];
extern const char sql_run_folder[];
extern const char sql_report_find[];
extern const char sql_report_drop_texts[];
extern const char sql_report_drop_cases[];
extern const char sql_report_drop_sums[];
extern const char sql_report_drop_units[];
extern const char sql_report_unit_find[];
extern const char sql_report_unit_add[];
extern const char sql_report_sum_add[];
extern const char sql_class_find[];
extern const char sql_class_add[];
extern const char sql_name_find[];
extern const char sql_name_add[];
extern const char sql_case_add[];
extern const char sql_case_text_add[];

#endif
