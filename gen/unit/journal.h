/*
 * The journal of a folder of results: where files cost most, a unit that passes at once and has nothing else to leave is a
 * line in DIR/journal instead of a folder DIR/<unit> (verdict.h). A line is the text of its verdict, a tab in the place of each
 * line break, behind a checksum: what follows the first tab by FNV-1a of 64 bits, in 16 hex digits. It tells what is damaged, not
 * what is forged; a SHA-256 would take as long as all the rest of a line.
 *
 *     09fdc2af1b7c3d4e<TAB>nightshift 1<TAB>suite s<TAB>...<TAB>verdict pass<TAB>status 0<TAB>...<TAB>end
 *
 * What became of a unit is one question with one answer:
 *   - If there is anything at DIR/<unit>, that says it, and a line does not count. So whoever leaves folders need not know
 *     of the journal, an older nightshift or plain make neither, and no line hides what they have found.
 *   - Else the last line of the unit says it. Only a pass at the first attempt may stand in one, without a reason, and
 *     with all that was to be seen looked at; any other is refused.
 *   - Else there is no result.
 *
 * Lines are appended whole, several at a time, under a lock on the file (base/lock.h). Who cannot write all of them takes them
 * back. A writer that is killed may leave a part of a line at the end: that is no result, like a verdict without its last line,
 * and the next writer removes it. A whole line whose checksum does not fit was damaged: that is reported. A run that begins
 * takes out the lines of its units, so that one that is killed leaves no older result of what it did not finish; what stays is
 * written into a new file, which is renamed. Whoever has the old one open sees that it has no name any more, and opens the
 * new one.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/lock.h"

struct arena;
struct diag;
struct verdict;
struct verdict_file;

/* Its name in the folder, which no unit may have. */
#define JOURNAL_NAME "journal"

/* --- writing ---------------------------------------------------------------------------------- */

/* One that is open. As all that is written waits in it, a caller may hand over many lines at once. */
struct journal {
	struct lock file;
	const char *results; /* the folder, which the caller keeps */
	struct buf path, lines;
};

/* A run begins: take the lines of its units out of the journal of the folder. True if there is none. False, with errno set, if
 * that cannot be done; then all units leave folders, beside which a line does not count. */
bool journal_forget(const char *results, const char *const *units, size_t count);

/* Open the journal of a folder that is there, or make it. False, with errno set, if that cannot be done, if something else lies
 * in its place, or if the file system knows no locks; then all units leave folders. */
bool journal_open(struct journal *ret_journal, const char *results);

/* May a line say that: is it a pass at the first attempt, without a reason, whose time is known? The caller knows whether the
 * unit has left anything else: a log, test cases, a report. */
bool journal_takes(const struct verdict *v);

/* Add a line for such a verdict, for journal_flush to write, and remove the unit's folder, if it is empty: what earlier runs left
 * there, the caller has removed when the unit began (outcome_forget). False, with errno set, if the folder cannot be removed: what
 * lies in it counts, so that the verdict belongs there, too. */
bool journal_add(struct journal *j, const struct verdict *v);

/* Write the lines that were added. False, with errno set, if not all of them could be written; then none was. */
bool journal_flush(struct journal *j);

/* Close it. What was not written is lost. One that could not be opened may be closed, too. */
void journal_close(struct journal *j);

/* --- reading ---------------------------------------------------------------------------------- */

/* A line that is whole. All of it lives in the arena. */
struct journal_line {
	const char *path; /* of the journal */
	unsigned line;    /* from 1 */
	const char *unit;
	const char *text; /* of the verdict */
	size_t len;
};

/* The last line of each unit, in the order of their names. */
struct journal_lines {
	struct journal_line *all;
	size_t count;
	size_t damaged; /* lines of which nobody knows what they said; each was reported */
};

/* Read the journal of the folder, if there is one: a plain file, and no link. Reports that it cannot be read, and each line that is
 * damaged, which counts as nothing; then returns false. Whether there is something at DIR/<unit> is for the caller to see. */
bool journal_read(struct journal_lines *ret_lines, struct arena *a, struct diag *d, const char *folder);

/* The line of the unit, or NULL. */
const struct journal_line *journal_find(const struct journal_lines *lines, const char *unit);

/* The verdict of a line, as verdict_read and verdict_check. False if something is wrong with it, or if it may not be a line; that
 * was reported. */
bool journal_verdict(const struct journal_line *line, struct arena *a, struct diag *d, struct verdict_file *ret_file);

#endif
