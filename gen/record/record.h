/*
 * The record: which commit has which plan and seed, and what ran of it. It is one SQLite file beside the suite, in no commit.
 * Records made on several machines hold the same after they were given the same, in any order and more than once.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>

struct db;
struct planfile;
struct seed;

/* Plans and runs have names that are known outside, and numbers that only this record has. */
struct record {
	struct db *db; /* with the tables of schema.h */
	bool writing;  /* between record_begin and record_end */
};

/* Open the record, or make it, its folder too: then with a .gitignore in it. Dies if the file is something else. */
struct record *record_open(const char *path);

/* The same for questions: NULL if there is none. */
struct record *record_open_existing(const char *path);

void record_close(struct record *r);

/*
 * Begin to write, unless that was begun before; imports do so when they have read what they can read before. record_end ends
 * it, whether anything was begun or not: all that was written since is kept, or none of it. Nobody else writes in between, and
 * those who wait give up if nothing gets on for ten seconds (lib/db.h). An export of a million results takes 22 s, a JUnit
 * report of a million cases 13 s of one processor; both write all the time.
 */
void record_begin(struct record *r);
void record_end(struct record *r, bool keep);

/* Does it know the plan of that fingerprint and, unless commit is NULL, that the commit has it, in a work tree at least that
 * clean? */
bool record_knows(struct record *r, const char *fingerprint, const char *commit, bool dirty);

/*
 * Remember a plan by its file's fingerprint and, unless commit is NULL (no repository, an unborn HEAD), that the commit
 * has that plan and that seed (NULL: the suite takes none). `dirty` says that the work tree differs from the commit.
 * False if all this was known.
 */
bool record_add_plan(struct record *r, const struct planfile *p, const char *commit, const struct seed *seed,
	bool dirty);

/* The number of the plan, which is added if it is new, in the caller's transaction. */
long long record_fill_plan(struct record *r, const struct planfile *p);

/* The number of the plan of that fingerprint, or 0. *ret_suite, unless NULL, becomes the name of its suite, which the caller
 * frees. */
long long record_plan(struct record *r, const char *fingerprint, char **ret_suite);

#endif
