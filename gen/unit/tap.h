/*
 * TAP, the Test Anything Protocol, version 14 (testanything.org): what a line of it says (tap_tell), and a reader
 * for streams, where bytes go in as they come and lines come out. The reader only says what each line is: what follows
 * from it is decided by those who read (worker.c for workers, tapdoc.c for whole documents).
 */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum tap_kind {
	TAP_OTHER,    /* not TAP */
	TAP_EMPTY,    /* blanks only */
	TAP_VERSION,  /* TAP version 14 */
	TAP_PLAN,     /* 1..N */
	TAP_POINT,    /* ok, not ok */
	TAP_BAIL_OUT, /* Bail out!, however deep */
	TAP_PRAGMA,
	TAP_COMMENT,
	TAP_YAML,    /* the diagnostics below a point, with the lines that open and close them */
	TAP_SUBTEST, /* of a stream: indented by four blanks or more, of a document within this one */
};

/*
 * A directive is a '#' with a blank before it, then a word in any case: `ok 3 - x # SKIP why`. Any other '#' is text, as in
 * `map#skiplist` and in `\# SKIP`, and so is any other word, as in `# todos from list`.
 *
 * TODO excuses a failure, so the word must end there: by a blank, a colon or the end of the line. SKIP excuses none. To take
 * it for a pass would be worse than to take a pass for it; so it is what prove takes for one, "skip" and then no letter,
 * digit or '_', and also "skipped" and "skipping", which the specification allows.
 */
enum tap_directive { TAP_NONE, TAP_SKIP, TAP_TODO };

/*
 * Does the directive say that such a point counts as skipped? SKIP does of one that is ok, TODO of one that is not, as prove
 * says. TAP 14 lets SKIP excuse what is not ok, too, and Bats 1.8 writes that by its formatter tap13 (not by tap); but what
 * says of itself that it failed is not let pass.
 */
bool tap_is_skipped(bool ok, enum tap_directive directive);

/* --- one line --------------------------------------------------------------------------------- */

/* A part of a line as it stands there, escapes included, without blanks around it. */
struct tap_part {
	const char *s;
	size_t len;
};

/* What a test point or a plan says. */
struct tap_parts {
	bool ok;                     /* of a point */
	long long number;            /* of a point, or below 0; how many points a plan announces */
	struct tap_part description; /* of a point */
	enum tap_directive directive;
	struct tap_part words;  /* the directive with its reason: "SKIP why" */
	struct tap_part reason; /* "why"; of a plan also without a directive */
};

/* Where a reader is in a document; all zero at its begin. */
struct tap_place {
	bool after_point, yaml; /* diagnostics may begin; it is inside of some */
	size_t point_indent, yaml_indent;
};

/* What a line is. */
struct tap_told {
	size_t indent;          /* how many blanks stand before it */
	bool edge;              /* of TAP_YAML: it opens or closes the diagnostics */
	struct tap_parts parts; /* of TAP_POINT and TAP_PLAN; of TAP_BAIL_OUT it has the reason */
};

/*
 * Say what a line is, however deep it is indented: never TAP_SUBTEST. Diagnostics begin with `---`, deeper than the last
 * point; what is no TAP may stand between. They end with `...`, or, if their producer has forgotten that, before a line that
 * is no blank one and less deep than their `---`: so they hide nothing that they do not hold.
 */
enum tap_kind tap_tell(struct tap_place *at, const char *s, size_t len, struct tap_told *ret_told);

/* Is the line, which is not indented, one that only TAP has: a point, a plan, its version, a bail-out? */
bool tap_is_line(const char *s, size_t len);

/* Append the part without the backslashes that escape '#' and '\'. */
void tap_unescape(struct buf *out, struct tap_part p);

/* --- a stream --------------------------------------------------------------------------------- */

struct tap_line {
	enum tap_kind kind;
	const char *text; /* the line, without its end; valid until the next one is asked for, as are the texts below */
	size_t len;
	bool ok;                 /* as in struct tap_parts */
	long long number;        /* likewise */
	const char *description; /* of a point, unescaped; never NULL */
	const char *reason;      /* of a directive, or why the producer bailed out; so, too */
	enum tap_directive directive;
};

/* A longer line comes out in pieces, all of them TAP_OTHER. */
enum { TAP_LINE_MAX = 64 * 1024 };

/* A line, or a piece of one that is longer than TAP_LINE_MAX, without its end. */
struct tap_text {
	const char *s; /* valid until more is asked for or fed */
	size_t len;
	bool begins, ends; /* does the line begin and end with this piece? Then a NUL follows it. */
};

struct tap {
	struct buf in;   /* what was fed and did not come out yet */
	size_t at;       /* how much of it came out */
	size_t searched; /* up to where no line ends */
	struct buf description, reason;
	struct tap_place place;
	bool in_long; /* inside a line that is longer than TAP_LINE_MAX */
};

/* Feed bytes. */
void tap_feed(struct tap *t, const char *s, size_t len);

/* The next line, or false if there is no whole one. At the end of the stream a line may lack its newline. */
bool tap_next(struct tap *t, struct tap_line *ret_line, bool at_end);

/* The same, but nobody asks what the line is. A reader takes either this or tap_next. */
bool tap_next_text(struct tap *t, struct tap_text *ret_text, bool at_end);

/* Has a line begun that has no end yet? */
bool tap_pending(const struct tap *t);

void tap_release(struct tap *t);

#endif
