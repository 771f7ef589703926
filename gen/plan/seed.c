#include "plan/seed.h"

#include <stdlib.h>
#include <string.h>

#include "lib/git.h"
#include "suite/model.h"

long
seed_of(const char *hex)
{
	char digits[9] = { 0 };

	memcpy(digits, hex, 8);
	return (long)(strtoul(digits, NULL, 16) & 0x7fffffff);
}

bool
seed_resolve(const struct suite *s, const struct git *g, const char *rev, struct seed *ret_seed)
{
	char hex[GIT_HEX + 1];
	const char *dir = s->seed_from == SEED_FROM_TREE ? s->dir : NULL;

	*ret_seed = (struct seed){ s->fallback, true, NULL };
	if (s->seed_from == SEED_FROM_FIXED)
		ret_seed->why = "the manifest fixes it";
	else if (!g)
		ret_seed->why = "there is no repository here";
	else if (git_resolve(g, rev, dir, hex))
		*ret_seed = (struct seed){ seed_of(hex), false, NULL };
	else if (strcmp(rev, "HEAD"))
		return false;
	else
		ret_seed->why = git_resolve(g, rev, NULL, hex) ? "HEAD has no such folder" : "HEAD has no commit yet";
	return true;
}
