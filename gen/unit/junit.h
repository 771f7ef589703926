/* JUnit XML as test cases: what record/read_junit.h says of its many producers is decided in this file. It is fed by
 * whoever reads the XML: expat in the record, base/xml_read.h in exec, which may load no library. */
#ifndef JUNIT_H
#define JUNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/diag.h"

struct case_end;
struct case_sink;
struct junit;

/* Begin a report. The sink and ret_end outlive it. */
struct junit *junit_open(const char *file, const struct case_sink *sink, struct case_end *ret_end);

/* An element begins (attrs: name, value, ..., NULL), text of it comes, it ends. False: read no further. */
bool junit_start(struct junit *j, struct loc at, const char *name, const char **attrs);
bool junit_text(struct junit *j, const char *s, size_t len);
bool junit_end(struct junit *j, struct loc at, const char *name);

/* The file has ended, or what follows is no XML (`fault` at that place; NULL: it ended well). */
void junit_finish(struct junit *j, const char *fault, struct loc at);

/* Free it; NULL is let pass. */
void junit_close(struct junit *j);

/* Read a whole report by base/xml_read.h. Dies if the stream cannot be read. */
void junit_read(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end);

#endif
