/*
 * A verdict: what became of one attempt of a unit. Each unit has a folder,
 *
 *     DIR/<unit>/verdict                 a line `key value` for each thing that is known, and at last a line `end`
 *     DIR/<unit>/log                     what the unit printed
 *     DIR/<unit>/attempt-<n>/verdict     the same of an attempt that was followed by another one
 *     DIR/<unit>/attempt-<n>/log
 *
 *     DIR/<unit>/cases                   the test cases of a unit that speaks TAP or leaves a report (casefile.h)
 *
 * or, if it passed at once and has nothing else to leave, a line in DIR/journal (journal.h).
 *
 * tests.mk writes verdicts by itself, exec and batch write them with this file; the record, the gate and `run` read them
 * with it. One without its last line is none: while a unit runs it is not there, or empty, and make writes it in pieces.
 *
 * A verdict names what it is the verdict of: by its part (part.h), which exec and batch are told; or, where tests.mk wrote
 * it, by the plan that the part can be computed from. Which of several counts is for the reader to say.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct arena;
struct buf;

enum verdict_kind {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_TIMEOUT,
	VERDICT_CRASH,
	VERDICT_CANCELLED,
	VERDICT_QUARANTINED,
	VERDICT_SKIP,
	VERDICT_COUNT
};

extern const char *const verdict_names[]; /* by enum verdict_kind, NULL at the end */

/* How bad a verdict is: of two that speak of the same, the one with the higher number counts. A pass is 0; then come skip, what
 * was cancelled, what is quarantined, and fail, timeout and crash. */
int verdict_badness(int verdict);

/* The longest name of a run. */
enum { RUN_NAME_MAX = 128 };

/* May a run have that name: at most 128 of A-Z a-z 0-9 _ . : + -? */
bool verdict_is_run(const char *s);

/* The lanes, each of which runs what those before it run, too; NULL at the end. */
enum { VERDICT_LANE_COUNT = 3 };
extern const char *const verdict_lanes[VERDICT_LANE_COUNT + 1];

/* Is it one of these lanes; is it clean or dirty? */
bool verdict_is_lane(const char *s);
bool verdict_is_tree(const char *s);

/* What a verdict says in `seen` if nobody has looked at more than the exit status: plain make does not. */
#define VERDICT_SEEN_STATUS "exit-status"

/* Text is NULL and a number below 0 where nothing is known; suite, run, unit, and plan or part are always known to a writer. */
struct verdict {
	const char *suite, *plan, *part, *run, *unit;
	const char *platform, *lane, *commit, *tree;
	const char *seen;   /* VERDICT_SEEN_STATUS, or NULL: all that the unit's protocol says was looked at */
	const char *reason; /* a line that says why: what a skip gives as its reason, what is wrong with the output */
	int verdict;        /* enum verdict_kind */
	long long status;   /* the exit status, 128 and more for a signal; below 0: it was not started */
	long long seed;
	long long usec;    /* how long it took */
	long long attempt; /* from 1 */
	long long
		retries; /* above 0: it tried so many times more than its plan lets it, since the caller wanted that */
	long long finished; /* microseconds since 1970 */
};

/* Is it of a run that Nix keeps? Such a run is named by the store path that it makes, "nix-HASH", and knows of no commit:
 * it answers wherever the same path is wanted. */
bool verdict_is_kept(const struct verdict *v);

/* --- writing ---------------------------------------------------------------------------------- */

/* Append the file's text. The reason may be any text: it is made one harmless line of at most VERDICT_REASON_MAX bytes. */
enum { VERDICT_REASON_MAX = 300 };
void verdict_text(const struct verdict *v, struct buf *out);

/* Append the same as one line, without its end: a tab stands in the place of each line break. */
void verdict_line(const struct verdict *v, struct buf *out);

/*
 * Write it as `verdict` into the folder, by rename. False, with errno set, if that cannot be done; then there is none.
 */
bool verdict_save(const struct verdict *v, const char *folder);

/* --- reading ---------------------------------------------------------------------------------- */

/* The keys of a file. */
enum verdict_key {
	KEY_FORMAT,
	KEY_SUITE,
	KEY_PLAN,
	KEY_RUN,
	KEY_UNIT,
	KEY_PLATFORM,
	KEY_LANE,
	KEY_COMMIT,
	KEY_TREE,
	KEY_SEED,
	KEY_VERDICT,
	KEY_STATUS,
	KEY_SECONDS,
	KEY_ATTEMPT,
	KEY_FINISHED,
	KEY_PART,
	KEY_SEEN,
	KEY_REASON,
	KEY_RETRIES,
	KEY_COUNT
};

/* A file that was read. What it does not say is NULL or below 0, but `attempt` is then 1. */
struct verdict_file {
	const char *path;
	struct verdict is;
	unsigned line;               /* the first one, from 1 */
	unsigned line_of[KEY_COUNT]; /* in which line the key stands; 0: nowhere */
};

/* Does the text end with a line `end`, or the line with the word? Then it was written to its end. */
bool verdict_is_whole(const char *text, size_t len);
bool verdict_is_whole_line(const char *text, size_t len);

/*
 * Read such a text, of the file `path`; what comes out lives in the arena. Reports each line that is wrong, and gives its
 * value all the same, as far as there is one. False if it is no text at all, which was reported, too.
 */
bool verdict_read(struct verdict_file *ret_file, struct arena *a, struct diag *d, const char *path, const char *text,
	size_t len);

/* The same of a whole line without a zero byte, which begins at that place; all its keys stand in that line. */
void verdict_read_line(struct verdict_file *ret_file, struct arena *a, struct diag *d, struct loc at, const char *text,
	size_t len);

/* Report what is missing in the file, or contradicts itself. What the caller has filled in is not missing. */
void verdict_check(const struct verdict_file *f, struct diag *d);

/* The key's name, and where it stands in the file: in the first line if it does not. */
const char *verdict_key_name(enum verdict_key key);
struct loc verdict_at(const struct verdict_file *f, enum verdict_key key);

#endif
