/*
 * Which tests exist, as a command of the manifest prints it: one name on each line. Either the answer is compared with the
 * modules, both ways, or it makes the modules (discovered.h). A command in a group is compared with the modules of that group.
 *
 * A command to compare with that names {variant}, {program} or a parameter of the variants is run for each variant.
 */
#ifndef DISCOVER_H
#define DISCOVER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct build;
struct diag;
struct discover;
struct suite;

/* Run the <discover as="modules"> commands that are shell text in the folder root/dir and add their modules to the suite. To be called before
 * model_finish. False, with messages, if a command failed or printed what cannot be a module. */
bool discover_modules(struct suite *s, struct arena *a, struct diag *d, const char *root);

/*
 * The <discover from> with its folder's holes filled: for the first variant by name, of those the tests are asked of that one alone. In the
 * arena; NULL, with a message unless d is NULL, if a hole has no parameter.
 */
const struct discover *discover_filled(const struct suite *s, const struct discover *how, struct arena *a,
	struct diag *d);

/* Ask the producer of such a one which tests there are. Its answer, in the arena; NULL, with a message, if it gave none. */
const char *discover_ask(const struct suite *s, const struct discover *how, struct arena *a, struct diag *d,
	const char *root);

/* Report it if another number of tests was found than 'expect' says. */
void discover_check_expected(const struct discover *how, struct diag *d, size_t found);

/* Run the other <discover> commands and compare. To be called after model_finish. False, with messages, if there is a
 * difference. */
bool discover_check(const struct suite *s, struct arena *a, struct diag *d, const char *root);

/* Does the command ask what this build makes: is it run for each variant, or does it name the path of a program of it? Whether it
 * comes to that in another way (through a script, or make) cannot be known. */
bool discover_asks(const struct suite *s, const struct discover *how, const struct build *b);

#endif
