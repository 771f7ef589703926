/* The command that takes what ran into the record, gives it away as text, or forgets what is old. */
#ifndef RECORDING_H
#define RECORDING_H

struct results_given;
struct session;

/* Comes back with the exit status. */
int recording_record(struct session *s);

/*
 * What the command line says of the results to come, and, below that, GitHub Actions or GitLab. Mistakes are reported.
 */
void recording_given(struct session *s, struct results_given *ret_given);

#endif
