#include "cli/starter.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "base/version.h"
#include "base/words.h"
#include "cli/starter_make.h"
#include "suite/testname.h"

const char *const starter_names[] = { "ctest", "meson", "pytest", "tap", "make", NULL };

/* --- looking ---------------------------------------------------------------------------------- */

static bool
is_tracked(const struct starter_look *l, const char *path)
{
	for (size_t i = 0; i < l->file_count; i++)
		if (!strcmp(l->files[i], path))
			return true;
	return false;
}

/* Does git track something in the folder? */
static bool
has_folder(const struct starter_look *l, const char *folder)
{
	size_t len = strlen(folder);

	for (size_t i = 0; i < l->file_count; i++)
		if (!strncmp(l->files[i], folder, len) && l->files[i][len] == '/')
			return true;
	return false;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len >= n && !strcmp(s + len - n, end);
}

/* The text of a tracked file, in the arena; "" if it cannot be read. */
static const char *
text_of(const struct starter_look *l, struct arena *a, const char *path)
{
	struct buf text = { 0 };
	const char *result = "";

	if (file_read(arena_printf(a, "%s/%s", l->root, path), &text))
		result = arena_strndup(a, buf_text(&text), text.len);
	buf_release(&text);
	return result;
}

/* Where one of the texts stands in s, in whatever case; or NULL. The list ends with NULL. */
static const char *
find_any(const char *s, const char *const *texts)
{
	for (; *s; s++)
		for (size_t i = 0; texts[i]; i++)
			if (!strncasecmp(s, texts[i], strlen(texts[i])))
				return s;
	return NULL;
}

/* The first tracked file with that last part in which one of the texts stands; or NULL. */
static const char *
find_file(const struct starter_look *l, struct arena *a, const char *name, const char *const *texts)
{
	for (size_t i = 0; i < l->file_count; i++)
		if (!strcmp(text_last_part(l->files[i]), name) && find_any(text_of(l, a, l->files[i]), texts))
			return l->files[i];
	return NULL;
}

static const char *
sees_ctest(const struct starter_look *l, struct arena *a)
{
	static const char *const says[] = { "enable_testing", "include(ctest", "include( ctest", "add_test", NULL };
	const char *file = is_tracked(l, "CMakeLists.txt") ? find_file(l, a, "CMakeLists.txt", says) : NULL;

	return file ? arena_printf(a, "CMake with tests in '%s'", file) : NULL;
}

static const char *
sees_meson(const struct starter_look *l, struct arena *a)
{
	static const char *const says[] = { "test(", NULL };
	const char *file = is_tracked(l, "meson.build") ? find_file(l, a, "meson.build", says) : NULL;

	return file ? arena_printf(a, "meson with tests in '%s'", file) : NULL;
}

/* Is it a file that pytest takes by itself, with a test in it? */
static bool
is_pytest_file(const struct starter_look *l, struct arena *a, const char *path)
{
	static const char *const says[] = { "def test", "class Test", NULL };
	const char *name = text_last_part(path);

	return ends_with(name, ".py") && (!strncmp(name, "test_", 5) || ends_with(name, "_test.py")) &&
		find_any(text_of(l, a, path), says);
}

static const char *
sees_pytest(const struct starter_look *l, struct arena *a)
{
	size_t count = 0;
	const char *first = NULL;

	for (size_t i = 0; i < l->file_count; i++)
		if (is_pytest_file(l, a, l->files[i])) {
			first = first ? first : l->files[i];
			count++;
		}
	return count ? arena_printf(a, "%zu file%s of tests for pytest, as '%s'", count, words_plural(count), first)
		     : NULL;
}

static const char *
sees_tap(const struct starter_look *l, struct arena *a)
{
	size_t count = 0;

	for (size_t i = 0; i < l->file_count; i++)
		count += !strncmp(l->files[i], "t/", 2) && ends_with(l->files[i], ".t");
	return count ? arena_printf(a, "%zu script%s that print%s TAP in 't'", count, words_plural(count),
			       count == 1 ? "s" : "")
		     : NULL;
}

