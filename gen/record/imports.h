/*
 * Imports: what other programs have written about tests, taken into the record: reports with many test cases (JUnit XML,
 * TAP), seconds without verdicts (CTest's costs, pytest-split's durations) and logs of Nix. They may be imported again and
 * in any order, with the same end: a report is known by its bytes, and one that a killed import has begun is continued.
 *
 * A case whose name matches no module (match.h) is kept and counted. A report that breaks off is kept up to there and marked
 * incomplete. If two reports of a run disagree about a case, both are kept; so are a unit's own verdict and cases that
 * disagree with it.
 */
#ifndef IMPORTS_H
#define IMPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "unit/testcase.h"

struct arena;
struct buf;
struct diag;
struct match;
struct plan;
struct record;
struct results_count;
struct results_given;

enum import_format {
	IMPORT_ANY,    /* what the content looks like */
	IMPORT_FOLDER, /* of unit folders (results.h), or of *.xml and *.tap files, or what prove --archive has written */
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
	size_t files, known_files;           /* reports; the known ones hold nothing new */
	size_t incomplete;                   /* of these, the incomplete ones; the faults were reported */
	size_t cases, known;                 /* known: in known files */
	size_t verdicts[CASE_VERDICT_COUNT]; /* of last tries, new and known */
	size_t flaky;                        /* of the passes, those after a try that failed */
	size_t unmatched;                    /* cases that match no module, and the first of their names: */
	char unmatched_names[IMPORT_NAMES];
	size_t logs, ran, substituted; /* logs of Nix, and the units that they say ran or were substituted */
	size_t strange;                /* runs in them that belong to no unit of this plan */
};

struct imports;

/* Begin an import for a plan whose fingerprint the record knows. The arguments stay the caller's and outlive what comes
 * back, which imports_end frees. */
struct imports *imports_begin(struct record *r, struct diag *d, const struct plan *p, const struct match *m,
	const char *fingerprint, const struct results_given *given);

/*
 * Import a file, a folder, or "-", standard input. Unit folders are counted in *folders. Each mistake is reported. The fault
 * of an incomplete report is reported, too, and counted, as that of a verdict that is wrong by itself is in *folders.
 */
void imports_add(struct imports *im, const char *path, enum import_format format, struct results_count *folders);

/* Compute the results of the units that follow from reports (derive.h), warn of what disagrees, and free all. False if there
 * was a mistake that was not counted: then what was begun is to be undone by record_end. */
bool imports_end(struct imports *im, struct imports_count *ret_count);

/* Would imports_add find anything in that folder: *.xml or *.tap files, or folders of units in it or in those that are in it? */
bool imports_finds(struct arena *a, const char *folder);

/* Append the count as text for people. */
void imports_text(const struct imports_count *c, struct buf *out);

#endif
