#include "unit/verdict.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/foreign.h"
#include "base/seconds.h"
#include "base/text.h"

enum { FORMAT = 1 };

const char *const verdict_names[] = { "pass", "fail", "timeout", "crash", "cancelled", "quarantined", "skip", NULL };
const char *const verdict_lanes[VERDICT_LANE_COUNT + 1] = { "pr", "merge", "nightly", NULL };

int
verdict_badness(int verdict)
{
	static const int order[VERDICT_COUNT] = {
		[VERDICT_PASS] = 0,
		[VERDICT_SKIP] = 1,
		[VERDICT_CANCELLED] = 2,
		[VERDICT_QUARANTINED] = 3,
		[VERDICT_FAIL] = 4,
		[VERDICT_TIMEOUT] = 5,
		[VERDICT_CRASH] = 6,
	};

	return order[verdict];
}

/* --- writing ---------------------------------------------------------------------------------- */

static void
add_text(struct buf *out, const char *key, const char *value)
{
	if (!value)
		return;
	buf_adds(out, key);
	buf_addc(out, ' ');
	buf_adds(out, value);
	buf_addc(out, '\n');
}

static void
add_number(struct buf *out, const char *key, long long n)
{
	if (n < 0)
		return;
	buf_adds(out, key);
	buf_addc(out, ' ');
	buf_add_number(out, (unsigned long long)n);
	buf_addc(out, '\n');
}

static void
add_seconds(struct buf *out, const char *key, long long usec)
{
	if (usec >= 0)
		buf_printf(out, "%s %lld.%06lld\n", key, usec / 1000000, usec % 1000000);
}

/* It comes from the unit's output: a line break in it would be a key. */
static void
add_reason(struct buf *out, const char *reason)
{
	if (!reason || !*reason)
		return;
	buf_adds(out, "reason ");
	foreign_clean(out, reason, VERDICT_REASON_MAX, false);
	buf_addc(out, '\n');
}

void
verdict_text(const struct verdict *v, struct buf *out)
{
	buf_printf(out, "nightshift %d\n", FORMAT);
	add_text(out, "suite", v->suite);
	add_text(out, "plan", v->plan);
	add_text(out, "part", v->part);
	add_text(out, "run", v->run);
	add_text(out, "unit", v->unit);
	add_text(out, "platform", v->platform);
	add_text(out, "lane", v->lane);
	add_text(out, "commit", v->commit);
	add_text(out, "tree", v->tree);
	add_number(out, "seed", v->seed);
	add_text(out, "verdict", verdict_names[v->verdict]);
	add_number(out, "status", v->status);
	add_text(out, "seen", v->seen);
	add_reason(out, v->reason);
	add_seconds(out, "seconds", v->usec);
	add_number(out, "attempt", v->attempt);
	if (v->retries > 0)
		add_number(out, "retries", v->retries);
	add_seconds(out, "finished", v->finished);
	buf_adds(out, "end\n");
}

void
verdict_line(const struct verdict *v, struct buf *out)
{
	size_t from = out->len;

	verdict_text(v, out);
	for (char *c = out->s + from; (c = strchr(c, '\n'));)
		*c = '\t';
	out->s[--out->len] = '\0'; /* the one at its end */
}

bool
verdict_save(const struct verdict *v, const char *folder)
{
	struct buf path = { 0 }, text = { 0 };

	buf_printf(&path, "%s/verdict", folder);
	verdict_text(v, &text);
	bool ok = file_put(path.s, text.s, text.len);
	int err = errno;

	buf_release(&path);
	buf_release(&text);
	errno = err;
	return ok;
}

/* --- values ----------------------------------------------------------------------------------- */

bool
verdict_is_run(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:+-");

	return len && !s[len] && len <= RUN_NAME_MAX;
}

bool
verdict_is_lane(const char *s)
{
	return text_index_of(verdict_lanes, s) >= 0;
}

bool
verdict_is_tree(const char *s)
{
	return !strcmp(s, "clean") || !strcmp(s, "dirty");
}

bool
verdict_is_kept(const struct verdict *v)
{
	return v->run && !strncmp(v->run, "nix-", 4) && !v->commit;
}

static bool
is_name(const char *s)
{
	return esc_is_name(s, strlen(s));
}

/* Each takes the value of a key; false if it is none. */

static bool
take_format(struct verdict *v, const char *s)
{
	(void)v;
	return text_number(s) == FORMAT;
}

static bool
take_seed(struct verdict *v, const char *s)
{
	v->seed = text_number(s);
	return v->seed >= 0 && v->seed <= SEED_MOST;
}

