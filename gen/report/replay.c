#include "report/replay.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "plan/seed.h"
#include "report/lookup.h"
#include "suite/model.h"

const char *
replay_make(const struct replay *r, struct arena *a)
{
	struct buf include = { 0 }, variable = { 0 }, command = { 0 };

	esc_sh(&include, r->suite->include, strlen(r->suite->include));
	model_variable(r->suite, &variable);
	buf_printf(&command, "make -f %s %s-test-", buf_text(&include), r->suite->name);
	esc_sh(&command, r->unit, strlen(r->unit));
	if (r->platform) {
		buf_printf(&command, " %s_platform=", buf_text(&variable));
		esc_sh(&command, r->platform, strlen(r->platform));
	}
	if (r->seed >= 0)
		buf_printf(&command, " %s_seed=%lld", buf_text(&variable), r->seed);
	const char *result = arena_strdup(a, buf_text(&command));

	buf_release(&include);
	buf_release(&variable);
	buf_release(&command);
	return result;
}

/*
 * Nix runs a unit under the commit's seed, unless it is told another one. The flake is named as '.', which Nix looks for in this
 * folder and those above it, within the repository: so it works where the flake lies in a subfolder, in a work tree of another
 * repository, and in a shallow clone, where 'git+file:.' does not. It has no attribute of each seed: that is evaluated, and built then.
 */
static const char *
by_nix(const struct replay *r, struct arena *a)
{
	size_t k = r->platform ? lookup_platform(r->suite, r->platform) : r->suite->platform_count;
	const char *system = k < r->suite->platform_count ? r->suite->platforms[k].system : NULL;
	const char *flake = arena_printf(a, ".?rev=%s", r->commit);
	long own = r->suite->fallback; /* which Nix takes where it does not know the seed */
	struct seed seed;

	if (!model_nix_lacks_seed(r->suite) && r->git && seed_resolve(r->suite, r->git, r->commit, &seed))
		own = seed.value;
	if (r->seed >= 0 && r->git && system && own != r->seed)
		return arena_printf(a,
			"nix-store --realise \"$(nix eval --raw '%s#packages.%s.%s-checked.withSeed' --apply 'withSeed: (withSeed \"%lld\").runs.\"%s\".drvPath')\"",
			flake, system, r->suite->name, r->seed, r->unit);
	return arena_printf(a, "nix build '%s#%s-checked.runs.\"%s\"'", flake, r->suite->name, r->unit);
}

void
replay_commands(const struct replay *r, struct arena *a, const char *ret_commands[REPLAY_MAX], size_t *ret_count)
{
	size_t n = 0;

	if (r->commit)
		ret_commands[n++] = arena_printf(a, "git checkout %s", r->commit);
	ret_commands[n++] = replay_make(r, a);
	if (r->commit && r->suite->nix_loc.line && esc_is_name(r->unit, strlen(r->unit)))
		ret_commands[n++] = by_nix(r, a);
	*ret_count = n;
}
