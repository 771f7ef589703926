#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/version.h"
#include "cli/starter.h"

static const char blank[] = " \t\r\n";

/* Where the line begins in which this stands. */
static const char *
line_of(const char *text, const char *at)
{
	while (at > text && at[-1] != '\n')
		at--;
	return at;
}

const char *
starter_flake_input(struct arena *a, const char *flake)
{
	static const char set[] = "inputs = {\n", single[] = "inputs.";
	const char *at = strstr(flake, set), *indent = "    ", *before = "";

	if (strstr(flake, "nightshift"))
		return NULL;
	if (at) {
		at += sizeof(set) - 1;
		indent = arena_strndup(a, at, strspn(at, " \t"));
	} else {
		at = strstr(flake, single);
		if (!at)
			return NULL;
		at = line_of(flake, at);
		indent = arena_strndup(a, at, strspn(at, " \t"));
		before = "inputs.";
	}
	return arena_printf(a, "%.*s%s%snightshift.url = \"github:" NIGHTSHIFT_REPOSITORY "\";\n%s", (int)(at - flake),
		flake, indent, before, at);
}

/* Does the line begin with that indent, and then with the name of an attribute, which is given a value? */
static bool
is_attribute(const char *line, const char *indent)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-'";
	size_t len = strlen(indent);

	if (strncmp(line, indent, len) != 0)
		return false;
	size_t named = strspn(line + len, name);

	line += len + named;
	line += strspn(line, " \t");
	return named && line[0] == '=' && line[1] != '=';
}

/* Where `outputs` is given its value, behind the '='; NULL unless it is the last attribute of the flake. *ret_indent is that of its line,
 * in the arena. */
static const char *
find_outputs(struct arena *a, const char *flake, const char **ret_indent)
{
	const char *found = NULL, *line = flake;

	for (; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t indent = strspn(line, " \t");

		if (found && is_attribute(line, *ret_indent))
			return NULL;
		if (found || strncmp(line + indent, "outputs", 7) != 0)
			continue;
		*ret_indent = arena_strndup(a, line, indent);
		if (is_attribute(line, *ret_indent) && strchr(" \t=", line[indent + 7]))
			found = strchr(line, '=') + 1;
	}
	return found;
}

const char *
starter_flake_outputs(struct arena *a, const char *flake, const char *suite)
{
	const char *indent, *value = find_outputs(a, flake, &indent), *end = flake + strlen(flake);

	while (end > flake && strchr(blank, end[-1]))
		end--;
	if (!value || !strstr(flake, "nixpkgs") || end[-1] != '}')
		return NULL;
	for (end--; end > value && strchr(blank, end[-1]);)
		end--;
	if (end == value || *--end != ';')
		return NULL;
	return arena_printf(a, "%.*s\n%s  inputs:\n%s  import ./nix/%s-flake.nix inputs (%s%.*s\n%s  )%s",
		(int)(value - flake), flake, indent, indent, suite, *value == '\n' ? "" : "\n   ", (int)(end - value),
		value, indent, end);
}

const char *
starter_flake_file(struct arena *a, const char *suite)
{
	return arena_printf(a,
		"# Adds to the outputs of the flake what nightshift makes of its package `default`: %s, %s-build and %s-checked, the check of\n"
		"# pull requests, and a shell. This file is yours.\n"
		"inputs: outputs:\n"
		"let\n"
		"  own = outputs (removeAttrs inputs [ \"nightshift\" ]);\n"
		"  split =\n"
		"    system:\n"
		"    import ./%s-split.nix {\n"
		"      pkgs = inputs.nixpkgs.legacyPackages.${system};\n"
		"      inherit (inputs.nightshift.lib) mkSplit;\n"
		"      drv = own.packages.${system}.default; # what is built and tested\n"
		"      rev = inputs.self.rev or null;\n"
		"    };\n"
		"  both =\n"
		"    name:\n"
		"    builtins.mapAttrs (system: _: (own.${name}.${system} or { }) // (split system).${name}) own.packages;\n"
		"in\n"
		"own\n"
		"// {\n"
		"  packages = both \"packages\";\n"
		"  checks = both \"checks\";\n"
		"  devShells = both \"devShells\";\n"
		"}\n",
		suite, suite, suite, suite);
}
