#include "record/read_nix.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "record/testcase.h"

enum { ACTION_BUILD = 105, ACTION_SUBSTITUTE = 108, HASH = 32 };

enum { PREFIX = sizeof("@nix ") - 1 };

bool
nixlog_is_line(const char *s)
{
	return !strncmp(s, "@nix {", 6);
}

/* The name of a store path, in place; NULL if it is none. */
static const char *
name_of(struct buf *path, bool derivation)
{
	char *slash = path->len ? strrchr(path->s, '/') : NULL, *name;
	size_t len;

	if (!slash || strlen(slash + 1) < HASH + 2 || slash[1 + HASH] != '-')
		return NULL;
	name = slash + 1 + HASH + 1;
	len = strlen(name);
	if (derivation && len > 4 && !strcmp(name + len - 4, ".drv"))
		name[len - 4] = '\0';
	return name;
}

/* One message: {"action":"start","type":105,"fields":["/nix/store/....drv",...],...}. False if it is no JSON. */
static bool
read_message(const char *s, size_t len, void (*did)(void *ctx, enum nix_action action, const char *name), void *ctx)
{
	struct json j;
	struct buf first = { 0 };
	bool start = false, has_field = false, ok = true;
	long type = 0;
	enum json_token t;

	json_open_text(&j, s, len);
	t = json_next(&j);
	while (t == JSON_OBJECT || t == JSON_KEY) {
		t = json_next(&j);
		if (t != JSON_KEY)
			break;
		bool is_action = !strcmp(buf_text(&j.text), "action"), is_type = !strcmp(buf_text(&j.text), "type"),
		     is_fields = !strcmp(buf_text(&j.text), "fields");

		t = json_next(&j);
		if (is_action && t == JSON_STRING)
			start = !strcmp(buf_text(&j.text), "start");
		if (is_type && t == JSON_NUMBER)
			type = strtol(buf_text(&j.text), NULL, 10);
		if (is_fields && t == JSON_ARRAY) {
			size_t depth = j.depth;

			t = json_next(&j);
			if (t == JSON_STRING) {
				buf_add(&first, buf_text(&j.text), j.text.len);
				has_field = true;
			}
			while (t != JSON_BAD && t != JSON_END && j.depth >= depth)
				t = json_next(&j);
			ok &= t == JSON_ARRAY_END;
		} else {
			ok &= json_skip(&j, t);
		}
		t = JSON_KEY;
	}
	ok &= t == JSON_OBJECT_END && json_next(&j) == JSON_END;
	if (ok && start && has_field && (type == ACTION_BUILD || type == ACTION_SUBSTITUTE)) {
		const char *name = name_of(&first, type == ACTION_BUILD);

		if (name)
			did(ctx, type == ACTION_BUILD ? NIX_BUILD : NIX_SUBSTITUTE, name);
	}
	json_release(&j);
	buf_release(&first);
	return ok;
}

void
nixlog_read(FILE *in, const char *file, void (*did)(void *ctx, enum nix_action action, const char *name), void *ctx,
	struct case_end *ret_end)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	unsigned number = 0;

	*ret_end = (struct case_end){ .finished = -1 };
	while ((len = getline(&line, &cap, in)) >= 0) {
		number++;
		if (!nixlog_is_line(line))
			continue;
		if (!read_message(line + PREFIX, (size_t)len - PREFIX, did, ctx))
			case_fault(ret_end, (struct loc){ file, number, 1 },
				"this line of Nix's log is cut short or no JSON");
	}
	case_check_read(in, file);
	free(line);
}