const char *
starter_sees(const struct starter_look *l, struct arena *a, int kind)
{
	switch (kind) {
	case STARTER_CTEST:
		return sees_ctest(l, a);
	case STARTER_MESON:
		return sees_meson(l, a);
	case STARTER_PYTEST:
		return sees_pytest(l, a);
	case STARTER_TAP:
		return sees_tap(l, a);
	default:
		return starter_make_sees(l, a);
	}
}

/* --- options that turn tests on --------------------------------------------------------------- */

/* Append -DNAME=ON for each option(NAME "..." OFF) of a CMakeLists.txt whose name has TEST in it. */
static void
add_cmake_options(struct buf *out, struct arena *a, const char *text)
{
	static const char *const option[] = { "option(", "option (", NULL }, *const test[] = { "test", NULL };

	for (const char *s = text; (s = find_any(s, option)); s++) {
		const char *name = strchr(s, '(') + 1;
		bool whole = s == text || strchr(" \t\n", s[-1]);

		name += strspn(name, " \t\r\n");
		size_t len = strcspn(name, " \t\r\n)\"");
		const char *end = strchr(name, ')');
		bool commented = false;

		for (const char *p = s; p > text && p[-1] != '\n'; p--)
			commented |= p[-1] == '#';
		while (end && end > name && strchr(" \t\r\n", end[-1]))
			end--;
		const char *id = arena_strndup(a, name, len);

		if (whole && !commented && end && end - name > 3 && !strncasecmp(end - 3, "OFF", 3) &&
			find_any(id, test) && esc_is_name(id, len))
			buf_printf(out, " -D%s=ON", id);
	}
}

/* Append -DNAME=true or =enabled for each option('NAME', ... value: false or 'disabled') whose name has test in it. */
static void
add_meson_options(struct buf *out, struct arena *a, const char *text)
{
	static const char *const option[] = { "option(", NULL }, *const test[] = { "test", NULL };

	for (const char *s = text; (s = find_any(s, option)); s++) {
		const char *name = s + strcspn(s, "'");
		const char *end = strchr(s, ')');

		if (!*name || !end || name > end)
			continue;
		size_t len = strcspn(++name, "'");
		const char *id = arena_strndup(a, name, len), *rest = arena_strndup(a, s, (size_t)(end - s));
		const char *value = strstr(rest, "value");

		if (!find_any(id, test) || !esc_is_name(id, len) || !value)
			continue;
		value += 5 + strspn(value + 5, " \t:");
		if (!strncmp(value, "false", 5))
			buf_printf(out, " -D%s=true", id);
		else if (!strncmp(value, "'disabled'", 10) || !strncmp(value, "'auto'", 6))
			buf_printf(out, " -D%s=enabled", id);
	}
}

/* --- the manifest ----------------------------------------------------------------------------- */

const char *
starter_folder(const struct starter_look *l, struct arena *a, int kind)
{
	(void)a;
	if (kind != STARTER_CTEST && kind != STARTER_MESON)
		return NULL;
	return has_folder(l, "build") ? "build-nightshift" : "build";
}

static void
add_folder(struct buf *out, const char *folder)
{
	if (strcmp(folder, "build") != 0)
		buf_printf(out, " folder=\"%s\"", folder);
}

static void
add_ctest(struct buf *out, const struct starter_look *l, struct arena *a)
{
	const char *folder = starter_folder(l, a, STARTER_CTEST);
	struct buf options = { 0 };

	add_cmake_options(&options, a, text_of(l, a, "CMakeLists.txt"));
	buf_printf(out,
		"  <!-- How the tests are built: once for each variant, before any of them runs. -->\n"
		"  <program path=\"%s/CTestTestfile.cmake\">\n"
		"    <command>cmake -S . -B %s%s</command>\n"
		"    <command>cmake --build %s -j {jobs}</command>\n"
		"  </program>\n\n"
		"  <!-- Each test of CTest is a unit. 'nightshift generate' writes which there are into tests-ctest.tsv.\n"
		"       Slow ones can wait for the night: give them a label, say without=\"slow\" here, and add\n"
		"       <group lane=\"nightly\" reason=\"...\"><discover from=\"ctest\" labels=\"slow\"/></group> -->\n"
		"  <discover from=\"ctest\"",
		folder, folder, buf_text(&options), folder);
	add_folder(out, folder);
	buf_adds(out, "/>\n");
	buf_release(&options);
}

