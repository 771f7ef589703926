/*
 * The part of the plan that decides what one unit does, and its SHA-256. A verdict names it, so that the verdict answers
 * for every plan, commit and lane in which that part is the same, and for no other. No committed file holds it: it is
 * computed from the plan, here and in nix/nightshift/part.nix, and tests/nix/part.sh compares the two.
 *
 * The text has a line for each thing, in this order; every value is written as its length in bytes, ':', and its bytes, so
 * that no two parts have one text:
 *
 *     nightshift part 1
 *     suite VALUE
 *     platform-env VALUE        "NAME=value", for each variable of the platform's environment, sorted by name (bytes)
 *     prepare VALUE             each command that is done once before any program is built, in their order
 *     prepare-env VALUE         as platform-env, the product's build environment; only if something is prepared
 *     build VALUE               each command that builds the variant's programs, in their order
 *     shared VALUE              if other variants share this build: how many variables its commands get
 *     build-env VALUE           as platform-env, those variables; if no other variant shares the build, they are variant-env
 *     program VALUE             each of their paths, in their order
 *     variant-env VALUE         as platform-env
 *     unit VALUE                its id
 *     command VALUE
 *     unit-env VALUE            as platform-env, those that its module adds
 *     seed VALUE                "head", a number, or "-" if it takes none
 *     seed-env VALUE            the variable that the suite's seed goes into, if the suite has a seed
 *     timeout VALUE             seconds, 0 if there is no limit
 *     attempts VALUE            1 if the plan says nothing
 *     protocol VALUE            exit, tap or junit
 *     report VALUE              with junit
 *     skip-status VALUE
 *     pool VALUE, count VALUE, lock VALUE     if it holds devices; lock if the pool has one
 *     worker VALUE, ask VALUE                 if a worker runs it: the worker's command, and what it is asked
 *     fixture VALUE, fixture-output VALUE, fixture-command VALUE     for each that it needs, in their order; if its command
 *         calls programs, for them: fixture-build VALUE for each command that builds them, fixture-build-env VALUE as
 *         platform-env
 *     fixture-env VALUE         as platform-env, the product's build environment; only if it needs a fixture
 *
 * Seconds, lanes, reasons, classes, modes, paths and may-skip are not in it: they decide when a unit runs, and what follows
 * from its verdict.
 */
#ifndef PART_H
#define PART_H

#include <stddef.h>

#include "base/sha256.h"

struct buf;
struct planfile;
struct planfile_platform;
struct planfile_unit;

/* Append the text. `on` may be NULL: no platform's environment then. */
void part_text(const struct planfile *p, const struct planfile_platform *on, const struct planfile_unit *u,
	struct buf *out);

/* Its SHA-256 in 64 lower-case hex digits, and a NUL. */
void part_of(const struct planfile *p, const struct planfile_platform *on, const struct planfile_unit *u,
	char ret_part[SHA256_HEX + 1]);

#endif
