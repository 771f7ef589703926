/*
 * The program nightshift-core: the commands that need a library. Each runs the stages it needs, in
 * order; only here is an exit status chosen. People start it through front.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "affected.h"
#include "affectedreport.h"
#include "arena.h"
#include "batch.h"
#include "buf.h"
#include "claims.h"
#include "cli.h"
#include "coverage.h"
#include "diag.h"
#include "discover.h"
#include "emit.h"
#include "esc.h"
#include "exec.h"
#include "fixture.h"
#include "exchange.h"
#include "flaky.h"
#include "git.h"
#include "gnumake.h"
#include "history.h"
#include "imports.h"
#include "io.h"
#include "junitreport.h"
#include "lock.h"
#include "judge.h"
#include "manifest.h"
#include "match.h"
#include "model.h"
#include "night.h"
#include "page.h"
#include "plan.h"
#include "planreport.h"
#include "prune.h"
#include "qualify.h"
#include "readback.h"
#include "record.h"
#include "replay.h"
#include "report.h"
#include "required.h"
#include "rerun.h"
#include "results.h"
#include "run.h"
#include "schemahelp.h"
#include "seconds.h"
#include "seed.h"
#include "selection.h"
#include "self.h"
#include "suspects.h"
#include "suspectsreport.h"
#include "tmpl.h"
#include "tune.h"
#include "values.h"
#include "workflow.h"

struct run {
	struct cli cli;
	struct arena arena;
	struct diag diag;

	struct git *git;
	const char *root; /* the work tree's top, or the current folder */
	struct suite suite;
	struct seconds seconds;   /* as committed */
	const char *seconds_text; /* what their file holds, or NULL if there is none */
	size_t seconds_len;
	struct plan plan;
	const struct match *match; /* foreign names to its units */
	struct outputs outputs;
};

static const struct loc command_line = { 0 };

/* --- stages ----------------------------------------------------------------------------------- */

/* Find the repository, whose top is where outputs go. */
static void
find_root(struct run *r)
{
	char here[4096];

	r->git = git_open(".");
	r->root = r->git ? git_work_tree(r->git, &r->arena) : NULL;
	if (!r->root) {
		if (!getcwd(here, sizeof(here)))
			die("cannot tell the current folder:");
		r->root = arena_strdup(&r->arena, here);
	}
}

/* A path below the root as seen from here, for messages: the same where the two are one. */
static const char *
seen_from_here(struct run *r, const char *path)
{
	char here[4096];
	size_t len = strlen(r->root);

	if (!getcwd(here, sizeof(here)))
		return arena_printf(&r->arena, "%s/%s", r->root, path);
	if (!strcmp(here, r->root))
		return path;
	/* Below the root: as many steps up as there are folders between. */
	if (!strncmp(here, r->root, len) && here[len] == '/') {
		struct buf up = { 0 };

		for (const char *p = here + len; *p; p++)
			if (*p == '/')
				buf_adds(&up, "../");
		buf_adds(&up, path);
		const char *s = arena_strdup(&r->arena, buf_text(&up));

		buf_release(&up);
		return s;
	}
	return arena_printf(&r->arena, "%s/%s", r->root, path);
}

/* The manifest: as asked for, or the one there is. NULL, with a message, if there is none or more
 * than one. */
static const char *
find_manifest(struct run *r)
{
	const char *usual = arena_printf(&r->arena, "%s/nightshift.xml", r->root);

	if (r->cli.file)
		return r->cli.file;
	if (!access("nightshift.xml", F_OK))
		return "nightshift.xml";
	if (!access(usual, F_OK))
		return seen_from_here(r, "nightshift.xml");
	const char **tracked = r->git ? git_tracked(r->git, &r->arena, "suite.xml", ".suite.xml")
				      : NULL;

	if (!tracked || !tracked[0]) {
		diag_error(
		    &r->diag, command_line,
		    "no manifest: there is neither a nightshift.xml here nor a suite.xml or *.suite.xml that git tracks; name one with -f");
		return NULL;
	}
	if (tracked[1]) {
		struct buf all = { 0 };

		for (size_t i = 0; tracked[i]; i++)
			buf_printf(&all, "%s'%s'", i ? ", " : "", tracked[i]);
		diag_error(&r->diag, command_line, "several manifests: %s; choose one with -f",
			   buf_text(&all));
		buf_release(&all);
		return NULL;
	}
	return seen_from_here(r, tracked[0]);
}

/* The manifest's path from the root, which goes into what is written; its last part if it lies
 * elsewhere. */
static const char *
from_root(struct run *r, const char *file)
{
	char *real = realpath(file, NULL), *top = realpath(r->root, NULL);
	const char *slash = strrchr(file, '/'), *result = slash ? slash + 1 : file;
	size_t len = top ? strlen(top) : 0;

	if (real && top && !strncmp(real, top, len) && real[len] == '/')
		result = real + len + 1;
	result = arena_strdup(&r->arena, result);
	free(real);
	free(top);
	return result;
}

/* Read a file whole into the arena; NULL, with a message, if that cannot be done. */
static const char *
read_file(struct run *r, const char *path, size_t *ret_len)
{
	struct buf text = { 0 };
	struct stat st;
	const char *s = NULL;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		diag_error(&r->diag, (struct loc){ path, 0, 0 },
			   "is a folder; name the manifest in it");
	else if (io_read(path, &text))
		s = arena_strndup(&r->arena, buf_text(&text), *ret_len = text.len);
	else
		diag_error(&r->diag, (struct loc){ path, 0, 0 }, "cannot be read: %s",
			   strerror(errno));
	buf_release(&text);
	return s;
}

/* Read the manifest into r->suite. */
static bool
read_manifest(struct run *r)
{
	size_t len;

	find_root(r);
	const char *file = find_manifest(r), *text = file ? read_file(r, file, &len) : NULL;

	if (!text)
		return false;
	bool ok = manifest_read(&r->suite, &r->arena, &r->diag, file, text, len, 0);

	r->suite.manifest = from_root(r, file);
	return ok;
}

/* Today as yyyy-mm-dd, in UTC; SOURCE_DATE_EPOCH, where set, is today (reproducible-builds.org). */
static const char *
today(struct run *r)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm tm;
	char date[32];

	if (!gmtime_r(&now, &tm) || !strftime(date, sizeof(date), "%Y-%m-%d", &tm))
		die("cannot tell today's date");
	return arena_strdup(&r->arena, date);
}

/* The file of measured seconds, from the root. */
static const char *
seconds_file(struct run *r)
{
	return !strcmp(r->suite.dir, ".") ? "seconds.tsv"
					  : arena_printf(&r->arena, "%s/seconds.tsv", r->suite.dir);
}

