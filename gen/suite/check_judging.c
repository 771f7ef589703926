#include "suite/check.h"

#include "suite/model.h"

/* What is said of how units are judged, in the order of said_names. */
enum said { SAID_PROTOCOL, SAID_REPORT, SAID_SKIP_STATUS, SAID_MAY_SKIP, SAID_COUNT };

static const char *const said_names[] = { "protocol", "report", "skip-status", "may-skip" };

/* Where the attribute stands; line 0 if it does not. */
static struct loc
said_at(const struct judging *j, enum said what)
{
	const struct loc at[SAID_COUNT] = { [SAID_PROTOCOL] = j->protocol_loc,
		[SAID_REPORT] = j->report.loc,
		[SAID_SKIP_STATUS] = j->skip_status_loc,
		[SAID_MAY_SKIP] = j->may_skip_loc };

	return at[what];
}

/* Who says it, the nearest first: module, group or suite; or NULL. The list ends with NULL. */
static struct judging *
who_says(struct judging *const *levels, enum said what)
{
	while (*levels && !said_at(*levels, what).line)
		levels++;
	return *levels;
}

/* The protocol that counts where the first of these stands. */
static int
protocol_at(struct judging *const *levels)
{
	const struct judging *who = who_says(levels, SAID_PROTOCOL);

	return who && who->protocol >= 0 ? who->protocol : SPEAKS_EXIT;
}

/* What the first of these says itself. */
static void
check_said(struct checker *c, struct judging *const *levels)
{
	const struct judging *own = levels[0];

	if (own->report.loc.line && protocol_at(levels) != SPEAKS_JUNIT)
		diag_error(c->diag, own->report.loc,
			"'report' of <run> names the file that a unit leaves with the protocol 'junit': add protocol=\"junit\", or take it out");
	if (own->may_skip && own->may_skip != refused_text && !*own->may_skip)
		diag_error(c->diag, own->may_skip_loc, "'may-skip' is empty: say why the units may skip");
}

void
check_judging(struct checker *c)
{
	struct suite *s = c->suite;
	struct judging *of_suite[] = { &s->judging, NULL };

	check_said(c, of_suite);
	for (size_t i = 0; i < s->group_count; i++) {
		struct judging *of_group[] = { &s->groups[i]->traits.judging, &s->judging, NULL };

		check_said(c, of_group);
	}
}

/* Whom the module takes that from, or NULL; it is noted there. */
static const struct judging *
take(struct judging *const *levels, enum said what)
{
	struct judging *who = who_says(levels, what);

	if (who)
		who->taken |= 1u << what;
	return who;
}

/* A worker answers in TAP, and nobody sees an exit status of its units. */
static void
check_worker_says_all(struct checker *c, const struct module *m, const struct judging *own)
{
	for (enum said what = SAID_PROTOCOL; what <= SAID_SKIP_STATUS; what++)
		if (said_at(own, what).line)
			diag_error(c->diag, said_at(own, what),
				"module '%s' has '%s', but its worker '%s' answers for each unit in TAP: take it out",
				m->name, said_names[what], m->worker->name);
}

/* The protocol, the report and the status that count for a module without a worker. */
static void
take_outcome(struct checker *c, struct judging *const *levels, struct judging *ret_judging)
{
	const struct judging *skip = take(levels, SAID_SKIP_STATUS), *report;

	take(levels, SAID_PROTOCOL);
	ret_judging->protocol = protocol_at(levels);
	if (skip && skip->skip_status)
		ret_judging->skip_status = skip->skip_status;
	if (ret_judging->protocol != SPEAKS_JUNIT)
		return;
	report = take(levels, SAID_REPORT);
	if (report) {
		ret_judging->report = report->report;
		return;
	}
	struct judging *who = who_says(levels, SAID_PROTOCOL);

	if (!who->reported)
		diag_error(c->diag, who->protocol_loc,
			"the protocol 'junit' needs to know which file a unit leaves: add report=\"...\"");
	who->reported = true;
}

void
check_module_judging(struct checker *c, struct module *m)
{
	struct judging own = m->traits.judging;
	struct judging *levels[] = { &own, m->group ? &m->group->traits.judging : &c->suite->judging,
		m->group ? &c->suite->judging : NULL, NULL };
	struct judging counts = { .protocol = SPEAKS_EXIT, .skip_status = SKIP_STATUS };
	const struct judging *may_skip = take(levels, SAID_MAY_SKIP);

	check_said(c, levels);
	if (may_skip)
		counts.may_skip = may_skip->may_skip;
	if (m->worker)
		check_worker_says_all(c, m, &own);
	else
		take_outcome(c, levels, &counts);
	m->traits.judging = counts;
}

static void
check_taken(struct checker *c, const struct judging *j)
{
	for (enum said what = SAID_PROTOCOL; what < SAID_COUNT; what++)
		if (said_at(j, what).line && !(j->taken & 1u << what))
			diag_error(c->diag, said_at(j, what),
				"'%s' has no effect here: there is no module, or each says its own%s", said_names[what],
				what == SAID_MAY_SKIP ? "" : " or has a worker, which answers in TAP");
}

void
check_unused_judging(struct checker *c)
{
	check_taken(c, &c->suite->judging);
	for (size_t i = 0; i < c->suite->group_count; i++)
		check_taken(c, &c->suite->groups[i]->traits.judging);
}
