#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/print.h"
#include "base/text.h"
#include "base/words.h"
#include "cli/given.h"
#include "cli/options.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "plan/plan.h"
#include "record/export.h"
#include "record/merge.h"
#include "record/imports.h"
#include "record/prune.h"
#include "record/record.h"
#include "record/results.h"
#include "suite/model.h"
#include "unit/verdict.h"

/* Print what became of the units of a run, in a line. */
static void
print_run(struct record *record, const struct suite *s, const char *run)
{
	struct results_summary sum;

	if (!run || !results_summary(record, s->name, run, &sum))
		return;
	print_out("run %s: %zu unit%s, %zu passed", run, sum.units, words_plural(sum.units),
		sum.verdicts[VERDICT_PASS]);
	if (sum.flaky)
		print_out(", %zu flaky", sum.flaky);
	if (sum.verdicts[VERDICT_SKIP])
		print_out(", %zu skipped", sum.verdicts[VERDICT_SKIP]);
	print_out("; %.1f s of wall time for %.1f s of units, the longest %.1f s\n", (double)sum.usec_wall / 1e6,
		(double)sum.usec_sum / 1e6, (double)sum.usec_longest / 1e6);
}

/* Print how many results an import of folders took in, and what became of the newest run in it. */
static void
print_import(struct record *record, const struct suite *s, const struct results_count *c)
{
	print_out("%zu result%s new, %zu known", c->imported, words_plural(c->imported), c->known);
	for (int v = 0; v < VERDICT_COUNT; v++)
		if (c->verdicts[v])
			print_out(", %zu %s", c->verdicts[v], verdict_names[v]);
	print_out("\n");
	if (c->cached)
		print_out("%zu of them did not run now: Nix had them already\n", c->cached);
	if (c->unfinished)
		print_out("%zu without a verdict: %s\n", c->unfinished, c->unfinished_names);
	if (*c->run)
		print_run(record, s, c->run);
}

/* Print the same of an import of other programs' files. */
static void
print_reports(struct record *record, const struct suite *s, const struct imports_count *c, const char *run)
{
	struct buf out = { 0 };

	imports_text(c, &out);
	session_print(&out);
	if (c->files || c->known_files)
		print_run(record, s, run);
}

