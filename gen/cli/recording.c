#include "cli/recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "cli/options.h"
#include "base/diag.h"
#include "base/text.h"
#include "base/text.h"
#include "base/file.h"
#include "emit/emit.h"
#include "record/export.h"
#include "record/merge.h"
#include "report/flaky.h"
#include "lib/git.h"
#include "record/imports.h"
#include "suite/model.h"
#include "plan/plan.h"
#include "record/prune.h"
#include "record/record.h"
#include "record/results.h"
#include "plan/seed.h"
#include "cli/session.h"
#include "base/words.h"

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
	printf("; %.1f s of wall time for %.1f s of units, the longest %.1f s\n", (double)sum.usec_wall / 1e6,
		(double)sum.usec_sum / 1e6, (double)sum.usec_longest / 1e6);
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

/* The same of other programs' files. */
static void
print_reports(struct record *record, const struct suite *s, const struct imports_count *c, const char *run)
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
void
recording_given(struct session *s, struct results_given *ret_given)
{
	const char *sha = getenv("GITHUB_SHA"), *id = ci_number("GITHUB_RUN_ID", 19),
		   *attempt = ci_number("GITHUB_RUN_ATTEMPT", 6), *pipeline = ci_number("CI_PIPELINE_ID", 19);
	char hex[GIT_HEX + 1];
	int lane = session_lane(s, -1);

	if (!sha)
		sha = getenv("CI_COMMIT_SHA");
	*ret_given = (struct results_given){ .lane = lane < 0 ? NULL : lane_names[lane],
		.platform = s->cli.platform,
		.run = s->cli.run_name,
		.attempt = s->cli.attempt,
		.started = s->cli.started < 0 ? -1 : s->cli.started * 1000000,
		.seed = s->cli.seed,
		.variant = s->cli.variant };
	if (s->cli.commit) {
		if (s->git && git_resolve(s->git, s->cli.commit, NULL, hex))
			ret_given->commit = arena_strdup(&s->arena, hex);
		else
			session_no_commit(s, s->cli.commit);
	} else if (sha && strspn(sha, "0123456789abcdef") == GIT_HEX && !sha[GIT_HEX]) {
		ret_given->commit = sha;
		ret_given->commit_is_default = true;
	}
	if (s->cli.run_name && !verdict_is_run(s->cli.run_name))
		diag_error(&s->diag, session_command_line,
			"--run is '%s', but must be at most %d of A-Z a-z 0-9 _ . : + -", s->cli.run_name,
			RUN_NAME_MAX);
	if (!s->cli.run_name && id)
		ret_given->run = arena_printf(&s->arena, "github-%s", id);
	else if (!s->cli.run_name && pipeline)
		ret_given->run = arena_printf(&s->arena, "gitlab-%s", pipeline);
	if (!s->cli.attempt && attempt) {
		ret_given->attempt = atol(attempt);
		ret_given->attempt_is_default = true;
	}
}

/* --variant must be one of the suite's. */
static void
check_variant(struct session *s)
{
	const char *names[64];
	size_t n = 0;

	for (size_t i = 0; s->cli.variant && i < s->suite.variant_count; i++) {
		if (!strcmp(s->suite.variants[i].name, s->cli.variant))
			return;
		if (n < countof(names))
			names[n++] = s->suite.variants[i].name;
	}
	const char *near = s->cli.variant ? diag_meant(s->cli.variant, names, n) : NULL;

	if (s->cli.variant)
		diag_error(&s->diag, session_command_line, "no variant has the name '%s'%s", s->cli.variant,
			diag_did_you_mean(near));
}

/* What is recorded, or the chosen part of it, into the file that --export names. */
static int
export_record(struct session *s, struct record *record)
{
	const char *path = s->cli.export_file;
	struct export_choice choice = { .run = s->cli.run_name, .since = -1 };
	bool to_output = !strcmp(path, "-");
	struct file_draft draft = { .out = stdout };
	long long days;

	if (s->cli.since && text_is_date(s->cli.since, &days))
		choice.since = days * 86400 * 1000000;
	else if (s->cli.since)
		diag_error(&s->diag, session_command_line, "--since is '%s', but must be yyyy-mm-dd", s->cli.since);
	if (s->diag.errors)
		return EXIT_INPUT;
	if (!to_output && !file_draft_open(&draft, path))
		die("cannot write '%s':", path);
	size_t chosen = export_write(record, &choice, draft.out);
	bool wanted = chosen || (!choice.run && choice.since < 0);

	if (to_output)
		return wanted ? EXIT_YES : EXIT_NO;
	if (wanted) {
		if (!file_draft_keep(&draft))
			die("cannot write '%s':", path);
		return EXIT_YES;
	}
	file_draft_drop(&draft);
	if (!s->cli.quiet)
		fputs("nightshift: the record has nothing of that, so nothing was written\n", stderr);
	return EXIT_NO;
}

