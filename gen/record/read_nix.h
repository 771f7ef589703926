/*
 * What Nix did, by its log: `nix build --log-format internal-json -v`, on standard error. Only the beginnings count: an
 * action of type 105 builds a derivation, one of type 108 substitutes a path. What was there already is not in the log.
 */
#ifndef READ_NIX_H
#define READ_NIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct case_end;
struct imports;

enum nix_action { NIX_BUILD, NIX_SUBSTITUTE };

/* Does the line belong to such a log? */
bool read_nix_is_line(const char *s);

/*
 * Read a stream, and call `did` for each build and substitution with the name of the derivation or path, without folder,
 * hash and '.drv'. Other lines are skipped. A line of Nix that is cut short or no JSON is a fault, noted in *ret_end;
 * reading goes on.
 */
void read_nix(FILE *in, const char *file, void (*did)(void *ctx, enum nix_action action, const char *name), void *ctx,
	struct case_end *ret_end);

/* Take the log of that path into the record: which units Nix ran and substituted on the occasion that the import tells of.
 * `digest` is the hash of the file. What is wrong is reported. */
void read_nix_into_record(struct imports *im, const char *path, FILE *in, const char *digest);

#endif
