/*
 * The project's own action, by which the jobs of its workflows get nightshift. It stands in one file that people or Dependabot edit, and
 * nothing that is written names a version: see .github/actions/setup, which it calls.
 */
#ifndef ACTION_H
#define ACTION_H

struct buf;

/* From the repository's top; in it is action.yml. */
#define ACTION_FOLDER ".github/actions/nightshift"

/* Append what `nightshift help action` prints: such a file. */
void action_help(struct buf *out);

#endif
