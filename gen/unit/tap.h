/*
 * TAP, the Test Anything Protocol, version 14 (testanything.org), read from a stream: bytes go in as they come, lines
 * come out, each with what it is. What a line means to whom is not known here.
 */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum tap_kind {
	TAP_OTHER,    /* no TAP */
	TAP_EMPTY,    /* blanks only */
	TAP_VERSION,  /* TAP version 14 */
	TAP_PLAN,     /* 1..N */
	TAP_POINT,    /* ok, not ok */
	TAP_BAIL_OUT, /* Bail out!, in a subtest, too */
	TAP_PRAGMA,
	TAP_COMMENT,
	TAP_YAML,    /* of the diagnostics below a point, with the lines that open and close them */
	TAP_SUBTEST, /* what is indented by four blanks or more: of a document within this one */
};

enum tap_directive { TAP_NONE, TAP_SKIP, TAP_TODO };

struct tap_line {
	enum tap_kind kind;
	const char *text; /* the line, without its end; belongs to the reader, until the next one */
	size_t len;
	bool ok;                      /* of a point */
	long long number;             /* of a point, or below 0; how many points a plan has */
	const char *description;      /* of a point, and why it is skipped, or why who bailed out did */
	const char *reason;           /* so; never NULL, unescaped, of the reader */
	enum tap_directive directive; /* of a point or a plan */
};

/* A longer line is given out in pieces, all of them TAP_OTHER. */
enum { TAP_LINE_MAX = 64 * 1024 };

struct tap {
	struct buf in;   /* what was fed and is not given out yet */
	size_t at;       /* how much of that was */
	size_t searched; /* and how far no line ends */
	struct buf description, reason;
	bool after_point, yaml; /* where in the document we are */
	bool in_long;           /* in a line that is longer than may be */
};

/* Feed bytes. */
void tap_feed(struct tap *t, const char *s, size_t len);

/* The next line, or false if no whole one is there. At the end of the stream, what is there without an end is a line as
 * well. */
bool tap_next(struct tap *t, struct tap_line *ret_line, bool at_end);

/* Has a line begun that has no end yet? */
bool tap_pending(const struct tap *t);

void tap_release(struct tap *t);

#endif
