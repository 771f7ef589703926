#include "emit/readback_reader.h"

#include <string.h>

#include "base/arena.h"
#include "base/base.h"
#include "suite/model.h"

/* A job as it stands in the file, from its id to the next one's. */
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

		jobs.v[i].body = arena_strndup(r->arena, jobs.v[i].body, (size_t)(end - jobs.v[i].body));
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

/* Is the id `prefix`, perhaps a number, a '-' and the platform, as an id writes it? */
static bool
is_job_of(const char *id, const char *prefix, const char *platform)
{
	size_t len = strlen(prefix);

	if (strncmp(id, prefix, len))
		return false;
	id += len + strspn(id + len, "0123456789");
	if (*id++ != '-')
		return false;
	for (; *id && *platform; id++, platform++)
		if (*id != (*platform == '.' || *platform == '+' ? '_' : *platform))
			return false;
	return !*id && !*platform;
}

/* The legs that a job has, or that the planning job gives it: numbers with something between. */
static const char *
legs_of(struct reader *r, const struct jobs *jobs, const struct job *j)
{
	const struct job *plan = find_job(jobs, "plan");
	const char *legs = strstr(j->body, "\n        leg: [");

	if (legs)
		return arena_strndup(r->arena, legs + 15, strcspn(legs + 15, "]"));
	/* JOBS: "test-linux linux 1 2\n..." */
	const char *all = plan ? strstr(plan->body, "\n          JOBS: \"") : NULL;
	size_t id_len = strlen(j->id);

	for (const char *p = all ? all + 18 : ""; *p && *p != '"' && *p != '\n';) {
		const char *end = p;

		while (*end && *end != '\\' && *end != '"' && *end != '\n')
			end++;
		if (!strncmp(p, j->id, id_len) && p[id_len] == ' ') {
			p += id_len + 1;
			p += strcspn(p, " \\\"");
			return arena_strndup(r->arena, p, (size_t)(end - p));
		}
		p = end + (*end == '\\' ? 2 : 0);
		if (*end != '\\')
			break;
	}
	return "";
}

/* Does the job run what the lane owes on its platform? */
static bool
runs_lane(struct reader *r, const struct job *j, int lane, const struct platform *p)
{
	const struct suite *s = r->suite;

	if (s->workflow.engine == ENGINE_NIX)
		return strstr(j->body, "nix build ") && strstr(j->body, arena_printf(r->arena, ".#%s", s->name));
	return strstr(j->body,
		       arena_printf(r->arena, " %s_platform=%s %s_lane=%s ", r->variable, p->name, r->variable,
			       lane_names[lane])) &&
		(strstr(j->body, arena_printf(r->arena, "set -- %s-test-%s\n", s->name, lane_names[lane])) ||
			strstr(j->body, arena_printf(r->arena, "set -- \"%s-shard-$LEG\"\n", s->name)) ||
			strstr(j->body, arena_printf(r->arena, " \"%s-test-$unit\"\n", s->name)));
}

/* The jobs that test on one platform: there is one at least, and their legs are the shards. */
static void
compare_legs(struct reader *r, const struct jobs *jobs, const char *file, int lane, size_t platform)
{
	const struct platform *p = &r->suite->platforms[platform];
	const char *of = arena_printf(r->arena, "the legs of %s", readback_lane_on(r, lane, p));
	struct loc at = { file, 0, 0 };
	size_t shards = readback_owe_legs(r, of, readback_lane_on(r, lane, p)), tests = 0, legs = 0;
	const char *number;

	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *j = &jobs->v[i];

		if (!is_job_of(j->id, "test", p->name))
			continue;
		at = tests++ ? at : j->at;
		if (!runs_lane(r, j, lane, p))
			diag_error(r->diag, j->at,
				"job '%s' does not run lane '%s' of platform '%s': run 'nightshift generate'", j->id,
				lane_names[lane], p->name);
		for (number = legs_of(r, jobs, j); *(number += strspn(number, ", "));) {
			size_t len = strcspn(number, ", ");

			readback_hold(r, WORKFLOW, of, arena_strndup(r->arena, number, len));
			number += len;
			legs++;
		}
	}
	if (!tests)
		diag_error(r->diag, at,
			"no job tests on platform '%s', which lane '%s' checks: run 'nightshift generate'", p->name,
			lane_names[lane]);
	/* One shard needs no legs: one job runs the lane. Nor do the strategies of Nix that do not take the programs
	 * elsewhere. */
	else if (legs ||
		(shards > 1 && (r->suite->workflow.engine != ENGINE_NIX || r->suite->strategy == STRATEGY_ARCHIVE)))
		readback_compare(r, WORKFLOW, at, of, "shard");
}

/* A job of the night that comes after the required check, and only tells of it. */
static bool
tells(const char *id)
{
	return !strcmp(id, "report") || !strcmp(id, "record") || !strcmp(id, "issue");
}

/* The job that is the required check needs every other one, and runs whatever became of them. */
static void
check_required(struct reader *r, const struct jobs *jobs, const char *file)
{
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
	if (!strstr(required->body, "\n    if: ${{ always() }}\n"))
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
			compare_legs(r, &jobs, file, lane, k);
		for (size_t i = 0; i < jobs.n; i++)
			builds |= is_job_of(jobs.v[i].id, "build", p->name);
		if (p->does[lane] == DOES_BUILD && !builds)
			diag_error(r->diag, (struct loc){ file, 0, 0 },
				"no job builds on platform '%s', as lane '%s' does: run 'nightshift generate'", p->name,
				lane_names[lane]);
	}
	check_required(r, &jobs, file);
}
