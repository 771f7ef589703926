#include "unit/dueof.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/sha1.h"

static const char head[] = "nightshift due 1\n", end[] = "\nend\n";

void
dueof_begin(struct buf *out, const char *plan, const char *lane, const char *commit)
{
	buf_printf(out, "%splan %s\nlane %s\n", head, plan, lane);
	if (commit)
		buf_printf(out, "commit %s\n", commit);
}

void
dueof_list(struct buf *out, const char *platform, const struct buf *list)
{
	char id[SHA1_HEX + 1];

	sha1_blob(list->len ? list->s : "", list->len, id);
	buf_printf(out, "owed %s %s\n", id, platform);
}

void
dueof_end(struct buf *out)
{
	buf_adds(out, end + 1);
}

/* The value of that key, in the arena; NULL if there is none. */
static const char *
value_of(const struct dueof *of, struct arena *a, const char *key)
{
	const char *line = strstr(of->text, arena_printf(a, "\n%s ", key));

	if (!line)
		return NULL;
	line += strlen(key) + 2;
	return arena_strndup(a, line, strcspn(line, "\n"));
}

static bool
is_whole(const struct buf *text)
{
	size_t n = strlen(end);

	return !strncmp(buf_text(text), head, strlen(head)) && text->len > n &&
		!memcmp(text->s + text->len - n, end, n);
}

bool
dueof_read(struct dueof *ret_of, struct arena *a, struct diag *d, const char *dir, const char *plan, const char *lane,
	const char *commit)
{
	const struct {
		const char *key, *value;
	} wanted[] = { { "plan", plan }, { "lane", lane }, { "commit", commit } };
	struct loc at = { arena_printf(a, "%s/of", dir), 0, 0 };
	struct buf text = { 0 };
	int errors = d->errors;

	*ret_of = (struct dueof){ .path = at.file };
	if (!file_read(at.file, &text))
		diag_unread(d, at.file);
	else if (!is_whole(&text))
		diag_error(d, at, "is not what 'affected --write' writes, or not all of it");
	ret_of->text = arena_strndup(a, buf_text(&text), text.len);
	buf_release(&text);
	for (size_t i = 0; d->errors == errors && i < countof(wanted); i++) {
		const char *value = value_of(ret_of, a, wanted[i].key);

		if (wanted[i].value && (!value || strcmp(value, wanted[i].value) != 0))
			diag_error(d, at,
				"the lists are of %s %s, and not of %s: write them anew with 'affected --write'",
				value ? wanted[i].key : "no", value ? value : wanted[i].key, wanted[i].value);
	}
	return d->errors == errors;
}

bool
dueof_check_list(const struct dueof *of, struct diag *d, const char *path, const char *platform, bool *ret_empty)
{
	struct buf list = { 0 }, line = { 0 };
	bool ok = file_read(path, &list);

	*ret_empty = !list.len;
	if (!ok) {
		diag_unread(d, path);
	} else {
		buf_addc(&line, '\n');
		dueof_list(&line, platform, &list);
		ok = strstr(of->text, buf_text(&line));
		if (!ok)
			diag_error(d, (struct loc){ path, 0, 0 },
				"is not the list that 'affected --write' has written, by '%s'", of->path);
	}
	buf_release(&line);
	buf_release(&list);
	return ok;
}
