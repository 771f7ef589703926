#include "suite/model.h"
#include "suite/producer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/text.h"
#include "suite/check.h"

const char *
model_path(struct arena *a, const char *dir, const char *path)
{
	const char *joined = *path == '/' || !strcmp(dir, ".") ? path : arena_printf(a, "%s/%s", dir, path);
	struct buf out = { 0 };
	bool inside = true;

	for (const char *p = joined; *p;) {
		size_t len = strcspn(p, "/");

		if (len == 2 && !memcmp(p, "..", 2)) {
			inside &= out.len > 0;
			while (out.len && out.s[out.len - 1] != '/')
				out.len--;
			if (out.len)
				out.len--;
		} else if (len && !(len == 1 && *p == '.')) {
			if (out.len)
				buf_addc(&out, '/');
			buf_add(&out, p, len);
		}
		p += len + (p[len] == '/');
	}
	const char *result = inside ? arena_strdup(a, out.len ? arena_strndup(a, out.s, out.len) : ".") : NULL;

	buf_release(&out);
	return result;
}

/* Is a part of the path git's own folder? macOS also finds that as '.GIT'. */
static bool
in_git_folder(const char *path)
{
	for (const char *p = path; *p;) {
		size_t len = strcspn(p, "/");

		if (len == 4 && p[0] == '.' && esc_lower(p[1]) == 'g' && esc_lower(p[2]) == 'i' &&
			esc_lower(p[3]) == 't')
			return true;
		p += len + (p[len] == '/');
	}
	return false;
}

/* Replace a path of the manifest by the one from the repository's top. */
static void
settle_path(struct checker *c, const char **path, struct loc at, const char *dir, const char *what)
{
	const char *resolved = model_path(c->arena, dir, *path);

	if (!resolved || in_git_folder(resolved))
		diag_error(c->diag, at, "%s '%s' lies outside of the repository", what, *path);
	else
		*path = resolved;
}

/*
 * The top of the product's source, from the repository's top: 'dir' without the root at its end. NULL if 'dir' does not
 * end with the root: then the source is not a folder of this repository.
 */
static const char *
source_top(const struct suite *s, struct arena *a, const char *root)
{
	size_t dir_len = strlen(s->dir), root_len = strlen(root);

	if (!strcmp(root, "."))
		return s->dir;
	if (!strcmp(root, s->dir))
		return ".";
	return dir_len > root_len && s->dir[dir_len - root_len - 1] == '/' && !strcmp(s->dir + dir_len - root_len, root)
		? arena_strndup(a, s->dir, dir_len - root_len - 1)
		: NULL;
}

/* The part of a resolved path below a resolved folder, or NULL if it lies elsewhere. */
static const char *
below(const char *folder, const char *path)
{
	size_t len = strlen(folder);

	if (!strcmp(folder, "."))
		return path;
	if (strncmp(path, folder, len))
		return NULL;
	return path[len] == '/' ? path + len + 1 : path[len] ? NULL : ".";
}

/* Place one test-only path in the source. False if it was reported. */
static bool
settle_test_only(struct checker *c, struct test_only *t, const char *root)
{
	const struct suite *s = c->suite;
	const char *top = source_top(s, c->arena, root), *written = t->path;

	if (!*written) {
		diag_error(c->diag, t->loc, "the path is empty");
		return false;
	}
	if (*written == '/' && !top) {
		diag_error(c->diag, t->loc,
			"test-only '%s' has no place in the product's source: 'dir' '%s' does not end with 'root' '%s' of <nix>; correct that, or name the path from the suite's folder",
			written, s->dir, s->nix_root);
		return false;
	}
	t->path = model_path(c->arena, s->dir, written);
	t->in_source = *written != '/' ? model_path(c->arena, root, written) : t->path ? below(top, t->path) : NULL;
	if (!t->in_source)
		diag_error(c->diag, t->loc,
			"test-only '%s' lies outside of the product's source: name what lies within, or say by 'root' of <nix> how far above 'dir' the source begins",
			written);
	else if (!strcmp(t->in_source, "."))
		diag_error(c->diag, t->loc,
			"test-only '%s' is all of the product's source: name a file or folder within", written);
	else
		return true;
	return false;
}

static int
by_test_only(const void *a, const void *b)
{
	const struct test_only *x = a, *y = b;
	int c = strcmp(x->in_source, y->in_source);

	if (c)
		return c;
	return x->loc.line != y->loc.line ? (x->loc.line < y->loc.line ? -1 : 1)
					  : (x->loc.col > y->loc.col) - (x->loc.col < y->loc.col);
}

static void
settle_all_test_only(struct checker *c, const char *root)
{
	struct suite *s = c->suite;
	size_t kept = 0;

	for (size_t i = 0; i < s->test_only_count; i++) {
		struct test_only *t = &s->test_only[i];

		if (!s->nix_loc.line)
			diag_error(c->diag, t->loc,
				"<test-only> does nothing without <nix>, which filters it out of the product's source: add one, or take this out");
		else if (t->path && root && settle_test_only(c, t, root))
			s->test_only[kept++] = *t;
	}
	s->test_only_count = kept;
	if (kept > 1)
		qsort(s->test_only, kept, sizeof(*s->test_only), by_test_only);
	kept = 0;
	for (size_t i = 0; i < s->test_only_count; i++) /* two ways to write one path */
		if (!i || strcmp(s->test_only[i].in_source, s->test_only[kept - 1].in_source))
			s->test_only[kept++] = s->test_only[i];
	s->test_only_count = kept;
}

