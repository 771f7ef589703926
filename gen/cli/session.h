/*
 * One run of the program: the command line, what was read and planned for it, and the stages that commands go through.
 * A stage that comes back false, or with nothing, has said what is wrong.
 */
#ifndef SESSION_H
#define SESSION_H

#include "base/arena.h"
#include "cli/options.h"
#include "base/diag.h"
#include "emit/emit.h"
#include "suite/model.h"
#include "plan/plan.h"
#include "plan/secondsfile.h"

struct buf;
struct git;
struct match;
struct record;

struct session {
	struct cli cli;
	struct arena arena;
	struct diag diag;

	struct git *git;
	const char *root; /* the work tree's top, or the current folder */
	struct suite suite;
	struct seconds seconds;   /* as committed */
	const char *seconds_text; /* what their file holds, or NULL if there is none */
	size_t seconds_len;
	struct plan plan;
	const struct match *match; /* foreign names to its units */
	struct outputs outputs;
};

/* No file: what is wrong with the command line. */
extern const struct loc session_command_line;

/* Find the repository, whose top is where outputs go. */
void session_find_root(struct session *s);

/* Read the manifest into s->suite. */
bool session_read_manifest(struct session *s);

/*
 * Manifest, discovery, seconds: everything up to the plan in s->plan. `strict` makes an `until` in the past an error.
 */
bool session_plan(struct session *s, bool strict);

/* Render the outputs and compare them with what is there, below the folder in *ret_root_fd, which is the caller's to
 * close. */
bool session_outputs(struct session *s, int *ret_root_fd);

/* The file of measured seconds, from the root. */
const char *session_seconds_file(struct session *s);

/* Where the record lies. */
const char *session_record_path(struct session *s);

/* Put the plan, and what commit it belongs to, into the record. */
void session_remember(struct session *s, struct record *record, const char *fingerprint);

/* The lane that --lane names; `usual` where there is none, or, with a message, where it is no lane. */
int session_lane(struct session *s, int usual);

/* The same of --platform, when the suite is known: its index, or -1. */
int session_platform(struct session *s);

/* Say that the repository has no such commit. */
void session_no_commit(struct session *s, const char *rev);

/* Put the text into the file, in the place of what was there. Dies if that cannot be done. */
void session_write(const char *path, const struct buf *text);

#endif
