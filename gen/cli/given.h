/* What is known of results before they are read. */
#ifndef GIVEN_H
#define GIVEN_H

struct results_given;
struct session;

/*
 * Collect what the options say of the results, and what the environment of GitHub Actions or GitLab says where they say
 * nothing. Mistakes in the options are reported in s->diag. The texts live as long as the session.
 */
void given_make(struct session *s, struct results_given *ret_given);

#endif