/* Manifest, discovery, seconds: everything up to the plan in r->plan. */
static bool
make_plan(struct run *r, bool strict)
{
	if (!read_manifest(r)) {
		/* The mistakes that only the whole shows are worth telling in the same run, where
		 * the whole is known. */
		bool known = r->suite.name != NULL;

		for (size_t i = 0; i < r->suite.discover_count; i++)
			known &= r->suite.discovers[i].as != DISCOVER_MODULES;
		if (known && model_paths(&r->suite, &r->arena, &r->diag))
			model_finish(&r->suite, &r->arena, &r->diag, today(r), strict);
		return false;
	}
	if (!model_paths(&r->suite, &r->arena, &r->diag))
		return false;
	if (!discover_modules(&r->suite, &r->arena, &r->diag, r->root))
		return false;
	if (!model_finish(&r->suite, &r->arena, &r->diag, today(r), strict))
		return false;
	const char *path = seen_from_here(r, seconds_file(r));

	if (!access(path, F_OK)) {
		r->seconds_text = read_file(r, path, &r->seconds_len);
		if (!r->seconds_text || !seconds_read(&r->seconds, &r->arena, &r->diag, path,
						      r->seconds_text, r->seconds_len))
			return false;
	}
	if (!plan_make(&r->plan, &r->arena, &r->diag, &r->suite, &r->seconds))
		return false;
	r->match = match_make(&r->arena, &r->diag, &r->plan);
	if (!r->match)
		return false;
	if (r->cli.bit & FOR_DISCOVERY)
		claims_check(&r->suite, r->git, &r->arena, &r->diag);
	/* Who records or asks need not have built every test program. */
	if (r->cli.no_discover || !(r->cli.bit & FOR_DISCOVERY))
		return true;
	return discover_check(&r->suite, &r->arena, &r->diag, r->root);
}

/* Render and compare. */
static bool
make_outputs(struct run *r, int *ret_root_fd)
{
	if (r->git && !git_work_tree(r->git, &r->arena)) {
		diag_error(&r->diag, command_line,
			   "the repository is bare: there is no work tree to write into");
		return false;
	}
	*ret_root_fd = open(r->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*ret_root_fd < 0)
		die("cannot open '%s':", r->root);
	if (!required_check(&r->suite, &r->arena, &r->diag, r->root))
		return false;
	return emit_render(&r->outputs, &r->arena, &r->diag, &r->plan, r->cli.templates) &&
	       emit_compare(&r->outputs, &r->diag, &r->plan, *ret_root_fd);
}

static const char *
record_path(struct run *r)
{
	return r->cli.record ? r->cli.record
			     : arena_printf(&r->arena, "%s/.nightshift/record.db", r->root);
}

/* Put the plan, and what commit it belongs to, into the record. */
static void
remember(struct run *r, struct record *record, const char *fingerprint)
{
	char commit[GIT_HEX + 1];
	struct seed seed;
	bool born = r->git && git_resolve(r->git, "HEAD", NULL, commit);

	seed_resolve(&r->suite, r->git, "HEAD", &seed);
	record_add_plan(record, &r->plan, fingerprint, born ? commit : NULL,
			r->suite.has_seed ? &seed : NULL, born && git_is_dirty(r->git));
}

/* --- commands --------------------------------------------------------------------------------- */

/* Warn of what is filtered out of the product's source and does not exist: a slip of the pen, most
 * likely, and the tests are still in. */
static void
look_for_test_only(struct run *r, int root_fd)
{
	for (size_t i = 0; i < r->suite.test_only_count; i++) {
		const struct test_only *t = &r->suite.test_only[i];
		struct stat st;

		if (t->path && fstatat(root_fd, t->path, &st, AT_SYMLINK_NOFOLLOW))
			diag_warn(
			    &r->diag, t->loc,
			    "test-only '%s' does not exist, so nothing is left out of the product's source: mend the path, or take it out",
			    t->path);
	}
}

static void
print_diff(struct run *r, const struct io_file *f)
{
	struct buf old = { 0 }, text = { 0 };
	bool there = io_read(arena_printf(&r->arena, "%s/%s", r->root, f->path), &old);

	git_unified(f->path, there ? buf_text(&old) : NULL, old.len, f->text, f->len, &text);
	fwrite(buf_text(&text), 1, text.len, stdout);
	buf_release(&old);
	buf_release(&text);
}

