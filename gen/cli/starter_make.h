/* A first manifest for a Makefile whose target test or check builds and runs test programs, or has a target for each part. */
#ifndef STARTER_MAKE_H
#define STARTER_MAKE_H

struct arena;
struct buf;
struct starter_look;

/* As starter_sees and starter_manifest. */
const char *starter_make_sees(const struct starter_look *l, struct arena *a);
void starter_make_add(struct buf *out, const struct starter_look *l, struct arena *a);

#endif
