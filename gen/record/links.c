#include "record/links.h"

#include <stddef.h>
#include <string.h>

#include "lib/db.h"
#include "record/results.h"

const char *const link_of_names[] = { "run", "commit", NULL };

static const char sql_link_add[] = "INSERT INTO link(of, name, url) VALUES(:of, :name, :url) "
				   "ON CONFLICT DO UPDATE SET url = excluded.url WHERE url > excluded.url";

void
links_add(struct db *db, enum link_of of, const char *name, const char *url)
{
	if (!name || !url)
		return;
	db_bind_text(db, sql_link_add, ":of", link_of_names[of]);
	db_bind_text(db, sql_link_add, ":name", name);
	db_bind_text(db, sql_link_add, ":url", url);
	db_run(db, sql_link_add);
}

void
links_add_given(struct db *db, const struct results_given *given, const char *run, const char *commit)
{
	if (!commit || !given->commit || strcmp(commit, given->commit))
		return;
	links_add(db, LINK_RUN, run, given->run_url);
	links_add(db, LINK_COMMIT, commit, given->commit_url);
}