static void
add_meson(struct buf *out, const struct starter_look *l, struct arena *a)
{
	const char *folder = starter_folder(l, a, STARTER_MESON);
	struct buf options = { 0 };

	add_meson_options(&options, a,
		text_of(l, a, is_tracked(l, "meson.options") ? "meson.options" : "meson_options.txt"));
	buf_printf(out,
		"  <!-- How the tests are built: once for each variant, before any of them runs. -->\n"
		"  <program path=\"%s/build.ninja\">\n"
		"    <command>meson setup %s%s</command>\n"
		"    <command>meson compile -C %s -j {jobs}</command>\n"
		"  </program>\n\n"
		"  <!-- Each test of meson is a unit; its suites are labels. 'nightshift generate' writes which there are into\n"
		"       tests-meson.tsv. Slow ones can wait for the night: say without=\"slow\" here, and add\n"
		"       <group lane=\"nightly\" reason=\"...\"><discover from=\"meson\" labels=\"slow\"/></group> -->\n"
		"  <discover from=\"meson\"",
		folder, folder, buf_text(&options), folder);
	add_folder(out, folder);
	buf_adds(out, "/>\n");
	buf_release(&options);
}

/* Does the shell text, run at the top, succeed? What it prints comes back in the arena, or NULL. */
static const char *
run_here(const struct starter_look *l, struct arena *a, const char *command)
{
	struct buf out = { 0 }, err = { 0 };
	struct process p;

	process_start(&p, l->root, command);
	int status = process_finish(&p, &out, &err, NULL);
	const char *result = status ? NULL : arena_strndup(a, buf_text(&out), strcspn(buf_text(&out), "\n"));

	buf_release(&out);
	buf_release(&err);
	return result;
}

/* The first package below src, or NULL. */
static const char *
package_in_src(const struct starter_look *l, struct arena *a)
{
	for (size_t i = 0; i < l->file_count; i++) {
		const char *name = l->files[i] + 4, *slash;

		if (strncmp(l->files[i], "src/", 4) != 0 || !(slash = strchr(name, '/')) ||
			strcmp(slash, "/__init__.py") != 0)
			continue;
		name = arena_strndup(a, name, (size_t)(slash - name));
		if (esc_is_name(name, strlen(name)))
			return name;
	}
	return NULL;
}

/* The Python here that has pytest: that of the project, python3, or the one that runs pytest; NULL if none has it. */
static const char *
find_python(const struct starter_look *l, struct arena *a)
{
	const char *const candidates[] = { is_tracked(l, "uv.lock") ? "uv run --frozen python" : NULL,
		is_tracked(l, "poetry.lock") ? "poetry run python" : NULL, ".venv/bin/python", "venv/bin/python",
		"python3", run_here(l, a, "sed -n '1s/^#! *//p' \"$(command -v pytest)\"") };

	for (size_t i = 0; i < countof(candidates); i++) {
		const char *python = candidates[i];

		if (!python || !*python || !run_here(l, a, arena_printf(a, "%s -c 'import pytest'", python)))
			continue;
		/* A package below src has to be installed, or to be found there. */
		const char *with_src = arena_printf(a, "env PYTHONPATH=src %s", python),
			   *package = package_in_src(l, a);

		return package && !run_here(l, a, arena_printf(a, "%s -c 'import %s'", python, package)) &&
				run_here(l, a, arena_printf(a, "%s -c 'import %s'", with_src, package))
			? with_src
			: python;
	}
	return NULL;
}

