/*
 * What the lists of a lane are of: the file `of` in the folder that `affected --write` writes (report/duefolder.h). A folder of another
 * run, commit, plan or lane, and a list that lost lines on its way, would say too little is owed. Its lines are:
 *
 *     nightshift due 1
 *     plan ID            what git calls the plan's file
 *     lane NAME
 *     commit ID          the commit that was looked at; not there if it has changes that are not committed, or if there is none
 *     owed ID PLATFORM   for each list, owed/PLATFORM.txt: what git calls it
 *     end
 */
#ifndef DUEOF_H
#define DUEOF_H

#include <stdbool.h>

struct arena;
struct buf;
struct diag;

/* Append the lines before those of the lists; the commit may be NULL. */
void dueof_begin(struct buf *out, const char *plan, const char *lane, const char *commit);

/* Append the line of the list. */
void dueof_list(struct buf *out, const char *platform, const struct buf *list);

void dueof_end(struct buf *out);

struct dueof {
	const char *path; /* of the file */
	const char *text; /* what it says, in the arena */
};

/* Read the file of the folder. False, with a message, if it cannot be read, is not whole, or is of another plan, lane or commit
 * than that; any commit is right if it is NULL. */
bool dueof_read(struct dueof *ret_of, struct arena *a, struct diag *d, const char *dir, const char *plan,
	const char *lane, const char *commit);

/* Read the platform's list, in the file of that path: is it empty? False, with a message, if it is not the one that was written. */
bool dueof_check_list(const struct dueof *of, struct diag *d, const char *path, const char *platform, bool *ret_empty);

#endif
