#include "unit/nixlog.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/text.h"

#define AFTER_NIX "@nix "

/* --- text ------------------------------------------------------------------------------------- */

/* The length of a time with which the line begins, and the blank after it: 2026-01-31T12:00:00.123Z. */
static size_t
time_length(const char *s, size_t len)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd";
	size_t n = sizeof(form) - 1;

	if (len < n)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)s[i]) : s[i] != form[i])
			return 0;
	if (n < len && s[n] == '.')
		for (n++; n < len && isdigit((unsigned char)s[n]);)
			n++;
	return n + 1 < len && s[n] == 'Z' && s[n + 1] == ' ' ? n + 2 : 0;
}

/* The length of a colour, or of another sequence of that form, with which the text begins. */
static size_t
sequence_length(const char *s, size_t len)
{
	size_t n = 2;

	if (len < 3 || s[0] != '\033' || s[1] != '[')
		return 0;
	while (n < len && (isdigit((unsigned char)s[n]) || s[n] == ';'))
		n++;
	return n < len && isalpha((unsigned char)s[n]) ? n + 1 : 0;
}

static void
take_text(struct buf *out, const char *s, size_t len)
{
	buf_reset(out);
	if (len >= 3 && !memcmp(s, "\xef\xbb\xbf", 3))
		s += 3, len -= 3;
	while (len && (s[len - 1] == '\n' || s[len - 1] == '\r'))
		len--;
	size_t from = time_length(s, len);

	while (from < len) {
		const char *next = memchr(s + from, '\033', len - from);
		size_t plain = next ? (size_t)(next - s) - from : len - from, n;

		buf_add(out, s + from, plain);
		from += plain;
		n = from < len ? sequence_length(s + from, len - from) : 0;
		if (from < len && !n)
			buf_addc(out, s[from]);
		from += from < len && !n ? 1 : n;
	}
}

/* --- messages --------------------------------------------------------------------------------- */

/* The first fields, if they are texts. The array was opened. False if it does not end. */
static bool
read_fields(struct nixlog *log, struct json *j)
{
	size_t depth = j->depth, i = 0;
	enum json_token t;

	while ((t = json_next(j)) != JSON_BAD && t != JSON_END && j->depth >= depth) {
		if (t == JSON_STRING && j->depth == depth && i < NIXLOG_FIELDS)
			buf_add(&log->fields[i], buf_text(&j->text), j->text.len);
		i += j->depth == depth; /* one more is complete */
	}
	return t == JSON_ARRAY_END;
}

/* Is it what Nix says, or its builder? */
static bool
take_action(struct nixlog *log, const char *name)
{
	static const char *const names[] = { "msg", "start", "stop", "result", NULL };
	int action = text_index_of(names, name);

	log->action = action < 0 ? NIXLOG_OTHER : (enum nixlog_action)action;
	return action >= 0;
}

/* One message: {"action":"start","type":105,"fields":["/nix/store/....drv",...],...}. False if it is no JSON. *ret_is says whether
 * it is a message of Nix: one with an action that it has, and a number; a bare one, with the number that each of this action has, by
 * which objects that programs print differ. */
static bool
read_message(struct nixlog *log, const char *s, size_t len, bool *ret_is)
{
	struct json j;
	bool ok = true, is_action = false, has_number = false, has_level = false, has_id = false;
	enum json_token t;

	json_open_text(&j, s, len);
	t = json_next(&j);
	while (t == JSON_OBJECT || t == JSON_KEY) {
		t = json_next(&j);
		if (t != JSON_KEY)
			break;
		bool at_action = !strcmp(buf_text(&j.text), "action"), at_type = !strcmp(buf_text(&j.text), "type"),
		     at_fields = !strcmp(buf_text(&j.text), "fields"), at_id = !strcmp(buf_text(&j.text), "id"),
		     at_level = !strcmp(buf_text(&j.text), "level");

		t = json_next(&j);
		has_number |= t == JSON_NUMBER;
		has_level |= t == JSON_NUMBER && at_level;
		has_id |= t == JSON_NUMBER && at_id;
		if (at_action && t == JSON_STRING)
			is_action = take_action(log, buf_text(&j.text));
		if (at_type && t == JSON_NUMBER)
			log->type = strtol(buf_text(&j.text), NULL, 10);
		if (at_id && t == JSON_NUMBER)
			log->id = strtoull(buf_text(&j.text), NULL, 10);
		ok &= at_fields && t == JSON_ARRAY ? read_fields(log, &j) : json_skip(&j, t);
		t = JSON_KEY;
	}
	ok &= t == JSON_OBJECT_END && json_next(&j) == JSON_END;
	json_release(&j);
	if (log->bare)
		has_number = log->action == NIXLOG_OTHER ? has_level : has_id;
	*ret_is = is_action && has_number;
	return ok;
}

/* Where a message may begin, or NULL. */
static const char *
find_json(const char *line)
{
	if (!strncmp(line, AFTER_NIX "{", sizeof(AFTER_NIX)))
		return line + sizeof(AFTER_NIX) - 1;
	return *line == '{' && strstr(line, "\"action\"") ? line : NULL;
}

static enum nixlog_kind
read_kind(struct nixlog *log)
{
	const char *line = buf_text(&log->text), *json = find_json(line);
	bool is = false;

	log->bare = json == line;
	log->action = NIXLOG_OTHER;
	log->type = 0;
	log->id = 0;
	for (int i = 0; i < NIXLOG_FIELDS; i++)
		buf_reset(&log->fields[i]);
	if (!json)
		return NIXLOG_TEXT;
	if (read_message(log, json, log->text.len - (size_t)(json - line), &is))
		return is ? NIXLOG_MESSAGE : NIXLOG_TEXT;
	/* A program may print half an object. */
	return json > line || !strncmp(line, "{\"action\":", 10) ? NIXLOG_DAMAGED : NIXLOG_TEXT;
}

/* --- a log ------------------------------------------------------------------------------------ */

void
nixlog_open(struct nixlog *ret_log, FILE *in)
{
	*ret_log = (struct nixlog){ .in = in };
}

bool
nixlog_next(struct nixlog *log)
{
	ssize_t len = getline(&log->raw, &log->cap, log->in);

	if (len < 0)
		return false;
	log->line++;
	take_text(&log->text, log->raw, (size_t)len);
	log->kind = read_kind(log);
	return true;
}

void
nixlog_close(struct nixlog *log)
{
	buf_release(&log->text);
	for (int i = 0; i < NIXLOG_FIELDS; i++)
		buf_release(&log->fields[i]);
	free(log->raw);
	*log = (struct nixlog){ 0 };
}
