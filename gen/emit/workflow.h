/*
 * The CI workflows: from the plan, the jobs of a lane with what each of them needs, as values for
 * templates/workflow.yml.tmpl. The actions they use stand in one table there, each pinned to the commit of a release.
 */
#ifndef WORKFLOW_H
#define WORKFLOW_H

struct arena;
struct buf;
struct plan;
struct scope;

/* A lane's workflow: what tmpl_render gets as its root. */
struct workflow_view;

/* Derive the jobs of the lane (enum lane), in the arena; the suite has a <workflow>. */
struct workflow_view *workflow_make(struct arena *a, const struct plan *p, int lane);

/* The outermost scope. */
extern const struct scope workflow_scope;

/* Append the tables of its values as Markdown. */
void workflow_document(struct buf *out);

#endif
