/*
 * The programs that know which tests they have: CTest, meson, pytest, and scripts that print TAP. How each is asked, what it answers,
 * and how one of its tests is run. A <discover from="..."> names one.
 */
#ifndef PRODUCER_H
#define PRODUCER_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/model_values.h"

struct arena;
struct buf;
struct diag;
struct discover;
struct suite;

/* Of <discover from>: PRODUCER_NONE is shell text. */
enum producer { PRODUCER_NONE, PRODUCER_CTEST, PRODUCER_MESON, PRODUCER_PYTEST, PRODUCER_TAP, PRODUCER_COUNT };
extern const char *const producer_names[]; /* by enum producer, NULL at the end; that of PRODUCER_NONE is "shell" */

/* A list of texts. */
struct texts {
	const char **v;
	size_t n;
};

/* A test, as its producer tells of it. Texts may be NULL, and numbers 0, where it says nothing. */
struct told {
	const char *id;
	const char *name;     /* the original */
	const char *pattern;  /* what selects this test alone, as an argument of its producer */
	const char *with;     /* of a TAP script: the words of what runs it */
	const char *disabled; /* why it is not run */
	struct texts labels;
	struct texts first; /* patterns of the tests that must have passed before */
	struct texts locks; /* what it shares with other tests, that only one of them may use at a time */
	const char *pool;   /* made of the locks: tests of one pool never run at once */
	double seconds;
	long timeout, cost;
};

struct told_list {
	struct told *v;
	size_t n;
};

/* How it is called: a command. And the files that it is asked for, each after a blank, as words of the shell; characters of `patterns`
 * keep their meaning. */
const char *producer_tool(const struct discover *how);
void producer_add_files(struct buf *out, const struct words *files, const char *patterns);

/* --- producer_ask.c --------------------------------------------------------------------------- */

/* The shell text that asks which tests there are, in the suite's folder, in the arena. */
const char *producer_question(const struct discover *how, struct arena *a);

/* What people call that question, in the arena: a command without its script. */
const char *producer_asked(const struct discover *how, struct arena *a);

/* Read the answer into the list, in the arena: sorted by id, each test once. `dir` is the suite's folder. False, with a message, if it
 * is none. */
bool producer_read(const struct discover *how, struct arena *a, struct diag *d, const char *dir, const char *answer,
	size_t len, struct told_list *ret_list);

/* --- producer.c ------------------------------------------------------------------------------- */

/* How a test is run that the manifest has no <run> for. */
struct producer_run {
	const char *command; /* text of a <run>, with the holes {name}, {pattern}, {first}, {with} and {unit} */
	const char *more;    /* the same for a test that has {first} or {with} */
	int protocol;        /* enum speaks */
	const char *report;  /* or NULL */
	const char *worker;  /* the command of a worker that runs them, or NULL */
};

/* That, in the arena. */
struct producer_run producer_run(const struct discover *how, struct arena *a);

/* Does it know its tests only when they are built, in a folder? And that folder, from the suite's. */
bool producer_needs_build(int producer);
const char *producer_folder(const struct discover *how);

/* Has the producer a file that generate writes into the suite's folder? Its name, or NULL. */
const char *producer_file(int producer);

#endif
