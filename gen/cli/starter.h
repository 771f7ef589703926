/*
 * A first manifest for a repository: what tests it has is looked up in the files that git tracks. Nothing of it is run: only make tells its
 * rules (`make -pnq`), and each Python whether it has pytest.
 */
#ifndef STARTER_H
#define STARTER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The kinds of tests that are known, in the order in which one is chosen. */
enum starter_kind { STARTER_CTEST, STARTER_MESON, STARTER_PYTEST, STARTER_TAP, STARTER_MAKE, STARTER_COUNT };
extern const char *const starter_names[]; /* by enum starter_kind, NULL at the end */

/* What is looked at. */
struct starter_look {
	const char *root;   /* the repository's top */
	const char **files; /* that git tracks, sorted */
	size_t file_count;
	const char *system; /* this machine's, as Nix names it */
};

/* How the repository shows that it has tests of that kind, in the arena; NULL if it does not. */
const char *starter_sees(const struct starter_look *l, struct arena *a, int kind);

/* The manifest for that kind, in the arena. */
const char *starter_manifest(const struct starter_look *l, struct arena *a, int kind);

/* The folder that the manifest builds in, in the arena; NULL if it builds in the source, or nothing. */
const char *starter_folder(const struct starter_look *l, struct arena *a, int kind);

/* The suite's name: that of the repository's folder, as a name. In the arena. */
const char *starter_suite(const struct starter_look *l, struct arena *a);

/* Does git track a flake.nix at the top? Then the manifest has a <nix>. */
bool starter_has_flake(const struct starter_look *l);

/* --- a flake (starter_flake.c) ---------------------------------------------------------------- */

/* The flake.nix with nightshift among its inputs, in the arena; NULL if that cannot be told where, or it is there. */
const char *starter_flake_input(struct arena *a, const char *flake);

/*
 * The same flake.nix with its outputs passed through nix/SUITE-flake.nix, in the arena; NULL if it cannot be told where they end, or
 * if it names no nixpkgs. They are not read: they are taken to be the last of its attributes, as they nearly always are.
 */
const char *starter_flake_outputs(struct arena *a, const char *flake, const char *suite);

/* The text of nix/SUITE-flake.nix, in the arena: it adds the packages, checks and shells of the split to the flake's own. */
const char *starter_flake_file(struct arena *a, const char *suite);

#endif
