#include "emit/readback_reader.h"

#include <string.h>

#include "base/arena.h"
#include "base/base.h"
#include "emit/required.h"
#include "emit/share.h"
#include "suite/model.h"

/* A job from its id to the next one's, with each of its steps. */
struct job {
	const char *id, *body;
	struct loc at, needs_at;
	const char *needs; /* what stands in the brackets, or NULL */
};

struct jobs {
	struct job *v;
	size_t n;
};

/* The jobs of a workflow, in the order of the file. Its layout is ours: ids are two deep. */
static struct jobs
read_jobs(struct reader *r, const char *file, const char *text)
{
	struct jobs jobs = { 0 };
	const char *p = strstr(text, "\njobs:\n");
	unsigned line = 1;

	for (const char *c = text; p && c <= p; c++)
		line += *c == '\n';
	for (p = p ? p + 1 : ""; *p; line++) {
		size_t len = strcspn(p, "\n"), id = strspn(p, " ") == 2 ? strcspn(p + 2, ":\n") : 0;
		struct job *j = jobs.n ? &jobs.v[jobs.n - 1] : NULL;

		if (id && p[2] != '#' && id + 3 == len) {
			jobs.v = arena_grow(r->arena, jobs.v, jobs.n, sizeof(*jobs.v));
			jobs.v[jobs.n++] = (struct job){ .id = arena_strndup(r->arena, p + 2, id),
				.body = p,
				.at = { file, line, 3 } };
		} else if (j && !j->needs && !strncmp(p, "    needs: [", 12)) {
			j->needs = arena_strndup(r->arena, p + 12, len - 12);
			j->needs_at = (struct loc){ file, line, 5 };
		}
		p += len + (p[len] == '\n');
	}
	for (size_t i = 0; i < jobs.n; i++) {
		const char *end = i + 1 < jobs.n ? jobs.v[i + 1].body : p;

		jobs.v[i].body = share_expand(r->arena, text,
			arena_strndup(r->arena, jobs.v[i].body, (size_t)(end - jobs.v[i].body)));
	}
	return jobs;
}

static const struct job *
find_job(const struct jobs *jobs, const char *id)
{
	for (size_t i = 0; i < jobs->n; i++)
		if (!strcmp(jobs->v[i].id, id))
			return &jobs->v[i];
	return NULL;
}

/* Is the id `prefix`, a '-' and the platform, as an id writes it? */
static bool
is_job_of(const char *id, const char *prefix, const char *platform)
{
	size_t len = strlen(prefix);

	if (strncmp(id, prefix, len))
		return false;
	id += len;
	if (*id++ != '-')
		return false;
	for (; *id && *platform; id++, platform++)
		if (*id != (*platform == '.' || *platform == '+' ? '_' : *platform))
			return false;
	return !*id && !*platform;
}

/* Does the job run what is due of the lane on its platform, or all that the lane owes there? */
static bool
runs_lane(struct reader *r, const struct job *j, int lane, const struct platform *p)
{
	const struct suite *s = r->suite;
	bool by_legs = strstr(j->body, "lane/legs/$NIGHTSHIFT_PLATFORM-$LEG.txt\"");

	if (!strstr(j->body, arena_printf(r->arena, "\n      NIGHTSHIFT_PLATFORM: \"%s\"\n", p->name)))
		return false;
	if (s->workflow.engine == ENGINE_NIX)
		return strstr(j->body, arena_printf(r->arena, " '.#%s", s->name)) &&
			(by_legs || strstr(j->body, "nix build --keep-going"));
	return by_legs &&
		strstr(j->body,
			arena_printf(r->arena, " --lane=%s --platform=\"$NIGHTSHIFT_PLATFORM\" ", lane_names[lane]));
}

/* Does the job begin each leg that the planning job numbers? A job that takes all that the lane runs has none. */
static bool
takes_legs(struct reader *r, const struct job *j, const struct platform *p)
{
	char *output = arena_printf(r->arena, "needs.plan.outputs.legs-%s", p->name);

	for (char *c = output + strlen("needs.plan.outputs.legs-"); *c; c++)
		*c = strchr(".+", *c) ? '_' : *c;
	return !strstr(j->body, "$LEG") ||
		strstr(j->body, arena_printf(r->arena, "\n        leg: ${{ fromJSON(%s) }}\n", output));
}

