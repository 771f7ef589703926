/* One report of another program on its way into the record. Whoever imports the same bytes again changes nothing. */
#ifndef REPORTS_H
#define REPORTS_H

#include <stdio.h>

#include "record/imports.h"

/* Take the report `in` into the record. `path` is its name in messages, `file` that without folders; `digest` the hash of
 * its bytes, `time` when it was finished, if it does not say so. What is wrong is reported; if the report breaks off,
 * the cases before that are taken. The caller ends what was begun: record_end. */
void reports_import(struct imports *im, const char *path, const char *file, FILE *in, enum import_format format,
	const char *digest, long long time);

#endif