/* Report a --variant that is none of the suite's. */
static void
check_variant(struct session *s)
{
	size_t n = s->suite.variant_count;
	const char **names = arena_alloc(&s->arena, (n + 1) * sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = s->suite.variants[i].name;
	if (s->cli.variant)
		session_index_of(s, "variant", s->cli.variant, names, n);
}

/* When --since begins, in microseconds since 1970; -1 without it, or if it is no day, which is reported. */
static long long
find_since(struct session *s)
{
	long long days;

	if (!s->cli.since)
		return -1;
	if (!s->cli.export_file)
		session_error(s, "--since goes with --export=FILE");
	else if (text_is_date(s->cli.since, &days))
		return days * 86400 * 1000000;
	else
		session_error(s, "--since is '%s', but must be yyyy-mm-dd", s->cli.since);
	return -1;
}

/* Write the record, or what is not older than `since`, of the chosen run, into the file that --export names. Returns the exit
 * status. */
static int
export_record(const struct session *s, struct record *record, long long since)
{
	const char *path = s->cli.export_file;
	struct export_choice choice = { .run = s->cli.run_name, .since = since };
	bool to_output = !strcmp(path, "-");
	struct file_draft draft = { .out = stdout };

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
		print_talk("the record has nothing of that, so nothing was written\n");
	return EXIT_NO;
}

/* Print what merging that many exports added. */
static void
print_merge(const struct merge_count *c, size_t exports)
{
	print_out("%zu export%s: %zu result%s new, %zu known", exports, words_plural(exports), c->results,
		words_plural(c->results), c->known);
	if (c->disputed)
		print_out(", %zu that others contradict", c->disputed);
	if (c->old)
		print_out("; %zu were pruned before, and are dropped again", c->old);
	print_out("\n");
}

/* Forget what is older than --prune says. */
static void
prune_record(struct session *s, struct record *record)
{
	struct prune_count count;

	prune(record, (clock_today() - s->cli.prune * 86400ll) * 1000000, &count);
	if (!s->cli.quiet)
		print_out("%zu result%s of %zu run%s dropped\n", count.results, words_plural(count.results), count.runs,
			words_plural(count.runs));
	if (count.shrink)
		die("the record was pruned, but its file could not be made smaller (%s): run it again", count.shrink);
}

/* What an argument is. */
struct argument {
	const char *path;
	const char **exports; /* itself, or those that lie in it */
	size_t export_count;
	bool foreign; /* there is something else to import */
};

/* Look at the arguments, each once: what a file is may have changed when it is looked at again. In the arena. */
static const struct argument *
look_at_arguments(struct session *s, bool *ret_foreign)
{
	struct argument *v = arena_alloc(&s->arena, ((size_t)s->cli.arg_count + 1) * sizeof(*v));

	*ret_foreign = false;
	for (int i = 0; i < s->cli.arg_count; i++) {
		struct argument *one = &v[i];

		one->path = s->cli.args[i];
		if (export_is_one(one->path)) {
			one->exports = &one->path;
			one->export_count = 1;
		} else {
			one->exports = export_in_folder(&s->arena, one->path, &one->export_count);
			one->foreign = !one->export_count || imports_finds(&s->arena, one->path);
		}
		*ret_foreign |= one->foreign;
	}
	return v;
}

/* The exports that were merged. */
struct exports {
	size_t files;
	struct merge_count count;
};

/* Merge the exports among the arguments, and import the rest. im may be NULL if there is none. */
static void
take_arguments(struct session *s, struct record *record, struct imports *im, const struct argument *arguments,
	enum import_format format, struct results_count *folders, struct exports *exports)
{
	for (int i = 0; i < s->cli.arg_count; i++) {
		const struct argument *one = &arguments[i];

		if (one->foreign)
			imports_add(im, one->path, format, folders);
		for (size_t k = 0; k < one->export_count; k++, exports->files++)
			if (one->exports == &one->path || !diag_leads_out(&s->diag, one->path, one->exports[k]))
				merge_file(record, &s->diag, one->exports[k], &exports->count);
	}
}

/* Import and merge what the command line names. `foreign`: some of it is no export. Returns the exit status. */
static int
import_arguments(struct session *s, struct record *record, const struct argument *arguments,
	const struct results_given *given, bool foreign)
{
	static const enum import_format formats[FORMAT_COUNT] = { [FORMAT_FOLDER] = IMPORT_FOLDER,
		[FORMAT_JUNIT] = IMPORT_JUNIT,
		[FORMAT_TAP] = IMPORT_TAP,
		[FORMAT_NIX_LOG] = IMPORT_NIX,
		[FORMAT_CTEST_COSTS] = IMPORT_CTEST_COSTS,
		[FORMAT_DURATIONS] = IMPORT_DURATIONS };
	struct results_count folders = { 0 };
	struct imports_count reports = { 0 };
	struct exports exports = { 0 };
	struct imports *im = NULL;

	if (foreign) {
		if (!session_remember(s, record))
			return EXIT_INPUT;
		im = imports_begin(record, &s->diag, &s->plan, s->match, s->outputs.fingerprint, given);
	}
	int errors = s->diag.errors;

	take_arguments(s, record, im, arguments, formats[s->cli.format], &folders, &exports);
	/* All that was given is recorded, or nothing. */
	bool ok = im ? imports_end(im, &reports) : s->diag.errors == errors,
	     others = reports.files || reports.known_files || reports.logs;

	record_end(record, ok);
	if (exports.files && ok && !s->cli.quiet)
		print_merge(&exports.count, exports.files);
	if (im && ok && !s->cli.quiet) {
		if (folders.imported || folders.known || folders.unfinished || !others)
			print_import(record, &s->suite, &folders);
		print_reports(record, &s->suite, &reports, given->run);
	}
	return !ok ? EXIT_INPUT : reports.incomplete || folders.faults ? EXIT_NO : EXIT_YES;
}

int
cmd_record(struct session *s)
{
	struct results_given given;
	bool foreign; /* an argument is no export, so the plan must be known to import it */
	int status;

	if (!s->cli.arg_count && !s->cli.export_file && !s->cli.prune)
		session_error(s, "record needs what to import, --export=FILE or --prune=DAYS");
	const long long since = find_since(s);
	const struct argument *arguments = look_at_arguments(s, &foreign);

	if (!foreign)
		session_find_root(s);
	else if (!session_plan(s, false) || !session_outputs(s))
		return EXIT_INPUT;
	given_make(s, &given);
	if (foreign)
		check_variant(s);
	if (s->diag.errors)
		return EXIT_INPUT;
	struct record *record = s->cli.arg_count ? record_open(session_record_path(s))
						 : record_open_existing(session_record_path(s));

	if (!record) {
		session_error(s, "there is no record '%s'", session_record_path(s));
		return EXIT_INPUT;
	}
	status = import_arguments(s, record, arguments, &given, foreign);
	if (s->cli.prune && status != EXIT_INPUT)
		prune_record(s, record);
	if (s->cli.export_file && status != EXIT_INPUT) {
		int exported = export_record(s, record, since);

		status = exported ? exported : status;
	}
	record_close(record);
	return status;
}