/* The job that tests on one platform: it is there, once, and takes all of its legs. */
static void
compare_tests(struct reader *r, const struct jobs *jobs, const char *file, int lane, size_t platform)
{
	const struct platform *p = &r->suite->platforms[platform];
	size_t tests = 0;

	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *j = &jobs->v[i];

		if (!is_job_of(j->id, "test", p->name))
			continue;
		tests++;
		if (!runs_lane(r, j, lane, p))
			diag_error(r->diag, j->at,
				"job '%s' does not run lane '%s' of platform '%s': run 'nightshift generate'", j->id,
				lane_names[lane], p->name);
		else if (!takes_legs(r, j, p))
			diag_error(r->diag, j->at,
				"job '%s' does not run the legs that the planning job has cut: run 'nightshift generate'",
				j->id);
	}
	if (!tests)
		diag_error(r->diag, (struct loc){ file, 0, 0 },
			"no job tests on platform '%s', which lane '%s' checks: run 'nightshift generate'", p->name,
			lane_names[lane]);
}

/* A job of the night that comes after the required check, and only tells of it. */
static bool
tells(const char *id)
{
	return !strcmp(id, "report") || !strcmp(id, "record") || !strcmp(id, "issue");
}

/* The job that is the required check needs every other one, and runs whatever became of them. */
static void
check_required(struct reader *r, const struct jobs *jobs, const char *file, int lane)
{
	const char *due = lane == LANE_PR ? "\n    if: ${{ always() && (" REQUIRED_CHANGED ") }}\n"
					  : "\n    if: ${{ always() }}\n";
	const struct job *required = find_job(jobs, "required");
	struct loc whole = { file, 0, 0 };

	if (!required) {
		diag_error(r->diag, whole, "no job is the required check '%s': run 'nightshift generate'",
			r->suite->workflow.required);
		return;
	}
	struct loc at = required->needs ? required->needs_at : required->at;

	for (size_t i = 0; i < jobs->n; i++) {
		const char *id = jobs->v[i].id;

		if (!strcmp(id, "required") || tells(id))
			continue;
		if (!required->needs || !strstr(required->needs, arena_printf(r->arena, "\"%s\"", id)))
			diag_error(r->diag, at,
				"the required check '%s' does not need job '%s', and would be green without it: run 'nightshift generate'",
				r->suite->workflow.required, id);
	}
	if (!strstr(required->body, due))
		diag_error(r->diag, required->at,
			"the required check '%s' is skipped when a job before it fails, and skipped is green: run 'nightshift generate'",
			r->suite->workflow.required);
}

/* Is it a job that the lane has, by its id? */
static bool
is_owed(const struct suite *s, const char *id, int lane)
{
	static const char *const checking[] = { "test", "programs", "gate" };

	if (!strcmp(id, "plan") || !strcmp(id, "required") || (lane == LANE_NIGHTLY && tells(id)))
		return true;
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *p = &s->platforms[k];

		if (p->does[lane] == DOES_BUILD && is_job_of(id, "build", p->name))
			return true;
		for (size_t i = 0; i < countof(checking); i++)
			if (p->does[lane] == DOES_CHECKED && is_job_of(id, checking[i], p->name))
				return true;
	}
	return false;
}

void
readback_workflow(struct reader *r, int lane, const char *file, const char *text)
{
	const struct suite *s = r->suite;
	struct jobs jobs = read_jobs(r, file, text);

	for (size_t i = 0; i < jobs.n; i++) {
		if (!is_owed(s, jobs.v[i].id, lane))
			diag_error(r->diag, jobs.v[i].at,
				"job '%s' is none that lane '%s' owes: run 'nightshift generate'", jobs.v[i].id,
				lane_names[lane]);
		if (find_job(&jobs, jobs.v[i].id) != &jobs.v[i])
			diag_error(r->diag, jobs.v[i].at,
				"job '%s' stands here a second time: run 'nightshift generate'", jobs.v[i].id);
	}
	if (!find_job(&jobs, "plan"))
		diag_error(r->diag, (struct loc){ file, 0, 0 },
			"no job plans and verifies the files: run 'nightshift generate'");
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *p = &s->platforms[k];
		bool builds = false;

		if (p->does[lane] == DOES_CHECKED)
			compare_tests(r, &jobs, file, lane, k);
		for (size_t i = 0; i < jobs.n; i++)
			builds |= is_job_of(jobs.v[i].id, "build", p->name);
		if (p->does[lane] == DOES_BUILD && !builds)
			diag_error(r->diag, (struct loc){ file, 0, 0 },
				"no job builds on platform '%s', as lane '%s' does: run 'nightshift generate'", p->name,
				lane_names[lane]);
	}
	check_required(r, &jobs, file, lane);
}
