#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/embedded.h"
#include "cli/help.h"
#include "cli/option_rows.h"
#include "cli/session.h"
#include "emit/action.h"
#include "emit/emit.h"
#include "record/schemahelp.h"
#include "suite/discovered.h"
#include "suite/manifest.h"

/* What each topic prints: a page of the manual, or what a function makes. */
static const struct {
	const char *name, *page;
	void (*print)(struct buf *out);
} topics[] = {
	{ "manifest", "nightshift-suite.5", NULL },
	{ "judging", "nightshift-judging.7", NULL },
	{ "results", "nightshift-record.5", NULL },
	{ "nightshift", "nightshift.1", NULL },
	{ "values", NULL, emit_document },
	{ "schema", NULL, manifest_schema },
	{ "views", NULL, schema_help },
	{ "discover", NULL, discovered_help },
	{ "action", NULL, action_help },
};

/* Append the page of the manual of that name; false if there is none. */
static bool
add_page(struct buf *out, const char *name)
{
	char file[64];

	snprintf(file, sizeof(file), "%s.txt", name);
	for (const struct embedded *e = manual_texts; e->name; e++)
		if (!strcmp(e->name, file)) {
			buf_add(out, e->text, e->len);
			return true;
		}
	return false;
}

/* Report that there is no help of that name, with the one that was probably meant. */
static void
refuse(struct session *s, const char *name)
{
	const char *names[CMD_COUNT + countof(topics)];
	size_t n = 0;

	for (size_t i = 0; i < CMD_COUNT; i++)
		names[n++] = cli_commands[i].name;
	for (size_t i = 0; i < countof(topics); i++)
		names[n++] = topics[i].name;
	const char *near = diag_meant(name, names, n);

	session_error(s, "no command and no topic of help is '%s'%s", name,
		near ? diag_did_you_mean(near) : ", see nightshift --help");
}

int
cmd_help(struct session *s)
{
	const char *name = s->cli.arg_count ? s->cli.args[0] : NULL;
	int command = name ? cli_find(name) : CMD_COUNT;
	struct buf out = { 0 };
	size_t topic = 0;

	while (name && topic < countof(topics) && strcmp(topics[topic].name, name))
		topic++;
	if (command >= 0 && command < CMD_COUNT && add_page(&out, arena_printf(&s->arena, "nightshift-%s.1", name))) {
		session_print(&out);
		return EXIT_YES;
	}
	if (command >= 0) {
		help_print(command);
		return EXIT_YES;
	}
	if (topic == countof(topics)) {
		refuse(s, name);
		return EXIT_INPUT;
	}
	if (topics[topic].page)
		add_page(&out, topics[topic].page);
	else
		topics[topic].print(&out);
	session_print(&out);
	return EXIT_YES;
}