static void
add_pytest(struct buf *out, const struct starter_look *l, struct arena *a)
{
	const char *tool = find_python(l, a);

	buf_adds(out,
		"  <!-- Each test that pytest collects is a unit; its marks are labels. 'nightshift generate' writes which there are into\n"
		"       tests-pytest.tsv. Slow ones can wait for the night: say without=\"slow\" here, and add\n"
		"       <group lane=\"nightly\" reason=\"...\"><discover from=\"pytest\" labels=\"slow\"/></group>\n"
		"       'tool' says which Python has pytest; 'files' what it collects, if not what pytest takes by itself. -->\n");
	if (tool && (*tool == '/' || strstr(tool, " /")))
		buf_adds(out,
			"  <!-- The first python3 here has no pytest, so 'tool' names another by its path, which other machines may lack. -->\n");
	buf_adds(out, "  <discover from=\"pytest\"");
	if (tool && strcmp(tool, "python3") != 0)
		buf_printf(out, " tool=\"%s\"", tool);
	buf_adds(out, "/>\n");
}

static void
add_tap(struct buf *out, const struct starter_look *l)
{
	bool makes = is_tracked(l, "Makefile.PL"), builds = is_tracked(l, "Build.PL"), has_lib = false;

	for (size_t i = 0; i < l->file_count; i++)
		has_lib |= !strncmp(l->files[i], "lib/", 4) && ends_with(l->files[i], ".pm");
	if (makes || builds)
		buf_printf(out,
			"  <!-- How the module is built, before any test runs. -->\n"
			"  <program path=\"%s\">\n    <command>perl %s</command>\n    <command>%s</command>\n  </program>\n\n",
			makes ? "Makefile" : "Build", makes ? "Makefile.PL" : "Build.PL", makes ? "make" : "./Build");
	buf_adds(out,
		"  <!-- Each script that prints TAP is a unit. 'nightshift generate' writes which there are into tests-tap.tsv.\n"
		"       'files' says where they are, if not below t; 'tool' what runs them, if not what their first line says. -->\n"
		"  <discover from=\"tap\"");
	if (makes || builds)
		buf_adds(out, " tool=\"perl -Mblib\"");
	else if (has_lib)
		buf_adds(out, " tool=\"perl -Ilib\"");
	buf_adds(out, "/>\n");
}

const char *
starter_suite(const struct starter_look *l, struct arena *a)
{
	char *name = arena_strdup(a, text_last_part(l->root));

	for (char *p = name; *p; p++)
		if (!esc_is_name(p, 1) && !strchr(".-", *p))
			*p = '-';
	while (*name && !esc_is_name(name, strlen(name)))
		name++;
	return *name ? name : "tests";
}

bool
starter_has_flake(const struct starter_look *l)
{
	return is_tracked(l, "flake.nix");
}

const char *
starter_manifest(const struct starter_look *l, struct arena *a, int kind)
{
	bool mac = ends_with(l->system, "-darwin");
	struct buf out = { 0 };

	buf_printf(&out,
		"<!-- What the tests of this repository are, and where they run. To check and apply it: nightshift generate. All that may\n"
		"     stand here, with examples: nightshift help manifest. -->\n"
		"<suite name=\"%s\" may-skip=\"tests may skip; without these words, a skip is red\">\n"
		"  <!-- A machine, and what pull requests, merges and the night do there: checked, build or none. 'runner' is for\n"
		"       workflows, which <workflow required=\"...\"/> asks for. -->\n"
		"  <platform name=\"%s\" system=\"%s\" runner=\"%s\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n"
		"  <variant name=\"default\"/>\n\n"
		"%s",
		starter_suite(l, a), mac ? "mac" : "linux", l->system, mac ? "macos-15" : "ubuntu-24.04",
		!starter_has_flake(l)
			? ""
			: "  <!-- Derivations of Nix: one that only builds, and one that tests what that has built. -->\n"
			  "  <nix strategy=\"tree\"/>\n\n");
	if (kind == STARTER_CTEST)
		add_ctest(&out, l, a);
	else if (kind == STARTER_MESON)
		add_meson(&out, l, a);
	else if (kind == STARTER_PYTEST)
		add_pytest(&out, l, a);
	else if (kind == STARTER_TAP)
		add_tap(&out, l);
	else
		starter_make_add(&out, l, a);
	buf_adds(&out, "</suite>\n");
	const char *result = arena_strdup(a, buf_text(&out));

	buf_release(&out);
	return result;
}
