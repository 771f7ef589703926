#include "emit/action.h"

#include "base/buf.h"
#include "base/version.h"

void
action_help(struct buf *out)
{
	buf_adds(out,
		"# How the jobs of the workflows get nightshift. This file is yours: nightshift never\n"
		"# writes it, and its version stands here alone. In .github/dependabot.yml:\n"
		"#\n"
		"#     - package-ecosystem: github-actions\n"
		"#       directories: [/, /.github/actions/nightshift]\n"
		"name: nightshift\n"
		"description: Puts nightshift into PATH\n"
		"inputs:\n"
		"  core:\n"
		"    description: Whether all of it is wanted, or only what runs units\n"
		"    default: 'true'\n"
		"runs:\n"
		"  using: composite\n"
		"  steps:\n"
		"    - uses: " NIGHTSHIFT_REPOSITORY "/.github/actions/setup@v" NIGHTSHIFT_VERSION "\n"
		"      with:\n"
		"        core: ${{ inputs.core }}\n");
}