static bool
take_verdict(struct verdict *v, const char *s)
{
	v->verdict = text_index_of(verdict_names, !strcmp(s, "skipped") ? "skip" : s); /* as it was called once */
	return v->verdict >= 0;
}

static bool
take_status(struct verdict *v, const char *s)
{
	v->status = text_number(s);
	return v->status >= 0 && v->status < 1ll << 32;
}

static bool
take_seconds(struct verdict *v, const char *s)
{
	unsigned long long usec;

	if (!seconds_parse(s, strlen(s), &usec))
		return false;
	v->usec = (long long)usec;
	return true;
}

static bool
take_attempt(struct verdict *v, const char *s)
{
	v->attempt = text_number(s);
	return v->attempt > 0;
}

static bool
take_retries(struct verdict *v, const char *s)
{
	v->retries = text_number(s);
	return v->retries > 0;
}

/* A record's microseconds have eighteen digits at most: until the year 33658. */
enum { SECONDS_DIGITS_MAX = 12 };

/* Whole seconds, too: make knows no more, and neither did exec once. */
static bool
take_finished(struct verdict *v, const char *s)
{
	const char *point = NULL;
	long long seconds = text_leading_number(s, &point);
	unsigned long long fraction = 0;

	if (seconds < 0 || point - s > SECONDS_DIGITS_MAX || (*point && *point != '.') ||
		(*point && !seconds_parse(point, strlen(point), &fraction)))
		return false;
	v->finished = seconds * 1000000 + (long long)fraction;
	return true;
}

static bool
is_part(const char *s)
{
	return text_is_hex(s, 64);
}

static bool
is_seen(const char *s)
{
	return !strcmp(s, VERDICT_SEEN_STATUS);
}

static bool
is_line(const char *s)
{
	return *s != '\0';
}

/* A key is text of struct verdict with a rule for it, or has a function that takes it. */
#define TEXT(member, rule) offsetof(struct verdict, member), rule, NULL
#define TAKEN_BY(function) 0, NULL, function

static const struct {
	const char *name;
	bool required;
	size_t member;
	bool (*is)(const char *value);
	bool (*take)(struct verdict *v, const char *value);
	const char *expected; /* how a message describes a value that is right */
} keys[KEY_COUNT] = {
	[KEY_FORMAT] = { "nightshift", true, TAKEN_BY(take_format), "1, the format this nightshift reads" },
	[KEY_SUITE] = { "suite", true, TEXT(suite, is_name), "a name" },
	[KEY_PLAN] = { "plan", false, TEXT(plan, text_is_object_id), "the plan's fingerprint, 40 hex digits" },
	[KEY_RUN] = { "run", true, TEXT(run, verdict_is_run), "at most 128 of A-Z a-z 0-9 _ . : + -" },
	[KEY_UNIT] = { "unit", true, TEXT(unit, is_name), "a name" },
	[KEY_PLATFORM] = { "platform", false, TEXT(platform, is_name), "a name" },
	[KEY_LANE] = { "lane", false, TEXT(lane, verdict_is_lane), "pr, merge or nightly" },
	[KEY_COMMIT] = { "commit", false, TEXT(commit, text_is_object_id), "40 or 64 hex digits" },
	[KEY_TREE] = { "tree", false, TEXT(tree, verdict_is_tree), "clean or dirty" },
	[KEY_SEED] = { "seed", false, TAKEN_BY(take_seed), "a number from 0 to 2147483647" },
	[KEY_VERDICT] = { "verdict", true, TAKEN_BY(take_verdict),
		"pass, fail, timeout, crash, cancelled, quarantined or skip" },
	[KEY_STATUS] = { "status", false, TAKEN_BY(take_status),
		"an exit status, a number from 0" }, /* see is_missing */
	[KEY_SECONDS] = { "seconds", false, TAKEN_BY(take_seconds), "a decimal number of seconds" },
	[KEY_ATTEMPT] = { "attempt", false, TAKEN_BY(take_attempt), "a number from 1" },
	[KEY_FINISHED] = { "finished", false, TAKEN_BY(take_finished), "seconds since 1970" },
	[KEY_PART] = { "part", false, TEXT(part, is_part), "64 hex digits" },
	[KEY_SEEN] = { "seen", false, TEXT(seen, is_seen), "exit-status" },
	[KEY_REASON] = { "reason", false, TEXT(reason, is_line), "a line of text" },
	[KEY_RETRIES] = { "retries", false, TAKEN_BY(take_retries), "a number from 1" },
};

