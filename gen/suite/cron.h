/*
 * The five fields of a schedule, as GitHub Actions reads them (POSIX cron, with names of months and days and with
 * steps).
 */
#ifndef CRON_H
#define CRON_H

#include <stdbool.h>

#include "base/diag.h"

/* Report what is wrong with the schedule, which stands at `at`: not five fields, no number or name of its field, out of
 * range, or a day that no month has. False if anything is. */
bool cron_check(const char *text, struct diag *d, struct loc at);

#endif
