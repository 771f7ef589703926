/*
 * Exports (export.h) put into a record. Records that were made apart come to the same content in any order of exports,
 * also if one is taken twice.
 */
#ifndef MERGE_H
#define MERGE_H

#include <stdbool.h>
#include <stddef.h>

struct diag;
struct record;

struct merge_count {
	size_t results, known; /* results that the record did not have, and those that it had */
	size_t disputed;       /* of the new ones, those that another result contradicts */
	size_t old;            /* results of runs that were pruned here or there, and were dropped as the others were */
};

/*
 * Put the export at that path into the record, and add to the count. Reports each mistake of the file: then false comes back.
 * The caller ends what was begun: record_end.
 */
bool merge_file(struct record *r, struct diag *d, const char *path, struct merge_count *count);

#endif
