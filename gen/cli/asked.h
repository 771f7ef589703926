/*
 * What a discovery asks is built before it is asked: a program that is older than its source tells of the tests of yesterday, and
 * one that is not there tells of none. `generate` builds what all its discoveries ask, and `run` what those ask that make the
 * modules; neither does with --no-build, and no other command ever does, since they write nothing.
 */
#ifndef ASKED_H
#define ASKED_H

#include <stdbool.h>
#include <stddef.h>

struct session;
struct testlist_file;

/* What was built for discoveries, by the names of the builds. */
struct asked {
	const char **built;
	size_t built_count;
	bool prepared;
	bool has_turn;               /* turn_take */
	bool busy;                   /* it is that of another process, and --no-wait was given */
	struct testlist_file *lists; /* the lists of tests that are to be written */
	size_t list_count;
	bool left; /* a discovery asks something that was not built for it */
};

/* Build what the discoveries of that kind (DISCOVER_) ask, if this command builds. False, with a message, if something cannot be
 * built. */
bool asked_build(struct session *s, int as);

/* Does this command ask the producers of <discover from>, rather than read the committed lists of their tests? */
bool asked_producers(const struct session *s);

/* Add the tests of the producers to the suite (suite/testlist.h). False, with messages, if that cannot be done. */
bool asked_tests(struct session *s);

/* Write the lists of tests that differ, and say which. Dies if that cannot be done. To be called when all else is right, so that
 * nothing is written where something is wrong. */
void asked_write(struct session *s);

/* A discovery has failed, or disagrees: say how its program comes to be up to date, if it was not built for it. */
void asked_advise(struct session *s);

#endif
