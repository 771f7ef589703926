/*
 * Imports: what other programs have written about tests, taken into the record: reports with many test cases (JUnit
 * XML, TAP), seconds without verdicts (CTest's costs, pytest-split's durations) and logs of Nix. All of it may be done
 * again, and in any order, with the same end: a report is known by its bytes, and one that a killed import has begun is
 * gone on with.
 *
 * A case whose name matches no module (match.h) is kept and counted. A report that breaks off is kept up to there and
 * marked incomplete. Two reports of a run that disagree about a case are both kept, and so are a unit's own verdict and
 * cases that disagree with it.
 */
#ifndef IMPORTS_H
#define IMPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "record/testcase.h"

struct buf;
struct diag;
struct match;
struct plan;
struct record;
struct results_count;
struct results_given;

enum import_format {
	IMPORT_ANY,    /* whatever the content looks like */
	IMPORT_FOLDER, /* of unit folders (results.h), or of *.xml and *.tap files */
	IMPORT_JUNIT,
	IMPORT_TAP,
	IMPORT_NIX,
	IMPORT_CTEST_COSTS,
	IMPORT_DURATIONS,
	IMPORT_FORMAT_COUNT
};

extern const char *const import_format_names[]; /* by enum import_format; the first is NULL */

enum { IMPORT_NAMES = 400 };

struct imports_count {
	size_t files, known_files;           /* reports; known ones hold nothing new */
	size_t incomplete;                   /* of these: what is wrong with them was reported */
	size_t cases, known;                 /* known: in known files */
	size_t verdicts[CASE_VERDICT_COUNT]; /* of last tries, new and known */
	size_t flaky;                        /* of the passes: a try before failed */
	size_t unmatched;                    /* cases that match no module, and the first of their names: */
	char unmatched_names[IMPORT_NAMES];
	size_t logs, ran, substituted; /* of Nix, and the units that it says so of */
	size_t strange;                /* runs in it of no unit of this plan */
};

struct imports;

/* Begin to import by a plan, whose fingerprint the record knows. All stay the caller's and outlive what comes back,
 * which imports_end frees. */
struct imports *imports_begin(struct record *r, struct diag *d, const struct plan *p, const struct match *m,
	const char *fingerprint, const struct results_given *given);

/*
 * Import a file, a folder, or, as "-", standard input. Unit folders go into *folders. Reports each mistake, and nothing
 * of that file is recorded then; what is wrong with an incomplete report is reported, too, and counted.
 */
void imports_add(struct imports *im, const char *path, enum import_format format, struct results_count *folders);

/* Find the results of the units anew, say what disagrees, and free all. */
void imports_end(struct imports *im, struct imports_count *ret_count);

/* Append what the count says, for people. */
void imports_text(const struct imports_count *c, struct buf *out);

#endif
