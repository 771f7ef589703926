#include "cli/gate_due.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/annotate.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/print.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "unit/dueof.h"
#include "unit/gate.h"
#include "unit/needs.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

/* GitHub takes no longer summary of a step than 1 MiB. */
enum { SUMMARY_MAX = 1000000 };

struct lane {
	const struct cli *c;
	struct diag *d;
	struct arena *a;
	const struct planfile *plan;
	int lane;       /* in verdict_lanes */
	bool *idle;     /* does it owe no unit on that platform of the plan? */
	size_t checked; /* platforms that it checks, */
	size_t busy;    /* and those of them that owe units */
	struct buf text, annotations;
};

static const char *
owed_list(const struct lane *l, const struct planfile_platform *on)
{
	return arena_printf(l->a, "%s/owed/%s.txt", l->c->due, on->name);
}

static bool
checks(const struct lane *l, size_t platform)
{
	return !strcmp(l->plan->platforms[platform].does[l->lane], "checked");
}

/* Find out which platforms owe units. A list that is not there, or not as it was written, is an error: it might have named some. */
static void
find_idle(struct lane *l)
{
	const struct planfile *p = l->plan;
	struct dueof of;

	l->idle = arena_alloc(l->a, p->platform_count + 1);
	if (!dueof_read(&of, l->a, l->d, l->c->due, p->fingerprint, l->c->lane, l->c->commit))
		return;
	for (size_t i = 0; i < p->platform_count; i++) {
		if (!checks(l, i))
			continue;
		l->checked++;
		if (dueof_check_list(&of, l->d, owed_list(l, &p->platforms[i]), p->platforms[i].name, &l->idle[i]))
			l->busy += !l->idle[i];
	}
}

static bool
is_log(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && !strcmp(dot, ".log");
}

