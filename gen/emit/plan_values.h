/*
 * The names that templates may use for the plan: tables of fields over struct view (emit/view.h), which is the root that
 * tmpl_render gets. templates/README.md is printed from these tables.
 */
#ifndef PLAN_VALUES_H
#define PLAN_VALUES_H

struct buf;
struct scope;

/* The outermost scope. */
extern const struct scope plan_values_scope;

/* Append the tables as Markdown. */
void plan_values_document(struct buf *out);

#endif
