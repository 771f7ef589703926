#include "cli/commands.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "record/schemahelp.h"
#include "suite/manifest.h"

int
cmd_help(struct session *s)
{
	const char *topic = s->cli.arg_count ? s->cli.args[0] : NULL;
	struct buf out = { 0 };

	if (!topic || (strcmp(topic, "values") && strcmp(topic, "schema") && strcmp(topic, "views")))
		return cli_help(&s->diag, topic) ? EXIT_YES : EXIT_INPUT;
	if (!strcmp(topic, "views")) {
		schema_help(&out);
	} else if (*topic == 'v') {
		emit_document(&out);
	} else {
		manifest_schema(&out);
	}
	session_print(&out);
	return EXIT_YES;
}
