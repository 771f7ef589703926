#include "unit/batch_units.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/seconds.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/twins.h"
#include "unit/batch.h"
#include "unit/engine.h"
#include "unit/journal.h"

struct reader {
	struct batch_units *units;
	struct arena *arena;
	struct diag *diag;
	const struct batch_request *request;
	const struct engine_crew *crew;
	unsigned devices;
	unsigned *lines; /* of the units */
	struct loc at;
};

enum { NUMBER_MAX = 999999999 };

/* A whole number from 1, or -1. */
static long long
number(const char *s)
{
	long long n = text_number(s);

	return n > 0 && n <= NUMBER_MAX ? n : -1;
}

static void
take_count(struct reader *r, struct engine_unit *u, const char *s)
{
	long long n = number(s);

	if (n < 0)
		diag_error(r->diag, r->at, "the count of '%s' is '%s', but must be a number from 1", u->name, s);
	else if (n > r->devices)
		diag_error(r->diag, r->at, "unit '%s' needs %lld devices, but there are only %u", u->name, n,
			r->devices);
	else
		u->devices = (unsigned)n;
}

static void
take_timeout(struct reader *r, struct engine_unit *u, const char *s)
{
	unsigned long long usec;

	if (seconds_parse(s, strlen(s), &usec))
		u->timeout = (long long)usec;
	else
		diag_error(r->diag, r->at, "the timeout of '%s' is '%s', but must be a number of seconds", u->name, s);
}

static void
take_attempts(struct reader *r, struct engine_unit *u, const char *s)
{
	long long n = number(s);

	if (n < 0)
		diag_error(r->diag, r->at, "the attempts of '%s' are '%s', but must be a number from 1", u->name, s);
	u->attempts = (long)n;
}

static void
take_rule(struct reader *r, struct engine_unit *u, const char *protocol, const char *report, const char *skip_status)
{
	struct judge_rule *rule = &u->judge;

	if (*protocol) {
		rule->protocol = text_index_of(judge_protocol_names, protocol);
		rule->report = *report ? report : NULL;
		if (rule->protocol < 0)
			diag_error(r->diag, r->at, "the protocol of '%s' is '%s', but must be exit, tap or junit",
				u->name, protocol);
		else if ((rule->protocol == PROTOCOL_JUNIT) != (rule->report != NULL))
			diag_error(r->diag, r->at, "unit '%s' needs protocol junit and a report, or neither", u->name);
	} else if (*report) {
		diag_error(r->diag, r->at, "unit '%s' needs protocol junit and a report, or neither", u->name);
	}
	if (*skip_status) {
		long long n = number(skip_status);

		if (n < 1 || n > JUDGE_SKIP_STATUS_MAX)
			diag_error(r->diag, r->at,
				"the skip status of '%s' is '%s', but must be a number from 1 to 123", u->name,
				skip_status);
		rule->skip_status = (int)n;
	}
	if (r->request->worker && rule->protocol > PROTOCOL_EXIT)
		diag_error(r->diag, r->at, "unit '%s' has a protocol, but its worker answers for it", u->name);
}

static void
take_part(struct reader *r, struct engine_unit *u, const char *s)
{
	u->part = s;
	if (!text_is_hex(s, SHA256_HEX))
		diag_error(r->diag, r->at, "the part of '%s' is '%s', but must be 64 hex digits", u->name, s);
}

