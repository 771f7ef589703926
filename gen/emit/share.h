/*
 * Steps that several jobs of a workflow have alike stand in it once: at the first place with an anchor of YAML (`- &checkout`), and as an
 * alias (`- *checkout`) wherever they would stand again. GitHub reads both since September 2025; no merge key is used, which it refuses.
 * The text is of our own layout: the steps of a job begin six blanks deep, below a line `    steps:`.
 */
#ifndef SHARE_H
#define SHARE_H

struct arena;
struct buf;

/* Let the steps of the workflow stand once each. What is said above a step stands again only if it is something else. */
void share_steps(struct arena *a, struct buf *workflow);

/* A part of the workflow as it was before: with the steps in the place of their aliases, and without anchors. In the arena. */
const char *share_expand(struct arena *a, const char *workflow, const char *part);

#endif