static int
command_generate(struct run *r)
{
	struct outputs *o = &r->outputs;
	const char *failed;
	size_t stale = 0;
	int root_fd;

	if (!make_plan(r, false) || !make_outputs(r, &root_fd))
		return EXIT_INPUT;
	look_for_test_only(r, root_fd);
	for (size_t i = 0; i < o->count; i++) {
		if (o->files[i].state != IO_DIFFERS)
			continue;
		stale++;
		if (r->cli.diff)
			print_diff(r, &o->files[i]);
		else if (r->cli.check)
			printf("stale: %s\n", o->files[i].path);
	}
	if (r->cli.check || r->cli.diff) {
		if (stale && !r->cli.quiet)
			fprintf(
			    stderr,
			    "nightshift: %zu of %zu outputs of '%s' are not what it says; run: nightshift generate\n",
			    stale, o->count, r->suite.manifest);
		return stale ? EXIT_NO : EXIT_YES;
	}
	if (!io_replace(root_fd, o->files, o->count, &failed))
		die("cannot write '%s', so nothing was changed:", failed);
	close(root_fd);
	for (size_t i = 0; i < o->count; i++)
		if (!r->cli.quiet && (r->cli.verbose || o->files[i].state == IO_DIFFERS))
			printf("%s %s\n", o->files[i].state == IO_DIFFERS ? "wrote" : "kept ",
			       o->files[i].path);
	if (!r->cli.no_record) {
		struct record *record = record_open(record_path(r));

		remember(r, record, o->fingerprint);
		record_close(record);
	}
	return EXIT_YES;
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static int
command_lint(struct run *r)
{
	int root_fd;

	if (!make_plan(r, true) || !make_outputs(r, &root_fd))
		return EXIT_INPUT;
	look_for_test_only(r, root_fd);
	close(root_fd);
	if (!readback_check(&r->suite, &r->arena, &r->diag, r->root))
		return EXIT_INPUT;
	if (!r->cli.quiet)
		printf("%s: suite '%s' is sound: %zu unit%s, %zu variant%s, %zu platform%s\n",
		       r->suite.manifest, r->suite.name, r->plan.unit_count,
		       plural(r->plan.unit_count), r->suite.variant_count,
		       plural(r->suite.variant_count), r->suite.platform_count,
		       plural(r->suite.platform_count));
	return EXIT_YES;
}

/* The lane that --lane names; `usual` where there is none, or, with a message, where it is no lane.
 */
static int
find_lane(struct run *r, int usual)
{
	if (!r->cli.lane)
		return usual;
	for (int i = 0; lane_names[i]; i++)
		if (!strcmp(lane_names[i], r->cli.lane))
			return i;
	diag_error(&r->diag, command_line, "--lane is '%s', but must be pr, merge or nightly",
		   r->cli.lane);
	return usual;
}

/* The same of --platform, when the suite is known. */
static int
chosen_platform(struct run *r)
{
	const char *names[64];
	size_t n = 0;

	if (!r->cli.platform)
		return -1;
	for (size_t i = 0; i < r->suite.platform_count; i++) {
		if (!strcmp(r->suite.platforms[i].name, r->cli.platform))
			return (int)i;
		if (n < countof(names))
			names[n++] = r->suite.platforms[i].name;
	}
	const char *near = diag_meant(r->cli.platform, names, n);

	diag_error(&r->diag, command_line, "no platform has the name '%s'%s%s%s", r->cli.platform,
		   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	return -1;
}

static int
command_plan(struct run *r)
{
	struct planreport_filter filter = { .lane = find_lane(r, -1), .jobs = r->cli.jobs };
	struct buf out = { 0 };

	if (!make_plan(r, false))
		return EXIT_INPUT;
	filter.platform = chosen_platform(r);
	if (r->diag.errors)
		return EXIT_INPUT;
	if (r->cli.format == FORMAT_JSON)
		planreport_json(&r->plan, &filter, &out);
	else
		planreport_text(&r->plan, &filter, r->cli.verbose, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

static void
no_commit(struct run *r, const char *rev)
{
	diag_error(
	    &r->diag, command_line,
	    "no commit is named '%s' here; a shallow clone holds only the newest (fetch-depth)",
	    rev);
}

static int
command_seed(struct run *r)
{
	const char *rev = r->cli.arg_count ? r->cli.args[0] : "HEAD";
	struct seed seed;

	if (!read_manifest(r))
		return EXIT_INPUT;
	if (!seed_resolve(&r->suite, r->git, rev, &seed)) {
		no_commit(r, rev);
		return EXIT_INPUT;
	}
	printf("%ld\n", seed.value);
	if (seed.fallback && !r->cli.quiet)
		fprintf(stderr, "nightshift: %ld is the fallback: %s\n", seed.value, seed.why);
	return EXIT_YES;
}

/* What became of the units of a run, in a line. */
static void
print_run(struct record *record, const struct suite *s, const char *run)
{
	struct results_summary sum;

	if (!run || !results_summary(record, s->name, run, &sum))
		return;
	printf("run %s: %zu units, %zu passed", run, sum.units, sum.verdicts[VERDICT_PASS]);
	if (sum.flaky)
		printf(", %zu flaky", sum.flaky);
	printf("; %.1f s of wall time for %.1f s of units, the longest %.1f s\n",
	       (double)sum.usec_wall / 1e6, (double)sum.usec_sum / 1e6,
	       (double)sum.usec_longest / 1e6);
}

/* What an import of folders took in, and what the newest run of it came to. */
static void
print_import(struct record *record, const struct suite *s, const struct results_count *c)
{
	printf("%zu results new, %zu known", c->imported, c->known);
	for (int v = 0; v < VERDICT_COUNT; v++)
		if (c->verdicts[v])
			printf(", %zu %s", c->verdicts[v], verdict_names[v]);
	puts("");
	if (c->cached)
		printf("%zu of them did not run now: Nix had them already\n", c->cached);
	if (c->unfinished)
		printf("%zu without a verdict: %s\n", c->unfinished, c->unfinished_names);
	if (*c->run)
		print_run(record, s, c->run);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The same of other programs' files. */
static void
print_reports(struct record *record, const struct suite *s, const struct imports_count *c,
	      const char *run)
{
	struct buf out = { 0 };

	imports_text(c, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	if (c->files || c->known_files)
		print_run(record, s, run);
}

/* A number that CI says, or NULL. */
static const char *
ci_number(const char *name, size_t digits)
{
	const char *s = getenv(name);

	return s && *s && strspn(s, "0123456789") == strlen(s) && strlen(s) <= digits ? s : NULL;
}

/* What the command line says of the results to come, and, below that, GitHub Actions or GitLab. */
static void
know_results(struct run *r, struct results_given *ret_given)
{
	const char *sha = getenv("GITHUB_SHA"), *id = ci_number("GITHUB_RUN_ID", 19),
		   *attempt = ci_number("GITHUB_RUN_ATTEMPT", 6),
		   *pipeline = ci_number("CI_PIPELINE_ID", 19);
	char hex[GIT_HEX + 1];
	int lane = find_lane(r, -1);

	if (!sha)
		sha = getenv("CI_COMMIT_SHA");
	*ret_given = (struct results_given){ .lane = lane < 0 ? NULL : lane_names[lane],
					     .platform = r->cli.platform,
					     .run = r->cli.run_name,
					     .attempt = r->cli.attempt,
					     .started = r->cli.started < 0
							    ? -1
							    : r->cli.started * 1000000,
					     .seed = r->cli.seed,
					     .variant = r->cli.variant };
	if (r->cli.commit) {
		if (r->git && git_resolve(r->git, r->cli.commit, NULL, hex))
			ret_given->commit = arena_strdup(&r->arena, hex);
		else
			no_commit(r, r->cli.commit);
	} else if (sha && strspn(sha, "0123456789abcdef") == GIT_HEX && !sha[GIT_HEX]) {
		ret_given->commit = sha;
		ret_given->commit_is_default = true;
	}
	if (r->cli.run_name && !results_is_run(r->cli.run_name))
		diag_error(&r->diag, command_line,
			   "--run is '%s', but must be at most %d of A-Z a-z 0-9 _ . : + -",
			   r->cli.run_name, RUN_NAME_MAX);
	if (!r->cli.run_name && id)
		ret_given->run = arena_printf(&r->arena, "github-%s", id);
	else if (!r->cli.run_name && pipeline)
		ret_given->run = arena_printf(&r->arena, "gitlab-%s", pipeline);
	if (!r->cli.attempt && attempt) {
		ret_given->attempt = atol(attempt);
		ret_given->attempt_is_default = true;
	}
}

/* --variant must be one of the suite's. */
static void
check_variant(struct run *r)
{
	const char *names[64];
	size_t n = 0;

	for (size_t i = 0; r->cli.variant && i < r->suite.variant_count; i++) {
		if (!strcmp(r->suite.variants[i].name, r->cli.variant))
			return;
		if (n < countof(names))
			names[n++] = r->suite.variants[i].name;
	}
	const char *near = r->cli.variant ? diag_meant(r->cli.variant, names, n) : NULL;

	if (r->cli.variant)
		diag_error(&r->diag, command_line, "no variant has the name '%s'%s%s%s",
			   r->cli.variant, near ? "; did you mean '" : "", near ? near : "",
			   near ? "'?" : "");
}

/* What is recorded, or the chosen part of it, into the file that --export names. */
static int
export_record(struct run *r, struct record *record)
{
	const char *path = r->cli.export_file, *temporary = NULL;
	struct export_choice choice = { .run = r->cli.run_name, .since = -1 };
	FILE *out = stdout;

	if (r->cli.since && !exchange_date(r->cli.since, &choice.since))
		diag_error(&r->diag, command_line, "--since is '%s', but must be yyyy-mm-dd",
			   r->cli.since);
	if (r->diag.errors)
		return EXIT_INPUT;
	if (strcmp(path, "-")) {
		temporary = arena_printf(&r->arena, "%s.tmp", path);
		if (!(out = fopen(temporary, "wb")))
			die("cannot write '%s':", path);
	}
	size_t chosen = exchange_write(record, &choice, out);
	bool all = !choice.run && choice.since < 0, ok = !ferror(out);

	if (!temporary)
		return chosen || all ? EXIT_YES : EXIT_NO;
	if (fclose(out))
		ok = false;
	if (!ok || ((chosen || all) && rename(temporary, path))) {
		int err = errno;

		remove(temporary);
		die("cannot write '%s': %s", path, strerror(err));
	}
	if (chosen || all)
		return EXIT_YES;
	remove(temporary);
	if (!r->cli.quiet)
		fputs("nightshift: the record has nothing of that, so nothing was written\n",
		      stderr);
	return EXIT_NO;
}

static void
print_merge(const struct merge_count *c, size_t exports)
{
	printf("%zu export%s: %zu results new, %zu known", exports, plural(exports), c->results,
	       c->known);
	if (c->disputed)
		printf(", %zu that others contradict", c->disputed);
	if (c->old)
		printf("; %zu were pruned before, and are dropped again", c->old);
	puts("");
}

static void
prune_record(struct run *r, struct record *record)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	long long now = epoch && *epoch ? strtoll(epoch, NULL, 10) : (long long)time(NULL);
	struct prune_count count;

	prune(record, (now - r->cli.prune * 86400ll) * 1000000, &count);
	if (!r->cli.quiet)
		printf("%zu results of %zu runs dropped\n", count.results, count.runs);
	if (count.shrink)
		die("the record was pruned, but its file could not be made smaller (%s): run it again",
		    count.shrink);
}

/* Merge the arguments that are exports, or folders of them; import the others, unless im is NULL.
 */
static void
take_arguments(struct run *r, struct record *record, struct imports *im, enum import_format format,
	       struct results_count *folders)
{
	struct merge_count merged = { 0 };
	size_t exports = 0;

	for (int i = 0; i < r->cli.arg_count; i++) {
		const char *one = r->cli.args[i], **paths = &one;
		size_t n = 1;

		if (!exchange_is_export(one))
			paths = exchange_in_folder(&r->arena, one, &n);
		if (!paths)
			imports_add(im, one, format, folders);
		for (size_t k = 0; paths && k < n; k++, exports++)
			exchange_read(record, &r->diag, paths[k], &merged);
	}
	if (exports && !r->diag.errors && !r->cli.quiet)
		print_merge(&merged, exports);
}

/* Import and merge what the command line names. The exit status. */
static int
import_arguments(struct run *r, struct record *record, const struct results_given *given,
		 bool foreign)
{
	static const enum import_format formats[FORMAT_COUNT] = {
		[FORMAT_FOLDER] = IMPORT_FOLDER,
		[FORMAT_JUNIT] = IMPORT_JUNIT,
		[FORMAT_TAP] = IMPORT_TAP,
		[FORMAT_NIX_LOG] = IMPORT_NIX,
		[FORMAT_CTEST_COSTS] = IMPORT_CTEST_COSTS,
		[FORMAT_DURATIONS] = IMPORT_DURATIONS
	};
	struct results_count folders = { 0 };
	struct imports_count reports = { 0 };
	struct imports *im = NULL;

	if (foreign) {
		remember(r, record, r->outputs.fingerprint);
		im = imports_begin(record, &r->diag, &r->plan, r->match, r->outputs.fingerprint,
				   given);
	}
	take_arguments(r, record, im, formats[r->cli.format], &folders);
	if (im)
		imports_end(im, &reports);
	/* Where a report breaks off, what stands before that was imported. */
	bool wrong = (size_t)r->diag.errors > reports.incomplete,
	     others = reports.files || reports.known_files || reports.logs;

	if (im && !wrong && !r->cli.quiet) {
		if (folders.imported || folders.known || folders.unfinished || !others)
			print_import(record, &r->suite, &folders);
		print_reports(record, &r->suite, &reports, given->run);
	}
	return wrong ? EXIT_INPUT : reports.incomplete ? EXIT_NO : EXIT_YES;
}

static int
command_record(struct run *r)
{
	struct results_given given;
	bool foreign = false; /* it imports what is no export: then the plan must be known */
	int root_fd, status;

	if (!r->cli.arg_count && !r->cli.export_file && !r->cli.prune)
		diag_error(&r->diag, command_line,
			   "record needs what to import, --export=FILE or --prune=DAYS");
	if (r->cli.since && !r->cli.export_file)
		diag_error(&r->diag, command_line, "--since goes with --export=FILE");
	for (int i = 0; i < r->cli.arg_count; i++) {
		size_t n;

		foreign |= !exchange_is_export(r->cli.args[i]) &&
			   !exchange_in_folder(&r->arena, r->cli.args[i], &n);
	}
	if (!foreign)
		find_root(r);
	else if (!make_plan(r, false) || !make_outputs(r, &root_fd))
		return EXIT_INPUT;
	else
		close(root_fd);
	know_results(r, &given);
	if (foreign)
		check_variant(r);
	if (r->diag.errors)
		return EXIT_INPUT;
	struct record *record = r->cli.arg_count ? record_open(record_path(r))
						 : record_open_existing(record_path(r));

	if (!record) {
		diag_error(&r->diag, command_line, "there is no record '%s'", record_path(r));
		return EXIT_INPUT;
	}
	status = import_arguments(r, record, &given, foreign);
	if (r->cli.prune && status != EXIT_INPUT)
		prune_record(r, record);
	if (r->cli.export_file && status != EXIT_INPUT) {
		int exported = export_record(r, record);

		status = exported ? exported : status;
	}
	record_close(record);
	return status;
}

/* Write the seconds, or with --check only compare. The exit status. */
static int
write_seconds(struct run *r, const struct tune *t)
{
	struct buf text = { 0 };
	struct io_file file = { .path = seconds_file(r) };
	const char *failed;
	int status = EXIT_YES;

	if (r->seconds_text)
		seconds_write(&t->seconds, r->seconds_text,
			      seconds_top(r->seconds_text, r->seconds_len), &text);
	else
		seconds_write(&t->seconds, SECONDS_TITLE, strlen(SECONDS_TITLE), &text);
	file.text = buf_text(&text);
	file.len = text.len;
	int root_fd = open(r->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (root_fd < 0)
		die("cannot open '%s':", r->root);
	io_compare(root_fd, &file, 1);
	if (file.state == IO_FAILED)
		die("cannot read '%s'", file.path);
	if (file.state == IO_ESCAPES || file.state == IO_BLOCKED) {
		diag_error(
		    &r->diag, (struct loc){ file.path, 0, 0 },
		    file.state == IO_ESCAPES
			? "leads through a symbolic link, which may lead outside of the repository: put the file itself there"
			: "cannot be written: something else that is no file stands there, or a file where a folder belongs");
		status = EXIT_INPUT;
	} else if (r->cli.check) {
		printf("stale: %s\n", file.path);
		status = EXIT_NO;
	} else {
		if (!io_replace(root_fd, &file, 1, &failed))
			die("cannot write '%s', so nothing was changed:", failed);
		if (!r->cli.quiet) {
			printf("wrote %s\n", file.path);
			fputs(
			    "nightshift: what follows from the seconds is stale now; run: nightshift generate\n",
			    stderr);
		}
	}
	close(root_fd);
	buf_release(&text);
	return status;
}

static int
command_tune(struct run *r)
{
	struct seconds measured = { 0 };
	struct tune t;
	struct buf out = { 0 };

	find_lane(r, -1);
	if (r->diag.errors || !make_plan(r, false))
		return EXIT_INPUT;
	struct record *record = record_open_existing(record_path(r));

	if (record)
		tune_measured(&measured, &r->arena, record, r->suite.name, r->cli.lane);
	record_close(record);
	if (!measured.count) {
		if (!r->cli.quiet)
			printf("nothing measured: the record has no pass with its seconds and "
			       "platform%s%s\n",
			       r->cli.lane ? " on lane " : "", r->cli.lane ? r->cli.lane : "");
		return EXIT_YES;
	}
	tune_make(&t, &r->arena, &r->diag, &r->plan, &r->seconds, &measured);
	if (!r->cli.quiet)
		tune_text(&t, r->cli.verbose, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return tune_changes(&t) ? write_seconds(r, &t) : EXIT_YES;
}

/* The commits to compare; false, with a message, if there is nothing to compare. */
static bool
find_range(struct run *r, int lane, struct git_range *ret_range)
{
	const char *head = r->cli.head ? r->cli.head : "HEAD";

	if (!r->git) {
		diag_error(&r->diag, command_line,
			   "there is no repository here, so nothing can be said of a change");
		return false;
	}
	enum git_found found = git_since(r->git, &r->arena, r->cli.base, head, r->cli.worktree,
					 lane != LANE_PR, ret_range);
	const char *hint =
	    ret_range->shallow
		? "; this clone is shallow: fetch all of the history (actions/checkout: fetch-depth: 0)"
		: "";

	if (found == GIT_UNRELATED)
		diag_error(&r->diag, command_line, "'%s' and '%s' have no commit in common%s",
			   r->cli.base, head, hint);
	else if (found != GIT_FOUND)
		diag_error(&r->diag, command_line, "no commit is named '%s' here%s",
			   found == GIT_NO_BASE ? r->cli.base : head, hint);
	return found == GIT_FOUND;
}

static int
command_affected(struct run *r)
{
	int lane = find_lane(r, LANE_PR), platform;
	struct git_range range;
	struct affected affected;
	struct leg *legs;
	size_t leg_count;
	struct buf out = { 0 };

	if (!r->cli.base)
		diag_error(&r->diag, command_line,
			   "affected needs --base=REV: what the change will be merged into");
	if (r->cli.worktree && r->cli.head)
		diag_error(
		    &r->diag, command_line,
		    "--worktree looks at HEAD and what is not committed; it goes without --head");
	if (r->diag.errors || !make_plan(r, false))
		return EXIT_INPUT;
	platform = chosen_platform(r);
	if (r->diag.errors || !find_range(r, lane, &range))
		return EXIT_INPUT;
	/* Who takes turns counts commits. Where they cannot be counted, the commit's id is as good
	 * as a die: nobody is left out for good, but nobody's wait is bounded. */
	affected_make(&affected, &r->arena, &r->plan, &range, lane, platform,
		      range.shallow ? (unsigned long)seed_of(range.head)
				    : range.line + range.commits);
	if (!affected_legs(&affected, &r->arena, &legs, &leg_count)) {
		diag_error(
		    &r->diag, command_line,
		    "more than %d platforms are due, and GitHub runs no more legs of a matrix: choose one with --platform",
		    LEGS_MAX);
		return EXIT_INPUT;
	}
	if (range.shallow && model_per_class(&r->suite, lane) && !r->cli.quiet)
		fprintf(
		    stderr,
		    "nightshift: this clone is shallow, so the commit's id draws who runs "
		    "of each class; with all of the history (fetch-depth: 0) they take turns\n");
	if (r->cli.format != FORMAT_JSON && r->cli.format != FORMAT_MATRIX && !r->cli.worktree &&
	    !r->cli.head && !r->cli.quiet && git_is_dirty(r->git))
		fprintf(
		    stderr,
		    "nightshift: what is not committed is not looked at; --worktree counts it in\n");
	if (r->cli.format == FORMAT_MATRIX) {
		affectedreport_matrix(&affected, legs, leg_count, &out);
		buf_addc(&out, '\n');
	} else if (r->cli.format == FORMAT_JSON) {
		affectedreport_json(&affected, legs, leg_count, &out);
	} else {
		affectedreport_text(&affected, legs, leg_count, r->cli.verbose, &out);
	}
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

/* The bytes into the file, in the place of what was there. */
static void
write_whole(struct run *r, const char *path, const struct buf *text)
{
	const char *temporary = arena_printf(&r->arena, "%s.tmp", path);
	FILE *f = fopen(temporary, "wb");
	bool ok = f && fwrite(buf_text(text), 1, text->len, f) == text->len;

	if (f && fclose(f))
		ok = false;
	if (!ok || rename(temporary, path)) {
		int err = errno;

		remove(temporary);
		die("cannot write '%s': %s", path, strerror(err));
	}
}

static long long
now(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	return epoch && *epoch ? strtoll(epoch, NULL, 10) : (long long)time(NULL);
}

static int
command_coverage(struct run *r)
{
	struct coverage_question q = { .plan = &r->plan, .now = now(), .color = r->cli.color };
	struct buf out = { 0 };

	if (!make_plan(r, false))
		return EXIT_INPUT;
	q.git = r->git;
	q.record = record_open_existing(record_path(r));
	if (r->cli.format == FORMAT_JSON)
		coverage_json(&q, &r->arena, &out);
	else
		coverage_text(&q, &r->arena, &out);
	record_close(q.record);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

/* A question about a commit, and what it is asked of. */
struct question {
	int lane;
	char commit[GIT_HEX + 1];
	bool is_head;
	struct record *record; /* or NULL */
};

/* Make the plan and find the commit, HEAD for NULL. False, with a message, if that cannot be. */
static bool
begin_question(struct run *r, const char *rev, struct question *ret_question)
{
	char head[GIT_HEX + 1];
	int root_fd;

	ret_question->lane = find_lane(r, LANE_NIGHTLY);
	if (!make_plan(r, false) || !make_outputs(r, &root_fd))
		return false;
	close(root_fd);
	rev = rev ? rev : "HEAD";
	if (!r->git)
		diag_error(&r->diag, command_line,
			   "there is no repository here, and the question is of a commit");
	else if (!git_resolve(r->git, rev, NULL, ret_question->commit))
		no_commit(r, rev);
	if (r->diag.errors)
		return false;
	ret_question->is_head = git_resolve(r->git, "HEAD", NULL, head) &&
				!strcmp(head, ret_question->commit);
	ret_question->record = record_open_existing(record_path(r));
	return true;
}

/* Print the answer. */
static void
end_question(struct run *r, struct question *q, struct buf *out)
{
	record_close(q->record);
	if (r->cli.output)
		write_whole(r, r->cli.output, out);
	else
		fwrite(buf_text(out), 1, out->len, stdout);
	buf_release(out);
}

static int
command_report(struct run *r)
{
	struct question asked;
	struct report_question q = { .since = r->cli.since, .stale = r->cli.stale };
	struct buf out = { 0 };

	if (!begin_question(r, r->cli.commit, &asked))
		return EXIT_INPUT;
	q.lane = asked.lane;
	q.commit = asked.commit;
	q.plan = &r->plan;
	q.fingerprint = r->outputs.fingerprint;
	q.is_head = asked.is_head;
	q.now = now();
	bool green = r->cli.format == FORMAT_HTML
			 ? page_make(&q, &r->arena, &r->diag, asked.record, r->git, &out)
			 : report_make(&q, &r->arena, asked.record, r->git,
				       r->cli.format == FORMAT_JSON       ? REPORT_JSON
				       : r->cli.format == FORMAT_MARKDOWN ? REPORT_MARKDOWN
									  : REPORT_TEXT,
				       &out);

	end_question(r, &asked, &out);
	return green ? EXIT_YES : EXIT_NO;
}

/* The units that were asked for. False, with a message, if there are none; but *ret_selection is
 * empty if nothing failed last. */
static bool
select_units(struct run *r, struct seconds *ret_measured, struct selection *ret_selection)
{
	struct selection_wish wish = { .lane = find_lane(r, -1),
				       .names = r->cli.args,
				       .name_count = (size_t)r->cli.arg_count,
				       .shard = r->cli.shard };
	int platform = chosen_platform(r);

	wish.platform_said = platform >= 0;
	wish.platform = platform >= 0 ? (size_t)platform : selection_machine(&r->plan);
	if (r->diag.errors || !selection_make(ret_selection, &r->arena, &r->diag, &r->plan, &wish))
		return false;
	struct record *record = record_open_existing(record_path(r));

	if (record)
		tune_measured(ret_measured, &r->arena, record, r->suite.name, NULL);
	if (r->cli.failed) {
		size_t n = 0;
		const char **names = NULL;

		if (record)
			names = history_failed(
			    &r->arena, record, r->suite.name,
			    ret_selection->platform == NO_PLATFORM
				? NULL
				: r->suite.platforms[ret_selection->platform].name,
			    &n);
		selection_keep(ret_selection, names, n);
	}
	record_close(record);
	return true;
}

/* Does the make include say what the manifest does? What ran by another would be of no plan. */
static bool
is_fresh(struct run *r)
{
	const char *stale[] = { r->suite.include, r->suite.plan };

	for (size_t k = 0; k < countof(stale); k++)
		for (size_t i = 0; i < r->outputs.count; i++)
			if (!strcmp(r->outputs.files[i].path, stale[k]) &&
			    r->outputs.files[i].state != IO_SAME) {
				diag_error(
				    &r->diag, (struct loc){ stale[k], 0, 0 },
				    "is not what the manifest says: run 'nightshift generate' first");
				return false;
			}
	return true;
}

/* The program nightshift, which lies beside this one, or in bin where this one lies in libexec. */
static const char *
front_program(struct run *r)
{
	static const char *const places[] = { "nightshift", "../bin/nightshift" };
	const char *self = self_path(&r->arena, "nightshift-core");

	for (size_t i = 0; i < countof(places); i++) {
		const char *path = self_beside(&r->arena, self, places[i]);

		if (!access(path, X_OK))
			return path;
	}
	die("cannot find the program nightshift, which belongs beside '%s' or in ../bin", self);
}

/* One run at a time in a tree: another would write into the same folders. False, with a message, if
 * somebody else has it and we are not to wait. */
static bool
take_turn(struct run *r, const char *results)
{
	const char *path = arena_printf(&r->arena, "%s/.run.lock", results);
	static const struct timespec pause = { .tv_nsec = 50000000 };
	struct lock lock;
	struct buf holder = { 0 };
	bool ours;

	if (!lock_open(&lock, path))
		die("cannot open '%s':", path);
	for (bool said = false; !(ours = lock_try(&lock, LOCK_ALONE)); said = true) {
		if (errno)
			die("cannot lock '%s':", path);
		if (!said)
			lock_holder(&lock, &holder);
		if (r->cli.no_wait) {
			diag_error(
			    &r->diag, command_line,
			    "%s runs units in this tree: wait for it, or leave out --no-wait",
			    buf_text(&holder));
			break;
		}
		if (!said)
			fprintf(stderr,
				"nightshift: waiting for %s, which runs units in this tree\n",
				buf_text(&holder));
		nanosleep(&pause, NULL);
	}
	if (ours)
		lock_sign(&lock); /* it is freed when we end */
	buf_release(&holder);
	return ours;
}

/* Take what a pass left behind into the record. */
static void
record_pass(void *context, const char *results, const char *run, const struct unit *const *units,
	    size_t n)
{
	struct run *r = context;
	struct results_count count = { 0 };
	struct results_given given;
	const char **names = xcalloc(n, sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = units[i]->id;
	qsort(names, n, sizeof(*names), by_text);
	know_results(r, &given);
	given.folders = names;
	given.folder_count = n;
	struct record *record = record_open(record_path(r));

	remember(r, record, r->outputs.fingerprint);
	results_import(record, &r->diag, results, &given, &count);
	record_close(record);
	free(names);
	if (r->cli.verbose && !r->diag.errors)
		printf("recorded as run %s\n", run);
}

static int
command_run(struct run *r)
{
	const char *annotate = getenv("GITHUB_ACTIONS");
	char commit[GIT_HEX + 1];
	struct selection selection;
	struct seconds measured = { 0 };
	struct junitreport junit = { 0 };
	struct buf options = { 0 }, text = { 0 };
	int root_fd;

	if (r->cli.keep_going && r->cli.fail_fast)
		diag_error(&r->diag, command_line, "--keep-going and --fail-fast: choose one");
	if (r->diag.errors || !make_plan(r, false) || !make_outputs(r, &root_fd))
		return EXIT_INPUT;
	close(root_fd);
	if (!is_fresh(r) || !select_units(r, &measured, &selection))
		return EXIT_INPUT;
	if (!selection.count) {
		if (!r->cli.quiet)
			puts("nothing to run: none of these units failed the last time it ran");
		return EXIT_YES;
	}
	const char *make = gnumake_find(&r->arena, &r->diag);

	if (!make)
		return EXIT_INPUT;
	if (r->cli.file) {
		buf_adds(&options, " -f ");
		esc_sh(&options, r->cli.file, strlen(r->cli.file));
	}
	bool born = r->git && git_resolve(r->git, "HEAD", NULL, commit);
	struct run_request request = {
		.plan = &r->plan,
		.fingerprint = r->outputs.fingerprint,
		.root = r->root,
		.commit = born ? commit : NULL,
		.dirty = born && git_is_dirty(r->git),
		.selection = &selection,
		.measured = &measured,
		.make = make,
		.nightshift = front_program(r),
		.options = buf_text(&options),
		.jobs = r->cli.jobs ? r->cli.jobs : selection.jobs,
		.seed = (long)r->cli.seed,
		.repeat = r->cli.repeat       ? r->cli.repeat
			  : r->cli.until_fail ? 0
					      : 1,
		.slow = r->cli.slow < 0 ? 10000000 : (unsigned long long)r->cli.slow,
		.fail_fast = r->cli.fail_fast,
		.until_fail = r->cli.until_fail,
		.no_build = r->cli.no_build,
		.quiet = r->cli.quiet,
		.verbose = r->cli.verbose,
		.color = r->cli.color,
		.github = annotate && !strcmp(annotate, "true"),
		.record = r->cli.no_record ? NULL : record_pass,
		.context = r,
	};

	if (!take_turn(r, run_results(&r->arena, &request)))
		return EXIT_NO;
	bool ok = run_units(&request, &r->arena, r->cli.junit ? &junit : NULL);

	if (r->cli.junit) {
		junitreport_text(&junit, r->suite.name, &text);
		write_whole(r, r->cli.junit, &text);
	}
	junitreport_release(&junit);
	buf_release(&options);
	buf_release(&text);
	return r->diag.errors ? EXIT_INPUT : ok ? EXIT_YES : EXIT_NO;
}

static int
command_qualify(struct run *r)
{
	const char *rev = r->cli.arg_count ? r->cli.args[0] : "HEAD";
	struct question asked;
	struct git_parents parents = { 0 };
	struct night night;
	struct judgement judgement;
	struct buf out = { 0 };

	if (!begin_question(r, rev, &asked))
		return EXIT_INPUT;
	/* With changes in the work tree the plan here is not the commit's: the record has to know
	 * it. */
	bool ours = asked.is_head && !git_is_dirty(r->git);

	git_parents_read(r->git, &r->arena, asked.commit, &parents);
	night_make(&night, &r->arena, asked.record, r->suite.name, asked.lane, asked.commit,
		   parents.time, ours ? &r->plan : NULL, r->outputs.fingerprint);
	judge(&judgement, &r->arena, &night, asked.record != NULL, asked.lane, now());
	struct qualify q = { .suite = r->suite.name,
			     .rev = rev,
			     .lane = asked.lane,
			     .night = &night,
			     .judgement = &judgement,
			     .now = now(),
			     .color = r->cli.color };

	if (r->cli.format == FORMAT_JSON)
		qualify_json(&q, &out);
	else
		qualify_text(&q, &r->arena, &out);
	end_question(r, &asked, &out);
	return judgement.green ? EXIT_YES : EXIT_NO;
}

/* Is that a unit of the plan? If not, that is said. */
static bool
is_unit(struct run *r, const char *id)
{
	const char **names = arena_alloc(&r->arena, (r->plan.unit_count + 1) * sizeof(*names));

	for (size_t i = 0; i < r->plan.unit_count; i++) {
		names[i] = r->plan.units[i].id;
		if (!strcmp(names[i], id))
			return true;
	}
	const char *near = diag_meant(id, names, r->plan.unit_count);

	diag_error(&r->diag, command_line, "no unit has the name '%s'%s%s%s", id,
		   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	return false;
}

static int
command_suspects(struct run *r)
{
	struct question asked;
	struct suspects suspects = { 0 };
	struct night night;
	struct suspects_answer answer = { .suite = &r->suite,
					  .suspects = &suspects,
					  .unit = r->cli.arg_count ? r->cli.args[0] : NULL,
					  .now = now(),
					  .color = r->cli.color };
	char since[GIT_HEX + 1];
	struct buf out = { 0 };

	if (!begin_question(r, r->cli.commit, &asked))
		return EXIT_INPUT;
	if (r->cli.since && !git_resolve(r->git, r->cli.since, NULL, since))
		no_commit(r, r->cli.since);
	if ((answer.unit && !is_unit(r, answer.unit)) || r->diag.errors) {
		record_close(asked.record);
		return EXIT_INPUT;
	}
	struct suspects_start start = { .plan = &r->plan,
					.fingerprint = asked.is_head ? r->outputs.fingerprint
								     : NULL,
					.commit = asked.commit,
					.unit = answer.unit,
					.lane = asked.lane };

	answer.lane = asked.lane;
	answer.hint = suspects_shallow(r->git);
	if (suspects_night(&night, &r->arena, asked.record, r->git, &start, &answer.passed)) {
		struct suspects_question q = { .plan = &r->plan,
					       .night = &night,
					       .unit = answer.unit,
					       .since = r->cli.since ? since : NULL,
					       .lane = asked.lane };

		answer.night = &night;
		suspects_make(&suspects, &r->arena, asked.record, r->git, &q);
	}
	if (r->cli.format == FORMAT_JSON)
		suspectsreport_json(&answer, &r->arena, &out);
	else
		suspectsreport_text(&answer, &r->arena, &out);
	end_question(r, &asked, &out);
	return EXIT_YES;
}

static int
command_flaky(struct run *r)
{
	struct flaky_question q = { .plan = &r->plan,
				    .unit = r->cli.arg_count ? r->cli.args[0] : NULL,
				    .platform = r->cli.platform,
				    .days = r->cli.days ? r->cli.days : 30,
				    .now = now() };
	struct flaky flaky;
	struct buf out = { 0 };

	if (!make_plan(r, false))
		return EXIT_INPUT;
	chosen_platform(r);
	if ((q.unit && !is_unit(r, q.unit)) || r->diag.errors)
		return EXIT_INPUT;
	struct record *record = record_open_existing(record_path(r));

	flaky_make(&flaky, &r->arena, record, r->git, &q);
	record_close(record);
	if (r->cli.format == FORMAT_JSON)
		flaky_json(&flaky, &out);
	else
		flaky_text(&flaky, &r->arena, r->cli.color, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

/* Run the one result again here, if this is its commit. The exit status. */
static int
execute(struct run *r, const struct rerun_question *q, const struct rerun *found)
{
	const struct rerun_one *one = &found->v[0];
	struct replay replay = { .suite = q->suite, .unit = q->unit };
	char head[GIT_HEX + 1];
	struct buf out = { 0 };

	if (found->n > 1) {
		diag_error(
		    &r->diag, command_line,
		    "run '%s' has unit '%s' on several platforms: choose one with --platform",
		    one->run, q->unit);
		return EXIT_INPUT;
	}
	if (!one->commit || !git_resolve(r->git, "HEAD", NULL, head) || strcmp(head, one->commit)) {
		if (one->commit)
			rerun_elsewhere(q, one, &r->arena, &out);
		fwrite(buf_text(&out), 1, out.len, stdout);
		buf_release(&out);
		fprintf(stderr, "nightshift: %s, so nothing was run\n",
			one->commit ? "HEAD is another commit than the run's"
				    : "the run does not say at which commit it was");
		return EXIT_NO;
	}
	if (git_is_dirty(r->git) && !r->cli.quiet)
		fputs("nightshift: the work tree differs from the commit, and so may the result\n",
		      stderr);
	replay.platform = one->platform;
	replay.seed = one->seed;
	const char *command = replay_make(&replay, &r->arena);

	if (!r->cli.quiet)
		fprintf(stderr, "$ %s\n", command);
	if (chdir(r->root))
		die("cannot work in '%s':", r->root);
	fflush(stdout);
	return system(command) ? EXIT_NO : EXIT_YES;
}

static int
command_replay(struct run *r)
{
	struct rerun_question q = { .run = r->cli.args[0],
				    .unit = r->cli.args[1],
				    .platform = r->cli.platform,
				    .attempt = r->cli.attempt,
				    .now = now() };
	struct rerun found = { 0 };
	struct buf out = { 0 };
	int root_fd;

	if (r->cli.exec && r->cli.format == FORMAT_JSON)
		diag_error(&r->diag, command_line,
			   "--exec runs it and prints no json: leave one of them out");
	if (r->diag.errors || !make_plan(r, false) || !make_outputs(r, &root_fd))
		return EXIT_INPUT;
	close(root_fd);
	q.suite = &r->suite;
	q.fingerprint = r->outputs.fingerprint;
	struct record *record = record_open_existing(record_path(r));

	if (!record) {
		diag_error(&r->diag, command_line, "there is no record '%s'", record_path(r));
		return EXIT_INPUT;
	}
	rerun_find(&found, &r->arena, record, r->git, &q);
	record_close(record);
	if (found.name_count) {
		for (size_t i = 0; i < found.name_count && i < 8; i++)
			buf_printf(&out, "%s'%s'", i ? ", " : "", found.names[i]);
		buf_adds(&out, found.name_count > 8 ? " and more" : "");
		diag_error(&r->diag, command_line, "several runs begin with '%s': %s", q.run,
			   buf_text(&out));
		buf_release(&out);
	} else if (!found.n) {
		diag_error(&r->diag, command_line, "the record has no run '%s' with unit '%s'%s%s",
			   q.run, q.unit, q.platform ? " on platform " : "",
			   q.platform ? q.platform : "");
	}
	if (r->diag.errors)
		return EXIT_INPUT;
	if (r->cli.exec)
		return execute(r, &q, &found);
	if (r->cli.format == FORMAT_JSON)
		rerun_json(&q, &found, &out);
	else
		rerun_text(&q, &found, &r->arena, r->cli.color, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

static int
command_help(struct run *r)
{
	const char *topic = r->cli.arg_count ? r->cli.args[0] : NULL;
	struct buf out = { 0 };

	if (!topic ||
	    (strcmp(topic, "values") && strcmp(topic, "schema") && strcmp(topic, "views")))
		return cli_help(&r->diag, topic) ? EXIT_YES : EXIT_INPUT;
	if (!strcmp(topic, "views")) {
		schema_help(&out);
	} else if (*topic == 'v') {
		values_document(&out);
		workflow_document(&out);
		tmpl_document_filters(&out);
	} else {
		manifest_schema(&out);
	}
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

/* nightshift-core was called by its own name, or it would not have come here. */
static int
command_exec(struct run *r)
{
	return exec_run(&r->cli, &r->diag);
}

static int
command_fixture(struct run *r)
{
	return fixture_run(&r->cli, &r->diag);
}

static int
command_batch(struct run *r)
{
	return batch_run(&r->cli, &r->diag);
}

static int (*const run_command[CMD_COUNT])(struct run *r) = {
	[CMD_GENERATE] = command_generate, [CMD_LINT] = command_lint,
	[CMD_PLAN] = command_plan,         [CMD_AFFECTED] = command_affected,
	[CMD_SEED] = command_seed,         [CMD_RUN] = command_run,
	[CMD_RECORD] = command_record,     [CMD_COVERAGE] = command_coverage,
	[CMD_REPORT] = command_report,     [CMD_TUNE] = command_tune,
	[CMD_EXEC] = command_exec,         [CMD_FIXTURE] = command_fixture,
	[CMD_HELP] = command_help,         [CMD_QUALIFY] = command_qualify,
	[CMD_SUSPECTS] = command_suspects, [CMD_FLAKY] = command_flaky,
	[CMD_REPLAY] = command_replay,     [CMD_BATCH] = command_batch,
};

int
main(int argc, char **argv)
{
	static struct run r;
	int status = cli_parse(&r.cli, &r.diag, argc, argv);

	if (status < 0)
		status = run_command[r.cli.command](&r);
	git_close(r.git);
	emit_release(&r.outputs);
	arena_release(&r.arena);
	if (fflush(stdout) || ferror(stdout))
		die("cannot write to standard output:");
	return status;
}
