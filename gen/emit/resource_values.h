/* The names that templates may use for what units share: fixtures, pools and workers. plan_values.c lists them. */
#ifndef RESOURCE_VALUES_H
#define RESOURCE_VALUES_H

struct scope;

extern const struct scope fixture_scope, pool_scope, worker_scope, worker_command_scope;

#endif
