/*
 * Results: what became of each unit, as tests.mk leaves it behind in a folder for each unit,
 *
 *     DIR/<unit>/verdict     one `key value` for a line, closed by a line `end`
 *     DIR/<unit>/log         what the unit printed
 *     DIR/<unit>/start       touched when the unit began, for those who cannot measure
 *
 * taken into the record. It may be done again, and in any order: no attempt is overwritten, and
 * whatever is there already is left alone.
 */
#ifndef RESULTS_H
#define RESULTS_H

#include <stdbool.h>
#include <stddef.h>

struct diag;
struct record;

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_TIMEOUT,
	VERDICT_CRASH,
	VERDICT_CANCELLED,
	VERDICT_QUARANTINED,
	VERDICT_SKIPPED,
	VERDICT_COUNT
};

extern const char *const verdict_names[]; /* by enum verdict, NULL at the end */

enum { RUN_NAME_MAX = 128 };

/* What imports found. */
struct results_count {
	size_t imported;            /* attempts that the record did not have */
	size_t known;               /* attempts that it had */
	size_t unfinished;          /* folders without a whole verdict: still running, or killed */
	char unfinished_names[240]; /* the first of those, with blanks between, and "..." behind if
				       there are more */
	size_t verdicts[VERDICT_COUNT]; /* of the attempts, imported and known */
	char run[RUN_NAME_MAX + 1];     /* the run whose result finished last, or "" */
	long long finished;             /* when that was: microseconds since 1970 */
};

/*
 * Take every unit folder below dir into the record, and add to the count, which begins as zeroes.
 * Reports each mistake, and then nothing of dir is recorded or counted and false comes back.
 */
bool results_import(struct record *r, struct diag *d, const char *dir, struct results_count *count);

/* A run of a suite, over all its platforms and lanes. Times in microseconds. */
struct results_summary {
	size_t units;                   /* that have a result */
	size_t verdicts[VERDICT_COUNT]; /* of their last attempts; one that passed late is not among
					   the passes: */
	size_t flaky;                   /* it failed first */
	unsigned long long usec_sum;    /* of all attempts, as far as their times are known */
	unsigned long long usec_longest; /* of one attempt */
	unsigned long long
	    usec_wall; /* from the start of the first attempt to the end of the last */
};

/* Sum up the run of that name. False if the record has no result of it. */
bool results_summary(struct record *r, const char *suite, const char *run,
		     struct results_summary *ret_summary);

#endif
