/*
 * What each element of the manifest puts into the model. The rows of language.c name these functions.
 */
#ifndef OBJECTS_H
#define OBJECTS_H

#include "suite/language.h"

/* Add the element to the suite, with the values it has where the manifest says nothing. */
element_start object_suite, object_platform, object_gap, object_seed, object_build, object_nix, object_prepare,
	object_program, object_file, object_artifact, object_test_only, object_command, object_run, object_param,
	object_env, object_variant, object_group, object_module, object_exclude, object_discover, object_shards,
	object_promote, object_ignore, object_select, object_fixture, object_pool, object_worker, object_workflow,
	object_lane, object_of_workflow, object_container, object_setup, object_step, object_event;

/* Check what can be said of the element alone, and take its text. */
element_end object_end_nix, object_end_prepare, object_end_command, object_end_run, object_end_param,
	object_end_discover, object_end_shards, object_end_fixture, object_end_worker, object_end_lane, object_end_step;

#endif