static void
add_own(struct checker *c, const char *root, const char *path)
{
	struct suite *s = c->suite;
	const char *top = source_top(s, c->arena, root), *in_source = top && path ? below(top, path) : NULL;

	if (in_source)
		*ARENA_APPEND(c->arena, s->own, s->own_count) = in_source;
}

/* What nightshift reads and writes itself, as far as it lies in the source below root. */
static void
find_own(struct checker *c, const char *root)
{
	struct suite *s = c->suite;

	add_own(c, root, s->manifest);
	add_own(c, root, model_path(c->arena, s->dir, "seconds.tsv"));
	add_own(c, root, s->include);
	add_own(c, root, s->plan);
	add_own(c, root, s->split);
	for (size_t i = 0; i < s->discover_count; i++)
		if (s->discovers[i].from)
			add_own(c, root, model_path(c->arena, s->dir, s->discovers[i].list));
	if (s->own_count > 1)
		qsort(s->own, s->own_count, sizeof(*s->own), text_order);
}

/* The length of the part of a path that names its folder. */
static size_t
folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

/* The split file and the product's source. The suite's folder, seen from the top of that source; NULL if there is none. */
static const char *
settle_nix(struct checker *c)
{
	struct suite *s = c->suite;
	struct loc at = s->split_loc.line ? s->split_loc : s->nix_loc;

	if (!s->nix_loc.line)
		return NULL;
	if (!s->split)
		s->split = arena_printf(c->arena, "/nix/%s-split.nix", s->name);
	settle_path(c, &s->split, at, s->dir, "the split");
	size_t len = folder_length(s->plan);

	if (len != folder_length(s->split) || strncmp(s->plan, s->split, len))
		diag_error(c->diag, at, "the split '%s' must lie in the same folder as the plan '%s', which it reads",
			s->split, s->plan);
	const char *root = *s->nix_root == '/' ? NULL : model_path(c->arena, ".", s->nix_root);

	if (!root)
		diag_error(c->diag, s->nix_loc, "'root' '%s' lies outside of the source", s->nix_root);
	return root;
}

/* The workflow of each lane in which a platform does anything. */
static void
settle_workflows(struct checker *c)
{
	struct suite *s = c->suite;

	for (int lane = 0; s->workflow.loc.line && lane < LANE_COUNT; lane++)
		for (size_t i = 0; i < s->platform_count && !s->workflow.paths[lane]; i++)
			if (s->platforms[i].does[lane] != DOES_NONE)
				s->workflow.paths[lane] = arena_printf(c->arena, ".github/workflows/%s-%s.yml", s->name,
					lane_names[lane]);
}

/* The script that runs tests of a producer. The units need it, so it is no file of nightshift's own. */
static void
settle_script(struct checker *c)
{
	struct suite *s = c->suite;

	for (size_t i = 0; i < s->discover_count && !s->script; i++) {
		s->script = producer_file(s->discovers[i].from);
		s->script_loc = s->discovers[i].loc;
	}
	if (s->script)
		settle_path(c, &s->script, s->script_loc, s->dir, "the script");
}

static void
check_outputs_differ(struct checker *c)
{
	const struct suite *s = c->suite;
	const char *const *workflows = s->workflow.paths;
	const char *outputs[] = { s->include, s->plan, s->split, s->script, workflows[LANE_PR], workflows[LANE_MERGE],
		workflows[LANE_NIGHTLY] };

	for (size_t i = 0; i < countof(outputs); i++)
		for (size_t k = i + 1; k < countof(outputs); k++)
			if (outputs[i] && outputs[k] && !strcmp(outputs[i], outputs[k]))
				diag_error(c->diag, s->loc, "two outputs would be written to '%s'", outputs[i]);
			else if (outputs[i] && outputs[k] && esc_same_name(outputs[i], outputs[k]))
				diag_error(c->diag, s->loc,
					"two outputs would be written to '%s' and '%s', which may be one file on macOS",
					outputs[i], outputs[k]);
}

static void
settle_artifacts(struct checker *c)
{
	const struct suite *s = c->suite;

	if (s->artifact_count > 1)
		qsort(s->artifacts, s->artifact_count, sizeof(*s->artifacts), text_order);
	for (size_t i = 0; i < s->artifact_count; i++)
		if (!model_path(c->arena, ".", s->artifacts[i]) || *s->artifacts[i] == '/')
			diag_error(c->diag, s->loc, "artifact '%s' lies outside of the suite's folder",
				s->artifacts[i]);
}

bool
model_paths(struct suite *s, struct arena *a, struct diag *d)
{
	struct checker checker = { .suite = s, .arena = a, .diag = d }, *c = &checker;
	int errors = d->errors;

	settle_path(c, &s->dir, s->dir_loc.line ? s->dir_loc : s->loc, ".", "'dir'");
	if (!s->include)
		s->include = "tests.mk";
	if (!s->plan)
		s->plan = arena_printf(a, "/nix/%s.json", s->name);
	settle_path(c, &s->include, s->include_loc.line ? s->include_loc : s->loc, s->dir, "the include");
	settle_path(c, &s->plan, s->plan_loc.line ? s->plan_loc : s->loc, s->dir, "the plan");
	const char *root = settle_nix(c);

	settle_workflows(c);
	settle_script(c);
	check_outputs_differ(c);
	settle_artifacts(c);
	settle_all_test_only(c, root);
	if (root && d->errors == errors)
		find_own(c, root);
	return d->errors == errors;
}
