/*
 * Exports: a record, or a part of it, as text, and such texts put into another record. Records that were made apart
 * come to the same in any order of exports, twice as well, and the same record yields the same bytes.
 *
 *     nightshift record 1
 *     plan<TAB>fingerprint<TAB>suite<TAB>tool<TAB>units
 *     unit<TAB>...                          of the plan above, as all up to the next one
 *     run<TAB>name<TAB>fingerprint<TAB>platform<TAB>lane<TAB>...
 *     result<TAB>unit<TAB>attempt<TAB>verdict<TAB>...
 *     end<TAB>how many lines stand before
 *
 * A fact is a line, its fields stand between tabs: what they are is the table `kinds` of exchange.c, and the columns
 * that they fill are explained in schema.c. \\ is a backslash, \t a tab, \n and \r ends of lines, and \N, alone,
 * nothing. What follows from other facts is left out. The lines are sorted, and both ways only one of them is held in
 * memory at a time.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct diag;
struct record;

/* What to take; all of it where both are nothing. */
struct export_choice {
	const char *run; /* only what has this name, or NULL */
	long long since; /* only what finished then or later, microseconds since 1970; or below 0 */
};

/* Write it. What comes back is how many runs and occasions it has; with 0 of them, if a part was asked for, nothing is
 * written. Errors of the file are the caller's to find (ferror). */
size_t exchange_write(struct record *r, const struct export_choice *choice, FILE *out);

/* Does a file of that path begin as an export does, of whatever version? */
bool exchange_is_export(const char *path);

/* The exports among the files of a folder, sorted by name, in the arena; NULL if it has none. */
const char **exchange_in_folder(struct arena *a, const char *dir, size_t *ret_count);

struct merge_count {
	size_t results, known; /* results that the record did not have, and those that it had */
	size_t disputed;       /* of the new ones, those that another result contradicts */
	size_t old;            /* of runs that were pruned here or there, and dropped as those were */
};

/*
 * Put an export into the record, and add to the count. Reports each mistake of the file, and then nothing of it is
 * recorded and false comes back. Large files are taken in parts: who is killed has recorded some of it, and does the
 * rest when it is run again.
 */
bool exchange_read(struct record *r, struct diag *d, const char *path, struct merge_count *count);

#endif