static void
take_line(struct reader *r, char *line)
{
	enum { NAME, ASK, COUNT, TIMEOUT, ATTEMPTS, PROTOCOL, REPORT, SKIP_STATUS, MAY_SKIP, PART, FIELDS };
	char *fields[FIELDS], *rest = line;
	struct batch_units *units = r->units;
	struct engine_unit u = { .timeout = r->request->common.timeout,
		.crew = r->crew,
		.devices = 1,
		.attempts = r->request->common.attempts,
		.part = r->request->common.part,
		.judge = r->request->common.judge,
		.status = -1 };

	for (int i = 0; i < FIELDS; i++) {
		fields[i] = rest;
		rest += strcspn(rest, "\t");
		if (*rest && i < FIELDS - 1)
			*rest++ = '\0';
	}
	u.name = fields[NAME];
	u.command = fields[ASK];
	if (!esc_is_name(u.name, strlen(u.name))) {
		diag_error(r->diag, r->at, "'%s' is not a name of a unit ([A-Za-z0-9_.+-])", u.name);
		return;
	}
	if (esc_same_name(u.name, JOURNAL_NAME))
		diag_error(r->diag, r->at,
			"'%s' is the name of a file in the folder of results, so no unit may have it", JOURNAL_NAME);
	if (!*u.command && r->request->worker)
		u.command = fields[NAME];
	if (!*u.command)
		diag_error(r->diag, r->at, "unit '%s' has nothing to run: write its command after a tab", u.name);
	if (*fields[COUNT])
		take_count(r, &u, fields[COUNT]);
	if (*fields[TIMEOUT])
		take_timeout(r, &u, fields[TIMEOUT]);
	if (*fields[ATTEMPTS])
		take_attempts(r, &u, fields[ATTEMPTS]);
	take_rule(r, &u, fields[PROTOCOL], fields[REPORT], fields[SKIP_STATUS]);
	if (*fields[MAY_SKIP])
		u.judge.may_skip = fields[MAY_SKIP];
	if (*fields[PART])
		take_part(r, &u, fields[PART]);
	if (r->crew->pool < 0) /* it takes several of the places, then */
		u.cost = u.devices;
	r->lines = arena_grow(r->arena, r->lines, units->count, sizeof(*r->lines));
	r->lines[units->count] = r->at.line;
	units->all = arena_grow(r->arena, units->all, units->count, sizeof(*units->all));
	units->all[units->count++] = u;
}

static int
by_name(const void *a, const void *b)
{
	const struct engine_unit *u = *(const struct engine_unit *const *)a, *v = *(const struct engine_unit *const *)b;
	int order = strcmp(u->name, v->name);

	return order ? order : (u > v) - (u < v);
}

static void
report_twins(void *context, size_t one, size_t other)
{
	const struct reader *r = context;
	struct loc at = r->at, first = r->at;

	at.line = r->lines[other];
	first.line = r->lines[one];
	diag_error(r->diag, at,
		"unit '%s' differs from '%s' only in case, so that their folders would be the same on macOS",
		r->units->all[other].name, r->units->all[one].name);
	diag_note(r->diag, first, "the other is here");
}

static void
check_twins(struct reader *r)
{
	const char **names = arena_alloc(r->arena, (r->units->count + 1) * sizeof(*names));

	for (size_t i = 0; i < r->units->count; i++)
		names[i] = r->units->all[i].name;
	twins_find(names, r->units->count, report_twins, r);
}

/* Report names that stand there twice, or twice but for their case. */
static void
check_names(struct reader *r)
{
	const struct batch_units *units = r->units;
	const struct engine_unit **sorted = xcalloc(units->count, sizeof(const struct engine_unit *));
	struct loc at = r->at;

	for (size_t i = 0; i < units->count; i++)
		sorted[i] = &units->all[i];
	qsort(sorted, units->count, sizeof(*sorted), by_name);
	for (size_t i = 1; i < units->count; i++) {
		at.line = r->lines[sorted[i] - units->all];
		if (!strcmp(sorted[i]->name, sorted[i - 1]->name))
			diag_error(r->diag, at, "unit '%s' is named twice", sorted[i]->name);
	}
	free(sorted);
	check_twins(r);
}

bool
batch_units_read(struct batch_units *ret_units, struct arena *a, struct diag *d, const struct batch_request *q,
	const struct engine_crew *crew, unsigned devices)
{
	struct batch_units *units = ret_units;
	struct loc whole = { .file = q->units ? q->units : "standard input" };
	struct reader r = { .units = units,
		.arena = a,
		.diag = d,
		.request = q,
		.crew = crew,
		.devices = devices,
		.at = whole };

	*units = (struct batch_units){ 0 };
	if (!(q->units ? file_read(q->units, &units->text) : file_read_fd(STDIN_FILENO, &units->text))) {
		diag_error(d, whole, "cannot be read: %s", strerror(errno));
		return false;
	}
	r.at.col = 1;
	for (char *line = units->text.s, *end = line + units->text.len, *next; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (next)
			*next = '\0';
		next = next ? next + 1 : end;
		r.at.line++;
		if (*line)
			take_line(&r, line);
	}
	check_names(&r);
	if (!units->count && !d->errors)
		diag_error(d, whole, "there are no units: give one line for each");
	return !d->errors;
}

void
batch_units_release(struct batch_units *units)
{
	buf_release(&units->text);
}
