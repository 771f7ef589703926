/* The options that exec and batch share. */
#ifndef UNIT_OPTIONS_H
#define UNIT_OPTIONS_H

#include "unit/request.h"

struct cli;
struct diag;

/* What the command line says of the units, and the defaults where it says nothing. */
struct unit_request unit_options(const struct cli *c);

/* Report the values that must not go into a verdict; and those that are missing, unless needed_by is NULL. A message
 * about one that is missing reads "<needed_by> needs --plan<ending>". */
void unit_options_check(const struct unit_request *r, struct diag *d, const char *needed_by, const char *ending);

#endif
