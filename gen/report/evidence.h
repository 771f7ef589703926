/*
 * Evidence: at which commits a unit passed and failed on a platform, by the record. Red results count if they are of the
 * lane that is asked about; a green one proves the same in any lane.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct git;
struct record;

/* What became of the unit at a commit. Times are in microseconds since 1970. */
struct evidence {
	const char *commit;
	bool good, bad;
	bool doubt; /* it failed in another lane, or it is the commit that is asked about: a pass proves nothing of others */
	long long good_finished, good_seed, bad_finished;
};

struct evidence_list {
	struct evidence *v; /* by commit, each once */
	size_t n;
};

struct evidence_question {
	const struct git *git;
	const char *suite, *unit, *platform;
	int lane;           /* enum lane */
	const char *commit; /* whose red results are to be explained, so only its passes are read */
	size_t units;       /* how many units are asked about in all; the more, the fewer results of each are read */
};

/* Read it, in the arena. */
void evidence_read(struct evidence_list *ret_list, struct arena *a, struct record *r,
	const struct evidence_question *q);

/* What is known of the commit, or NULL. */
const struct evidence *evidence_find(const struct evidence_list *list, const char *commit);

/* Did the unit pass there, and not fail as well? Then it has nothing that broke the unit. e may be NULL. */
bool evidence_is_green(const struct evidence *e);

/* Did the unit pass there, whatever else it did? Then it has not broken the unit itself. e may be NULL. */
bool evidence_has_pass(const struct evidence *e);

#endif
