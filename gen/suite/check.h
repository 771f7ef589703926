/*
 * The rules of model_finish, which only the whole suite can tell, in a file for each subject. They are called in the order
 * in which they stand here: each may rely on what those before it have sorted and settled. What is wrong is reported with
 * diag_error. A name or text that was missing or refused is "", and nothing more is said of it.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct arena;
struct bindings;
struct module;
struct named;
struct suite;
struct words;

struct checker {
	struct suite *suite;
	struct arena *arena;
	struct diag *diag;
	const char *today; /* yyyy-mm-dd */
	size_t runless;    /* modules without a command; the first of them is reported */
	bool strict;       /* a date that has passed UNTIL_GRACE days ago is an error, not only a warning */
};

/* --- check.c: the parts of the suite --- */

/* Sort parameters or variables by name. Report a name that stands twice, and a parameter with a built-in one's name. */
void check_params(struct checker *c, struct bindings *b);
void check_env(struct checker *c, struct bindings *b);

/* The same for a list of the model whose structs begin with loc and name. */
void check_list(struct checker *c, const char *what, void *rows, size_t n, size_t size);

/* The same of rows whose names become those of files, folders or jobs: none may differ from another one only in case. */
void check_list_of_files(struct checker *c, const char *what, void *rows, size_t n, size_t size);

/* Report a name that no row of the list has, with the nearest one: "no WHAT has the name ...". */
void check_name(struct checker *c, struct loc at, const char *what, const char *name, const struct named *l);

/* Report each of the words that is the name of no row. */
void check_names(struct checker *c, const struct words *w, const char *what, const struct named *l);

/* Sort and check platforms and variants. */
void check_platforms(struct checker *c);
void check_variants(struct checker *c);

/* What all groups say; needs sorted platforms, variants, fixtures, pools and workers. */
void check_groups(struct checker *c);

/* One module: what it says itself, what it takes from its group, its range, where it runs. */
void check_module(struct checker *c, struct module *m);

/* That the project's own check is the one unit, where <nix> says that it runs. Needs checked modules. */
void check_own_check(struct checker *c);

/* How lanes are cut. */
void check_shards(struct checker *c);

/* Report a date that has passed. `until` may be NULL. */
void check_until(struct checker *c, struct loc at, const char *until);

/* --- check_excludes.c: tests that are left out --- */

/* Leave them out, after check_module of each module: a module that was discovered and runs nowhere any more is gone. */
void check_excludes(struct checker *c);

/* --- check_resources.c: fixtures, pools, workers and memory --- */

void check_resources(struct checker *c);

/* Find the fixtures, the pool and the worker of one module, and check that it may have them together. */
void check_module_resources(struct checker *c, struct module *m);

/* Warn of what no module uses. */
void check_unused(struct checker *c);

/* --- check_judging.c: protocols, reports and skips --- */

/* What the suite and its groups say. */
void check_judging(struct checker *c);

/* What counts for the units of one module, after check_module_resources. */
void check_module_judging(struct checker *c, struct module *m);

/* Report what counts for no module, in a suite in which nothing else was wrong. */
void check_unused_judging(struct checker *c);

/* --- check_due.c: what a change makes due --- */

/* Read the patterns of groups, modules, <promote> and <ignore>. */
void check_patterns(struct checker *c);

/* The lanes that run a few units of each class. */
void check_selects(struct checker *c);

/* --- check_workflow.c: how CI runs the suite; it also settles what the manifest leaves open --- */

void check_workflow(struct checker *c);

/* --- check_commands.c: the holes of every command; needs a suite in which nothing else was wrong --- */

void check_commands(struct checker *c);

#endif
