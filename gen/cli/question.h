/* What the commands share that answer a question from the record. */
#ifndef QUESTION_H
#define QUESTION_H

#include <stdbool.h>

#include "lib/git.h"

struct buf;
struct record;
struct session;

/* A question about the nights of a lane at a commit. */
struct question {
	int lane; /* enum lane */
	char commit[GIT_HEX + 1];
	bool is_head;          /* the commit is HEAD */
	struct record *record; /* or NULL if there is none */
};

/*
 * Make the plan and the outputs, find the commit that rev names (NULL: HEAD), and open the record. False, with a
 * message, if that cannot be done; then there is nothing to end.
 */
bool question_begin(struct session *s, const char *rev, struct question *ret_question);

/* Print the answer, or write it into the file of --output, and release it. Closes the record. */
void question_end(struct session *s, struct question *q, struct buf *answer);

/* Is that the name of a unit of the plan? If not, that is reported. */
bool question_is_unit(struct session *s, const char *id);

#endif
