/*
 * The list of the tests that a producer has, as it is committed beside the manifest: tests-ctest.tsv and its like. The producer is asked
 * when generate writes it, and when lint compares; all else reads the file, so that who plans, runs or reports needs neither a
 * build nor the producer. A line is what a <discover as="modules"> prints (discovered.h), with these keys beside the attributes: `name`, the
 * original; `pattern`, what selects the test; `labels`, each of them; `first`, what must pass before; `with`, what runs a script; and
 * `disabled`, why it is not run. It names no folder of the machine, and is the same wherever the tests are the same.
 */
#ifndef TESTLIST_H
#define TESTLIST_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct suite;

enum testlist_use {
	TESTLIST_READ,    /* the file alone */
	TESTLIST_COMPARE, /* each difference from what the producer tells is an error */
	TESTLIST_WRITE,   /* what the producer tells counts, and is to be written into the file */
};

struct testlist_file {
	const char *path; /* from the repository's top */
	const char *text;
};

struct testlist_request {
	enum testlist_use use;
	const char *root;     /* the repository's top */
	const char *platform; /* that of this machine, or NULL: tests that are excluded on it need not exist here */
	struct testlist_file *lists; /* those that are to be written since they differ, in the arena */
	size_t list_count;
};

/* Add the tests of each <discover from> to the suite: their modules with what runs them, pools, workers, and excludes for those that are
 * disabled. It writes nothing. To be called before model_finish. False, with messages, if that cannot be done. */
bool testlist_add(struct suite *s, struct arena *a, struct diag *d, struct testlist_request *q);

#endif
