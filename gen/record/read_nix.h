/*
 * What Nix did, from its log: `nix build --log-format internal-json -v`, on standard error. Only what begins tells: an
 * action of type 105 builds a derivation, one of type 108 substitutes a path. What was there already is not in the log
 * at all.
 */
#ifndef NIXLOG_H
#define NIXLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct case_end;

enum nix_action { NIX_BUILD, NIX_SUBSTITUTE };

/* Does the line belong to such a log? */
bool nixlog_is_line(const char *s);

/*
 * Read a stream and say, of each build and substitution, the name of the derivation or path, without folder, hash and
 * '.drv'. Other lines are passed over; a line of Nix that is cut short or no JSON is a fault, noted in *ret_end, and
 * reading goes on.
 */
void nixlog_read(FILE *in, const char *file, void (*did)(void *ctx, enum nix_action action, const char *name),
	void *ctx, struct case_end *ret_end);

#endif
