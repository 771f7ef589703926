/*
 * Where on the web a run and its commit can be seen, as the CI service named it. The record keeps one address of each; of
 * several the one that is first by its bytes, so that the order of imports does not matter. The caller has begun a
 * transaction.
 */
#ifndef LINKS_H
#define LINKS_H

struct db;
struct results_given;

/* What a page on the web shows. */
enum link_of { LINK_RUN, LINK_COMMIT };

extern const char *const link_of_names[]; /* by enum link_of, NULL at the end */

/* Keep the address, for which text_is_web_address is true. NULL as the name or the address adds nothing. */
void links_add(struct db *db, enum link_of of, const char *name, const char *url);

/* Keep what `given` names: the page of the run of that name, and that of the commit. A run at another commit than the given one
 * was not of this CI run, and adds nothing. */
void links_add_given(struct db *db, const struct results_given *given, const char *run, const char *commit);

#endif
