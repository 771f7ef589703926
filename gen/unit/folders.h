/*
 * Finds what became of units below a folder of results (verdict.h): their folders, which have a verdict, a log or a start; and
 * the lines of journals (journal.h), in each folder those of units that have nothing beside it. Every folder is looked through, whatever
 * it is called and whatever else is in it, also that of a unit: an artifact of a CI service, which has a folder of its own, may have a
 * file `log`, and a worse verdict must not hide behind it. No link is followed, so nothing is found that lies elsewhere; only the folder
 * itself may be a link.
 */
#ifndef FOLDERS_H
#define FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct diag;
struct journal_line;

/* So many folders below the folder of results another one may lie. */
enum { FOLDERS_DEPTH_MAX = 8 };

/* What is found of a unit. All of it lies in the arena. */
struct folders_unit {
	const char *unit;                /* the folder's name, or what the line says */
	const char *path;                /* of the folder, or of the journal */
	const struct journal_line *line; /* NULL: it is a folder */
};

/* What there is below a folder of results. */
struct folders_count {
	size_t units;   /* folders and lines that were found */
	size_t damaged; /* lines of journals, as struct journal_lines counts them */
};

/* Call `found` for each: in a folder first for the lines, then for the folders, each in the order of the names. How many
 * there are goes into *ret_count. Reports a folder or a journal that cannot be read, a line that is damaged, and a folder that lies
 * too deep, since a verdict may be in it, and then returns false. Dies if the machine fails while it reads a folder. */
bool folders_find(struct arena *a, struct diag *d, const char *dir,
	void (*found)(void *ctx, const struct folders_unit *u), void *ctx, struct folders_count *ret_count);

/* Append the file of that name in the folder, if it is a plain file, no link, of at most `max` bytes. False, with errno
 * set, if that cannot be done: to ENOENT if there is no such file or it is no plain one, to EFBIG if it has more bytes. */
bool folders_read(const char *folder, const char *name, size_t max, struct buf *ret_text);

/* Is the file of that name in the folder a plain file, and no link? */
bool folders_has(const char *folder, const char *name);

#endif
