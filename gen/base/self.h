/* Where this program lies, and the other one: nightshift and nightshift-core are installed together. */
#ifndef SELF_H
#define SELF_H

struct arena;

/* The path of the running program, in the arena; argv0 where the system does not tell. */
const char *self_path(struct arena *a, const char *argv0);

/* `name`, from the folder of the program at that path, in the arena. */
const char *self_beside(struct arena *a, const char *self, const char *name);

#endif
