/*
 * Results: a run leaves a folder for each unit (verdict.h; and DIR/<unit>/start, touched when the unit began, by those who
 * cannot measure) or a line in a journal (journal.h), and these are taken into the record. They may be imported again and in any
 * order: no attempt is overwritten, and what the record has already stays as it is.
 */
#ifndef RESULTS_H
#define RESULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "unit/verdict.h"

struct arena;
struct diag;
struct marked_log;
struct record;

/*
 * What the caller knows about the results, so that a verdict need not say it. If a verdict says it, `lane`, `platform` and
 * `commit` must agree, else it is a mistake: the results would belong to something else. But a commit that comes only from
 * the environment gives way. The verdict's own `run` and `attempt` count.
 *
 * Where the plan's file is found, a verdict without a part gets the one that the plan says, and one with another part is a
 * mistake. One of which only the exit status was seen is judged again by the plan's rule (rejudge.h).
 *
 * A result that Nix keeps (verdict_is_kept) answers again, without running, on any commit and lane that
 * needs the same. It is recorded once, by its own run; `lane`, `commit`, `run` and `attempt` then tell of the occasion on
 * which it answered.
 */
struct results_given {
	const char *lane, *platform, *commit, *run; /* NULL: not known; commit in full */
	bool commit_is_default, attempt_is_default; /* from the environment */
	long long attempt;                          /* from 1, or 0 */
	long long
		started; /* when the occasion began, microseconds since 1970, which then is when a result finished that does not
			      say it and that Nix does not keep; or below 0: the time of its file is */
	const char *const *folders; /* only folders of these names, sorted; NULL: all */
	size_t folder_count;
	long long seed;                   /* of reports (imports.h), which do not say it; or below 0 */
	const char *variant;              /* of reports; or NULL */
	const char *run_url, *commit_url; /* where the CI service shows the run and the commit (links.h); or NULL */
	struct plans *plans;              /* where plans' files are found (plans.h); or NULL */
};

/* What imports found. */
struct results_count {
	size_t imported;            /* attempts that the record did not have */
	size_t known;               /* attempts that it had */
	size_t unfinished;          /* folders without a whole verdict: still running, or killed; or with a wrong one */
	char unfinished_names[240]; /* the first of those, separated by blanks; "..." at the end if there
				       are more */
	size_t verdicts[VERDICT_COUNT]; /* of the attempts, imported and known */
	size_t cached;                  /* of these, the ones known to have run before the occasion */
	size_t faults;                  /* errors in the files of verdicts: each costs only what it is the verdict of */
	char run[RUN_NAME_MAX + 1];     /* the run whose result finished last, or "" */
	long long finished;             /* when that was: microseconds since 1970 */
};

/*
 * Take every unit folder and every line of a journal below dir (folders.h) into the record, and add to the count, which begins as
 * zeroes. given may be NULL. The caller ends what was begun: record_end.
 *
 * A verdict that is wrong by itself, since its file cannot be understood or lacks something, is reported. Nothing of its folder or
 * line is taken, which counts as unfinished, and the rest is. Of a line that is damaged nobody knows the unit: it is only reported.
 *
 * Each other mistake, such as a verdict of another plan, of another lane than the caller says or of a folder that is not its unit's,
 * is reported, too; then nothing of dir is counted, and false comes back.
 */
bool results_import(struct record *r, struct diag *d, const char *dir, const struct results_given *given,
	struct results_count *count);

/*
 * The same of the reds of a log. One that is not whole is counted as unfinished, and the caller reports it. A red of a run that
 * Nix keeps is of a run of its own, "nix-HASH+FINISHED", since such a build leaves nothing, so that the next one, which may pass,
 * has the name nix-HASH, too. All attempts of a build that the log has are of the run of the first one.
 */
bool results_import_marked(struct record *r, struct diag *d, const struct marked_log *log,
	const struct results_given *given, struct results_count *count);

/* Is that time, in microseconds since 1970, more than a day ahead of the clock? */
bool results_is_future(long long usec);

/* A run of a suite, over all its platforms and lanes. Times in microseconds. */
struct results_summary {
	size_t units;                    /* those that have a result */
	size_t verdicts[VERDICT_COUNT];  /* of their last attempts, without the flaky ones: */
	size_t flaky;                    /* units that failed first and passed later */
	unsigned long long usec_sum;     /* of all attempts, as far as their times are known */
	unsigned long long usec_longest; /* of one attempt */
	unsigned long long usec_wall;    /* from the start of the first attempt to the end of the last */
};

/* Sum up the run of that name. False if the record has no result of it. */
bool results_summary(struct record *r, const char *suite, const char *run, struct results_summary *ret_summary);

/* The units that failed, timed out or crashed the last time they ran on the platform (NULL: where nobody said which),
 * sorted, in the arena. What was cancelled or skipped did not run. */
const char **results_last_failed(struct arena *a, struct record *r, const char *suite, const char *platform,
	size_t *ret_count);

#endif
