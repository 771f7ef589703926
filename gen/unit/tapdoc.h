/*
 * A whole document of TAP (14, and what 13 and older producers write), read as it comes: points become test cases, and
 * what is wrong with the document is noted. exec reads the output of a unit with it, the record reports of other programs.
 *
 *  - There must be one plan, before the first point or after the last one. Points are counted and numbered: a point that
 *    comes twice, is not of the plan, or is missing, is a fault of the document. `1..0` skips all of it, and says why.
 *  - A subtest (indented by four blanks, with or without its comment "# Subtest: name") is a document within; the point
 *    behind it sums it up and is no case of its own, unless it fails although nothing in the subtest did.
 *  - `ok`/`not ok` with "# SKIP" is skipped. `not ok` with "# TODO" is a known breakage and counts as skipped, too.
 *  - "Bail out!" ends the document, and is a fault.
 *  - Lines that are not TAP are let pass. A UTF-8 BOM, CR LF, and a last line without newline are read.
 */
#ifndef TAPDOC_H
#define TAPDOC_H

#include <stdbool.h>
#include <stddef.h>

struct case_end;
struct case_sink;
struct tapdoc;

/* Begin a document; `file` is its name in faults, `suite` the suite that its cases are of ("" for none); both, the sink and
 * ret_end outlive it. Faults, with their line, go into ret_end; cases that come before a fault are given to the sink, too. */
struct tapdoc *tapdoc_open(const char *file, const char *suite, const struct case_sink *sink, struct case_end *ret_end);

/* Feed bytes as they come, of any number. */
void tapdoc_feed(struct tapdoc *t, const char *s, size_t len);

/* The document has ended: the last case is given, and what is missing is noted. */
void tapdoc_end(struct tapdoc *t);

/* Does the document skip as a whole (`1..0`)? Its reason, as it stands there, or "" if it gives none; NULL if it does not
 * skip. Valid until tapdoc_close. */
const char *tapdoc_skipped(const struct tapdoc *t);

/* Free it; NULL is let pass. */
void tapdoc_close(struct tapdoc *t);

#endif
