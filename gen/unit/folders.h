/*
 * Finds the folders of units below a folder of results (verdict.h): those that have a verdict, a log or a start. They lie in
 * it, or one level deeper, where each artifact of a CI service has a folder of its own. No link is followed, so nothing is
 * found that lies elsewhere; only the folder itself may be a link.
 */
#ifndef FOLDERS_H
#define FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/* Call `found` for each, in the order of the names: `unit` is the folder's name, `path` leads to it; both lie in the arena.
 * How many there are goes into ret_count. False, with errno set, if the folder cannot be read. */
bool folders_find(struct arena *a, const char *dir, void (*found)(void *ctx, const char *path, const char *unit),
	void *ctx, size_t *ret_count);

/* Append the file of that name in the folder, if it is a plain file, no link, of at most `max` bytes. False if it is
 * not. */
bool folders_read(const char *folder, const char *name, size_t max, struct buf *ret_text);

/* Is the file of that name in the folder a plain file, and no link? */
bool folders_has(const char *folder, const char *name);

#endif
