#include "cli/commands.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "cli/session.h"
#include "emit/action.h"
#include "emit/emit.h"
#include "record/schemahelp.h"
#include "suite/discovered.h"
#include "suite/manifest.h"

int
cmd_help(struct session *s)
{
	static const struct {
		const char *name;
		void (*print)(struct buf *out);
	} topics[] = {
		{ "values", emit_document },
		{ "schema", manifest_schema },
		{ "views", schema_help },
		{ "discover", discovered_help },
		{ "action", action_help },
	};
	const char *name = s->cli.arg_count ? s->cli.args[0] : NULL;
	struct buf out = { 0 };
	size_t topic = 0;

	while (name && topic < countof(topics) && strcmp(topics[topic].name, name))
		topic++;
	if (!name || topic == countof(topics))
		return cli_help(&s->diag, name) ? EXIT_YES : EXIT_INPUT;
	topics[topic].print(&out);
	session_print(&out);
	return EXIT_YES;
}
