/*
 * What Nix did, by the messages of its log (unit/nixlog.h): `nix build --log-format internal-json -v`, on standard error, or the
 * file that json-log-path names. Only the beginnings count: an action of type 105 builds a derivation, one of type 108
 * substitutes a path. One that builds on another machine counts from the first line that it prints, since Nix begins it also
 * where that machine has the result already. What was there already is not in the log.
 *
 * A build that fails leaves its reds in the log (unit/marked.h), and they are taken as results.
 */
#ifndef READ_NIX_H
#define READ_NIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct case_end;
struct imports;

enum nix_action { NIX_BUILD, NIX_SUBSTITUTE };

/*
 * Read a stream, and call `did` for each build and substitution with the name of the derivation or path, without folder,
 * hash and '.drv'. Other lines are skipped. A line of Nix that is cut short or no JSON is a fault, noted in *ret_end;
 * reading goes on.
 */
void read_nix(FILE *in, const char *file, void (*did)(void *ctx, enum nix_action action, const char *name), void *ctx,
	struct case_end *ret_end);

/* Take the log of that path into the record: which units Nix ran and substituted on the occasion that the import tells of, if it has
 * messages; and its reds, as results (results.h). `digest` is the hash of the file. What is wrong is reported; a red that is wrong by
 * itself counts as a fault of the import, and costs no other one. */
void read_nix_into_record(struct imports *im, const char *path, FILE *in, const char *digest);

#endif
