/*
 * `nightshift fixture`: make an output once, however many processes want it at a time.
 *
 *     PATH                 the output: a file or a folder. It appears by rename, whole
 *     PATH.stamp           what it was made from (stamp.h); written last and removed first
 *     PATH.lock            locked as long as somebody makes it, and says who
 *     PATH.log             what the command has printed
 *     PATH.making-<pid>/   where the command makes it; what a dead one left there, the next removes
 */
#ifndef FIXTURE_H
#define FIXTURE_H

struct cli;
struct diag;

/* Do what the command line says; the exit status comes back. */
int fixture_run(const struct cli *c, struct diag *d);

#endif
