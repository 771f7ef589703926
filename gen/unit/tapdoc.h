/*
 * A whole document of TAP (14, and what 13 and older producers write), read as it comes: points become test cases, and
 * what is wrong with the document is noted. exec reads the output of a unit with it, the record reports of other programs:
 * of prove, bats, node, meson and many more.
 *
 *  - There must be one plan, before the first point or after the last one. Points are counted and numbered: a point that
 *    comes twice, is not of the plan, or is missing, is a fault of the document, and prove calls it one, too. Their order
 *    does not matter (TAP 14; prove wants them in order). A point without a number has that of its place. `1..0` skips all
 *    of it, and says why.
 *  - A subtest (indented by four blanks, with or without its comment "# Subtest: name") is a document within; the point
 *    behind it sums it up and is no case of its own, unless it fails although nothing in the subtest did. A subtest in braces,
 *    `ok 1 - name {`, stands behind its point, which is a case.
 *  - `ok` with "# SKIP" is skipped. `not ok` with "# TODO" is a known breakage and counts as skipped, too; with "# SKIP" it
 *    has failed, as prove says, too.
 *  - Diagnostics that lack their end `...` end where a line is less deep (tap_tell). If a line that may be of a subtest stands
 *    in them, that is a fault: nobody knows what it is.
 *  - "Bail out!" ends the document, and is a fault. After any other fault the reading goes on, so that no failing point is lost.
 *  - Lines that are not TAP are let pass. A UTF-8 BOM, CR LF, and a last line without newline are read. Of a line longer
 *    than TAP_LINE_MAX (tap.h) its begin is read.
 *
 * The name of a case is its description (its number, if it has none), the name of its suite is made of the subtests around
 * it. Seconds come from duration_ms of the YAML diagnostics, or from `# time=1ms` or `in 1ms` at the end of the description.
 *
 * The memory that a document takes is bounded, whatever it holds: by TAP_LINE_MAX, by TAPDOC_LEVEL_MAX subtests in one
 * another, and by one bit for each number up to TAPDOC_POINT_MAX of each of them.
 */
#ifndef TAPDOC_H
#define TAPDOC_H

#include <stdbool.h>
#include <stddef.h>

struct case_end;
struct case_sink;
struct tapdoc;

/* A line that is indented deeper is let pass. A higher number is a fault. */
enum { TAPDOC_LEVEL_MAX = 40, TAPDOC_POINT_MAX = 4 * 1000 * 1000 };

/* Begin a document; `file` is its name in faults, `suite` the suite that its cases are of ("" for none). The file's name, the
 * sink and ret_end outlive it. The first fault, with its line, goes into ret_end; all cases are given to the sink, those
 * before and behind a fault, too. A sink that returns false ends the reading. */
struct tapdoc *tapdoc_open(const char *file, const char *suite, const struct case_sink *sink, struct case_end *ret_end);

/* Feed bytes as they come, of any number. */
void tapdoc_feed(struct tapdoc *t, const char *s, size_t len);

/* The document has ended: the last case is given, and what is missing is noted. */
void tapdoc_end(struct tapdoc *t);

/* Does the document skip as a whole (`1..0`)? Its reason, as it stands there without escapes, or "" if it gives none; NULL
 * if it does not skip, or if it has points nevertheless. Valid until tapdoc_close. */
const char *tapdoc_skipped(const struct tapdoc *t);

/* Has anything come that tells of a test: a plan, a point, a subtest, a bail-out? */
bool tapdoc_began(const struct tapdoc *t);

/* Free it; NULL is let pass. */
void tapdoc_close(struct tapdoc *t);

#endif
