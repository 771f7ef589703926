/* The commands about what is to run: the manifest, the plan, the outputs. Each comes back with the exit status. */
#ifndef PLANNING_H
#define PLANNING_H

struct session;

int planning_generate(struct session *s);
int planning_lint(struct session *s);
int planning_plan(struct session *s);
int planning_seed(struct session *s);
int planning_affected(struct session *s);
int planning_tune(struct session *s);

#endif
