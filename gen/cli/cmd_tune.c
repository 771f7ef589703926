#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/fileset.h"
#include "base/print.h"
#include "plan/secondsfile.h"
#include "cli/session.h"
#include "plan/plan.h"
#include "record/record.h"
#include "report/tune.h"
#include "suite/model.h"

/* Write the seconds that changed into their file; with --check only say that it is stale. Returns the exit status. */
static int
write_seconds(struct session *s, const struct tune *t)
{
	struct buf text = { 0 };
	struct fileset_file file = { .path = session_seconds_file(s) };
	const char *failed;
	int status = EXIT_YES;

	if (s->seconds_text)
		secondsfile_write(&t->seconds, s->seconds_text, secondsfile_top(s->seconds_text, s->seconds_len),
			&text);
	else
		secondsfile_write(&t->seconds, SECONDSFILE_TITLE, strlen(SECONDSFILE_TITLE), &text);
	file.text = buf_text(&text);
	file.len = text.len;
	int root_fd = session_root_fd(s);

	fileset_compare(root_fd, &file, 1);
	if (file.state == FILESET_FAILED)
		die("cannot read '%s'", file.path);
	if (file.state == FILESET_ESCAPES || file.state == FILESET_BLOCKED) {
		diag_error(&s->diag, (struct loc){ file.path, 0, 0 },
			file.state == FILESET_ESCAPES
				? "leads through a symbolic link, which may lead outside of the repository: put the file itself there"
				: "cannot be written: something that is not a file is there, or a file is where a folder should be");
		status = EXIT_INPUT;
	} else if (s->cli.check) {
		print_out("stale: %s\n", file.path);
		status = EXIT_NO;
	} else {
		if (!fileset_replace(root_fd, &file, 1, &failed))
			die("cannot write '%s', so nothing was changed:", failed);
		if (!s->cli.quiet) {
			print_out("wrote %s\n", file.path);
			print_talk("what follows from the seconds is stale now; run: nightshift generate\n");
		}
	}
	buf_release(&text);
	return status;
}

int
cmd_tune(struct session *s)
{
	struct seconds measured = { 0 };
	struct tune t;
	struct buf out = { 0 };

	session_lane(s, -1);
	if (s->diag.errors || !session_plan(s, false))
		return EXIT_INPUT;
	struct record *record = record_open_existing(session_record_path(s));

	if (record)
		tune_measured(&measured, &s->arena, record, s->suite.name, s->cli.lane);
	record_close(record);
	if (!measured.count) {
		if (!s->cli.quiet)
			print_out("nothing measured: the record has no pass with its seconds and platform%s%s\n",
				s->cli.lane ? " on lane " : "", s->cli.lane ? s->cli.lane : "");
		return EXIT_YES;
	}
	tune_make(&t, &s->arena, &s->diag, &s->plan, &s->seconds, &measured);
	if (!s->cli.quiet)
		tune_text(&t, s->cli.verbose, &out);
	session_print(&out);
	return tune_changes(&t) ? write_seconds(s, &t) : EXIT_YES;
}
