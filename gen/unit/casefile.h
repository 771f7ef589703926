/*
 * The test cases of an attempt, as exec and batch leave them beside the verdict (verdict.h) of a unit that speaks TAP or
 * leaves a JUnit report. The file `cases` has lines with fields parted by tabs, in which \t, \n, \r and \\ are escaped:
 *
 *     nightshift cases 1
 *     case VERDICT USEC SUITE CLASSNAME NAME MESSAGE TEXT      the last or only try of a case; USEC is - if unknown
 *     try VERDICT USEC SUITE CLASSNAME NAME MESSAGE TEXT       a try before that of the next line
 *     end COUNT                                                the number of lines `case`
 *
 * VERDICT is one of case_verdict_names. The cases stand in the order in which they came. A file without its last line was
 * not written to its end. By the maxima of testcase.h no line is longer than CASEFILE_LINE_MAX bytes.
 */
#ifndef CASEFILE_H
#define CASEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct buf;
struct case_sink;
struct case_end;
struct testcase;

/* --- writing ---------------------------------------------------------------------------------- */

/* Append the first line of such a file; a case; and its end, after so many cases. */
void casefile_begin(struct buf *out);
void casefile_add(struct buf *out, const struct testcase *c);
void casefile_end(struct buf *out, size_t count);

/* --- reading ---------------------------------------------------------------------------------- */

/* Read a file, which anybody may have written, and give each case to the sink; its texts are foreign (base/foreign.h). A line
 * that is wrong, an end that is missing, and a stream that cannot be read are faults. One line at a time is in memory. */
enum { CASEFILE_LINE_MAX = 64 * 1024 };
void casefile_read(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end);

/* The same of the text of such a file, which is called so. It is not empty. */
void casefile_read_text(const char *text, size_t len, const char *file, const struct case_sink *sink,
	struct case_end *ret_end);

/*
 * Append what the failing cases of the file `cases` in that folder say, for people: for each a line "failed: NAME: MESSAGE",
 * and the beginning of its text below; at most CASEFILE_SHOWN_MAX of them, and then how many more there are. Nothing if
 * there is no such file. All of it is foreign text, and made harmless. How many cases failed comes back.
 */
enum { CASEFILE_SHOWN_MAX = 10 };
size_t casefile_show_failed(struct buf *out, const char *folder);

/* The same of the text of such a file. */
size_t casefile_show_failed_text(struct buf *out, const char *text, size_t len);

#endif
