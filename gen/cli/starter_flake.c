#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/version.h"
#include "cli/starter.h"

static const char blank[] = " \t\r\n";

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

/* The indent of the flake's own attributes: that of the first one, behind the first line, which is "{"; in the arena. NULL if the flake
 * does not begin so. */
static const char *
own_indent(struct arena *a, const char *flake)
{
	const char *line = flake;

	if (strncmp(line, "{\n", 2) != 0)
		return NULL;
	for (line += 2; *line == '\n' || line[strspn(line, " \t")] == '#'; line++) {
		line += strcspn(line, "\n");
		if (!*line)
			return NULL;
	}
	return arena_strndup(a, line, strspn(line, " \t"));
}

const char *
starter_flake_input(struct arena *a, const char *flake)
{
	static const char set[] = "inputs = {\n", single[] = "inputs.";
	const char *indent = own_indent(a, flake), *outputs = indent ? strstr(flake, "outputs") : NULL;

	if (!outputs || strstr(flake, "nightshift"))
		return NULL;
	for (const char *line = flake; line < outputs; line += strcspn(line, "\n") + 1) {
		const char *at = line + strlen(indent), *before = "inputs.";

		if (!is_attribute(line, indent))
			continue;
		if (!strncmp(at, set, sizeof(set) - 1)) {
			line = at + sizeof(set) - 1;
			indent = arena_strndup(a, line, strspn(line, " \t"));
			before = "";
		} else if (strncmp(at, single, sizeof(single) - 1) != 0) {
			continue;
		}
		return arena_printf(a, "%.*s%s%snightshift.url = \"github:" NIGHTSHIFT_REPOSITORY "\";\n%s",
			(int)(line - flake), flake, indent, before, line);
	}
	return NULL;
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

/*
 * Is the ';' at `end` that of the outputs, whose value begins at `value`? Nix is not read here, so only what is plain counts: the last line
 * has no comment, and no other ';' that stands outside of its braces.
 */
static bool
ends_plainly(const char *value, const char *end)
{
	const char *line = end;
	int depth = 0;

	while (line > value && line[-1] != '\n')
		line--;
	for (const char *p = line; p < end; p++) {
		depth += (*p == '{' || *p == '(' || *p == '[') - (*p == '}' || *p == ')' || *p == ']');
		if (*p == '#' || (*p == '*' && p[1] == '/') || (*p == ';' && depth <= 0))
			return false;
	}
	return true;
}

const char *
starter_flake_outputs(struct arena *a, const char *flake, const char *suite)
{
	const char *indent = "", *value = find_outputs(a, flake, &indent), *end = flake + strlen(flake);

	while (end > flake && strchr(blank, end[-1]))
		end--;
	if (!value || !strstr(flake, "nixpkgs") || end[-1] != '}')
		return NULL;
	for (end--; end > value && strchr(blank, end[-1]);)
		end--;
	if (end == value || *--end != ';' || !ends_plainly(value, end))
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
		"  # of each system that has the package\n"
		"  ours = builtins.listToAttrs (\n"
		"    map (name: {\n"
		"      inherit name;\n"
		"      value = split name;\n"
		"    }) (builtins.filter (name: own.packages.${name} ? default) (builtins.attrNames (own.packages or { })))\n"
		"  );\n"
		"  both =\n"
		"    name: (own.${name} or { }) // builtins.mapAttrs (system: of: (own.${name}.${system} or { }) // of.${name}) ours;\n"
		"in\n"
		"own\n"
		"// {\n"
		"  packages = both \"packages\";\n"
		"  checks = both \"checks\";\n"
		"  devShells = both \"devShells\";\n"
		"}\n",
		suite, suite, suite, suite);
}