static void
print_merge(const struct merge_count *c, size_t exports)
{
	printf("%zu export%s: %zu results new, %zu known", exports, words_plural(exports), c->results, c->known);
	if (c->disputed)
		printf(", %zu that others contradict", c->disputed);
	if (c->old)
		printf("; %zu were pruned before, and are dropped again", c->old);
	puts("");
}

static void
prune_record(struct session *s, struct record *record)
{
	struct prune_count count;

	prune(record, (clock_today() - s->cli.prune * 86400ll) * 1000000, &count);
	if (!s->cli.quiet)
		printf("%zu results of %zu runs dropped\n", count.results, count.runs);
	if (count.shrink)
		die("the record was pruned, but its file could not be made smaller (%s): run it again", count.shrink);
}

/* Merge the arguments that are exports, or folders of them; import the others, unless im is NULL. */
static void
take_arguments(struct session *s, struct record *record, struct imports *im, enum import_format format,
	struct results_count *folders)
{
	struct merge_count merged = { 0 };
	size_t exports = 0;

	for (int i = 0; i < s->cli.arg_count; i++) {
		const char *one = s->cli.args[i], **paths = &one;
		size_t n = 1;

		if (!export_is_one(one))
			paths = export_in_folder(&s->arena, one, &n);
		if (!paths)
			imports_add(im, one, format, folders);
		for (size_t k = 0; paths && k < n; k++, exports++)
			merge_file(record, &s->diag, paths[k], &merged);
	}
	if (exports && !s->diag.errors && !s->cli.quiet)
		print_merge(&merged, exports);
}

/* Import and merge what the command line names. The exit status. */
static int
import_arguments(struct session *s, struct record *record, const struct results_given *given, bool foreign)
{
	static const enum import_format formats[FORMAT_COUNT] = { [FORMAT_FOLDER] = IMPORT_FOLDER,
		[FORMAT_JUNIT] = IMPORT_JUNIT,
		[FORMAT_TAP] = IMPORT_TAP,
		[FORMAT_NIX_LOG] = IMPORT_NIX,
		[FORMAT_CTEST_COSTS] = IMPORT_CTEST_COSTS,
		[FORMAT_DURATIONS] = IMPORT_DURATIONS };
	struct results_count folders = { 0 };
	struct imports_count reports = { 0 };
	struct imports *im = NULL;

	if (foreign) {
		session_remember(s, record, s->outputs.fingerprint);
		im = imports_begin(record, &s->diag, &s->plan, s->match, s->outputs.fingerprint, given);
	}
	take_arguments(s, record, im, formats[s->cli.format], &folders);
	if (im)
		imports_end(im, &reports);
	/* Where a report breaks off, what stands before that was imported. */
	bool wrong = (size_t)s->diag.errors > reports.incomplete,
	     others = reports.files || reports.known_files || reports.logs;

	if (im && !wrong && !s->cli.quiet) {
		if (folders.imported || folders.known || folders.unfinished || !others)
			print_import(record, &s->suite, &folders);
		print_reports(record, &s->suite, &reports, given->run);
	}
	return wrong ? EXIT_INPUT : reports.incomplete ? EXIT_NO : EXIT_YES;
}

int
recording_record(struct session *s)
{
	struct results_given given;
	bool foreign = false; /* it imports what is no export: then the plan must be known */
	int root_fd, status;

	if (!s->cli.arg_count && !s->cli.export_file && !s->cli.prune)
		diag_error(&s->diag, session_command_line,
			"record needs what to import, --export=FILE or --prune=DAYS");
	if (s->cli.since && !s->cli.export_file)
		diag_error(&s->diag, session_command_line, "--since goes with --export=FILE");
	for (int i = 0; i < s->cli.arg_count; i++) {
		size_t n;

		foreign |= !export_is_one(s->cli.args[i]) && !export_in_folder(&s->arena, s->cli.args[i], &n);
	}
	if (!foreign)
		session_find_root(s);
	else if (!session_plan(s, false) || !session_outputs(s, &root_fd))
		return EXIT_INPUT;
	else
		close(root_fd);
	recording_given(s, &given);
	if (foreign)
		check_variant(s);
	if (s->diag.errors)
		return EXIT_INPUT;
	struct record *record = s->cli.arg_count ? record_open(session_record_path(s))
						 : record_open_existing(session_record_path(s));

	if (!record) {
		diag_error(&s->diag, session_command_line, "there is no record '%s'", session_record_path(s));
		return EXIT_INPUT;
	}
	status = import_arguments(s, record, &given, foreign);
	if (s->cli.prune && status != EXIT_INPUT)
		prune_record(s, record);
	if (s->cli.export_file && status != EXIT_INPUT) {
		int exported = export_record(s, record);

		status = exported ? exported : status;
	}
	record_close(record);
	return status;
}
