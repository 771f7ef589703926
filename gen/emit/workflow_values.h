/*
 * The names that templates/workflow.yml.tmpl may use: tables of fields over struct workflow_view (emit/workflow.h), which
 * is the root that tmpl_render gets. The actions that the workflows use stand in one table here, each pinned to the
 * commit of a release.
 */
#ifndef WORKFLOW_VALUES_H
#define WORKFLOW_VALUES_H

struct buf;
struct scope;

/* The outermost scope. */
extern const struct scope workflow_values_scope;

/* Append the tables as Markdown. */
void workflow_values_document(struct buf *out);

#endif
