/*
 * A log of Nix, line by line: plain text, as `nix log` and `nix build -L` print it; messages, each a line of JSON, after "@nix "
 * as --log-format internal-json has them, or bare, as in a file of json-log-path; or both.
 */
#ifndef NIXLOG_H
#define NIXLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"

enum nixlog_kind {
	NIXLOG_TEXT,    /* what a program printed, or Nix for people */
	NIXLOG_MESSAGE, /* of Nix */
	NIXLOG_DAMAGED  /* it begins like a message, and is cut short or no JSON */
};

/* What a message tells; others of Nix are NIXLOG_OTHER. What a builder says in this form, as setup.sh does of its phases, is
 * text, and so is a bare object of another program: one of Nix has a level, or the number of an activity, as its action wants. */
enum nixlog_action {
	NIXLOG_OTHER,
	NIXLOG_START,
	NIXLOG_STOP,
	NIXLOG_RESULT
}; /* as in the module's list of their names */

/* The types of activities and of results that somebody asks for. */
enum { NIXLOG_LINE = 101, NIXLOG_PHASE = 104, NIXLOG_BUILD = 105, NIXLOG_SUBSTITUTE = 108 };

enum { NIXLOG_FIELDS = 2 };

struct nixlog {
	FILE *in;
	unsigned line; /* the number of this one, from 1 */
	enum nixlog_kind kind;
	bool bare; /* it is no text, and "@nix " does not stand before it */
	/* The line without its end, without the time that a CI service puts before it, and without colours. */
	struct buf text;
	/* Of a message: */
	enum nixlog_action action;
	long type;
	unsigned long long id;            /* of the activity */
	struct buf fields[NIXLOG_FIELDS]; /* the first ones, as far as they are texts; else empty */
	char *raw;                        /* the module's own */
	size_t cap;
};

/* Begin to read, from the stream's place. The caller ends with nixlog_close; the stream stays his. */
void nixlog_open(struct nixlog *ret_log, FILE *in);

/* Read the next line. False at the end of the stream, or if it cannot be read. */
bool nixlog_next(struct nixlog *log);

void nixlog_close(struct nixlog *log);

#endif