const char *
verdict_key_name(enum verdict_key key)
{
	return keys[key].name;
}

struct loc
verdict_at(const struct verdict_file *f, enum verdict_key key)
{
	return (struct loc){ f->path, f->line_of[key] ? f->line_of[key] : f->line, 1 };
}

/* --- reading ---------------------------------------------------------------------------------- */

bool
verdict_is_whole_line(const char *text, size_t len)
{
	return len > 4 && !memcmp(text + len - 4, "\tend", 4);
}

bool
verdict_is_whole(const char *text, size_t len)
{
	return len > 5 && !memcmp(text + len - 5, "\nend\n", 5);
}

static bool
take_value(struct verdict *v, size_t key, const char *value)
{
	if (keys[key].take)
		return keys[key].take(v, value);
	memcpy((char *)v + keys[key].member, &value, sizeof(value));
	return keys[key].is(value);
}

/* Read what stands in one place. */
static void
read_key(struct verdict_file *f, struct diag *d, struct loc at, bool first, char *text)
{
	char *value = strchr(text, ' ');
	size_t key = 0;

	if (value)
		*value++ = '\0';
	while (key < KEY_COUNT && strcmp(keys[key].name, text))
		key++;
	if (first && key != KEY_FORMAT)
		diag_error(d, at, "the first line of a verdict is 'nightshift %d'", FORMAT);
	if (key == KEY_COUNT) {
		if (!strcmp(text, "end"))
			diag_error(d, at, "'end' stands before the last line");
		return; /* of a later nightshift */
	}
	if (f->line_of[key]) {
		diag_error(d, at, "'%s' stands here a second time", text);
		return;
	}
	f->line_of[key] = at.line;
	if (!value || !take_value(&f->is, key, value))
		diag_error(d, at, "'%s' is '%s', expected: %s", text, value ? value : "", keys[key].expected);
}

/* Nothing was read yet. */
static struct verdict_file
unread(struct loc at)
{
	return (struct verdict_file){ .path = at.file,
		.line = at.line,
		.is = { .status = -1, .seed = -1, .usec = -1, .attempt = 1, .finished = -1 } };
}

bool
verdict_read(struct verdict_file *ret_file, struct arena *a, struct diag *d, const char *path, const char *text,
	size_t len)
{
	const char *end = text + len - strlen("end\n");

	*ret_file = unread((struct loc){ path, 1, 1 });
	if (memchr(text, '\0', len)) {
		diag_error(d, (struct loc){ path, 0, 0 }, "the verdict file has a zero byte, so it is ignored");
		return false;
	}
	for (struct loc at = { path, 1, 1 }; text < end; at.line++) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		read_key(ret_file, d, at, at.line == 1, arena_strndup(a, text, (size_t)(stop - text)));
		text = stop + 1;
	}
	return true;
}

void
verdict_read_line(struct verdict_file *ret_file, struct arena *a, struct diag *d, struct loc at, const char *text,
	size_t len)
{
	const char *begin = text, *end = text + len - strlen("end");

	*ret_file = unread(at);
	while (text < end) {
		const char *stop = memchr(text, '\t', (size_t)(end - text));
		const struct loc here = { at.file, at.line, at.col + (unsigned)(text - begin) };

		read_key(ret_file, d, here, text == begin, arena_strndup(a, text, (size_t)(stop - text)));
		text = stop + 1;
	}
}

static bool
is_missing(const struct verdict_file *f, size_t key)
{
	if (f->line_of[key] || (key == KEY_RUN && f->is.run))
		return false;
	/* What did not run may have no exit status. */
	if (key == KEY_STATUS)
		return f->line_of[KEY_VERDICT] && f->is.verdict < VERDICT_CANCELLED;
	/* It names what it is the verdict of, one way or the other. */
	if (key == KEY_PLAN)
		return !f->line_of[KEY_PART];
	return keys[key].required;
}

void
verdict_check(const struct verdict_file *f, struct diag *d)
{
	for (size_t key = 0; key < KEY_COUNT; key++)
		if (is_missing(f, key))
			diag_error(d, (struct loc){ f->path, f->line, 1 }, "the verdict has no '%s'", keys[key].name);
	if (f->line_of[KEY_VERDICT] && f->is.verdict == VERDICT_PASS && f->is.status > 0)
		diag_error(d, verdict_at(f, KEY_VERDICT), "the verdict is 'pass', but the exit status %lld",
			f->is.status);
}