/* Add the logs in the folder to the paths. */
static void
add_logs(const struct lane *l, const char *folder, char ***paths, size_t *n)
{
	const char **names;
	size_t count;

	if (!file_list(l->a, folder, &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		char *path = arena_printf(l->a, "%s/%s", folder, names[i]);
		struct stat st;

		if (is_log(names[i]) && !lstat(path, &st) && S_ISREG(st.st_mode))
			*ARENA_APPEND(l->a, *paths, *n) = path;
	}
}

/* What the units of the platform left: its folder in each path, and with --store the logs in that, and in the folders of its legs. */
static char **
paths_of(const struct lane *l, const struct planfile_platform *on, size_t *ret_count)
{
	char **paths = NULL;

	*ret_count = 0;
	for (int i = 0; i < l->c->arg_count; i++) {
		char *folder = arena_printf(l->a, "%s/%s", l->c->args[i], on->name);
		const char **names;
		struct stat st;
		size_t n;

		if (stat(folder, &st))
			continue;
		*ARENA_APPEND(l->a, paths, *ret_count) = folder;
		if (!l->c->store)
			continue;
		add_logs(l, folder, &paths, ret_count);
		for (size_t k = 0; file_list(l->a, folder, &names, &n) && k < n; k++)
			add_logs(l, arena_printf(l->a, "%s/%s", folder, names[k]), &paths, ret_count);
	}
	return paths;
}

/* Judge one platform, and say what is to be said of it. */
static bool
judge_platform(struct lane *l, const struct planfile_platform *on)
{
	const struct cli *c = l->c;
	struct gate_request q = { .plan = l->plan,
		.platform = on->name,
		.lane = l->lane,
		.commit = c->commit,
		.owed = owed_list(l, on),
		.nothing_due = c->nothing_due || l->busy,
		.store = c->store,
		.again = true,
		.may_lack = true,
		.seed = c->seed };
	struct gate g;
	size_t n;

	q.paths = paths_of(l, on, &n);
	q.path_count = (int)n;
	if (!gate_decide(&g, &q, l->a, l->d))
		return false;
	if (l->d->annotate)
		gate_annotations(&g, &l->annotations);
	gate_text(&g, &l->text);
	gate_sum(&g, &l->text);
	return g.green;
}

/* Is the job right: has it succeeded, or was it skipped since it had nothing to do? */
static bool
is_right(const struct lane *l, const struct need *job)
{
	bool right = !strcmp(job->result, "success");

	for (size_t i = 0; !strcmp(job->result, "skipped") && i < l->plan->platform_count; i++)
		right |= l->idle[i] && needs_tests(job, l->a, l->plan->platforms[i].name);
	return right;
}

/* Say what is wrong with a job. */
static void
say_wrong(struct lane *l, const char *why)
{
	if (l->d->annotate)
		annotate_error(&l->annotations, l->plan->suite, why);
	buf_printf(&l->text, "%s\n", why);
}

static bool
has_job(const struct needs *needs, const char *id)
{
	for (size_t i = 0; i < needs->n; i++)
		if (!strcmp(needs->v[i].job, id))
			return true;
	return false;
}

static bool
judge_jobs(struct lane *l)
{
	const struct planfile *p = l->plan;
	struct needs needs;
	bool right = true;

	if (!l->c->needs)
		return true;
	if (!needs_read(&needs, l->a, l->d, l->c->needs))
		return false;
	for (size_t i = 0; i < needs.n; i++) {
		if (is_right(l, &needs.v[i]))
			continue;
		right = false;
		say_wrong(l, arena_printf(l->a, "job '%s' did not succeed: %s", needs.v[i].job, needs.v[i].result));
	}
	/* Of a platform that only builds there is no verdict, so that nothing but its job shows it. */
	for (size_t i = 0; i < p->platform_count; i++) {
		const char *id = needs_id(l->a, "build-", p->platforms[i].name);

		if (strcmp(p->platforms[i].does[l->lane], "build") != 0 || has_job(&needs, id))
			continue;
		right = false;
		say_wrong(l,
			arena_printf(l->a, "job '%s' is not among those that are judged, but platform '%s' builds", id,
				p->platforms[i].name));
	}
	return right;
}

/* Append the answer to the file of --summary, in a block of Markdown that shows it as it is. */
static void
add_summary(const struct lane *l, bool green)
{
	const char *s = buf_text(&l->text), *path = l->c->summary;
	struct buf out = { 0 };
	FILE *to = fopen(path, "a");

	buf_printf(&out, "### %s, lane %s: %s\n\n", l->plan->suite, l->c->lane, green ? "green" : "red");
	while (*s && out.len < SUMMARY_MAX) {
		size_t len = strcspn(s, "\n");

		buf_adds(&out, "    ");
		buf_add(&out, s, len);
		buf_addc(&out, '\n');
		s += len + (s[len] == '\n');
	}
	if (*s)
		buf_adds(&out, "\nThe log has the rest.\n");
	if (!to || fwrite(out.s, 1, out.len, to) != out.len || fclose(to))
		die("cannot write '%s':", path);
	buf_release(&out);
}

bool
gate_due(const struct cli *c, struct diag *d, struct arena *a, const struct planfile *p)
{
	struct lane l = { .c = c, .d = d, .a = a, .plan = p, .lane = text_index_of(verdict_lanes, c->lane) };
	bool green = true;
	int errors = d->errors;

	find_idle(&l);
	if (d->errors > errors)
		return false;
	for (size_t i = 0; i < p->platform_count; i++)
		if (checks(&l, i))
			green &= judge_platform(&l, &p->platforms[i]);
	green &= judge_jobs(&l);
	if (!l.checked && green)
		buf_printf(&l.text, "%s: lane %s checks no platform, so nothing was tested; what it builds was built\n",
			p->suite, c->lane);
	print_text(stdout, buf_text(&l.text), l.text.len);
	print_commands(stdout, &l.annotations);
	if (c->summary)
		add_summary(&l, green && d->errors == errors);
	buf_release(&l.text);
	buf_release(&l.annotations);
	if (!print_end())
		die("cannot write to standard output:");
	return green;
}
