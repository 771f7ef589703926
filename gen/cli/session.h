/*
 * One run of the program: the command line, what was read and planned for it, and the stages that commands have in
 * common. A stage that returns false or NULL has reported what is wrong.
 */
#ifndef SESSION_H
#define SESSION_H

#include "base/arena.h"
#include "cli/options.h"
#include "base/diag.h"
#include "cli/asked.h"
#include "emit/emit.h"
#include "suite/model.h"
#include "plan/plan.h"
#include "plan/secondsfile.h"

struct buf;
struct git;
struct match;
struct planfile;
struct record;

struct session {
	struct cli cli;
	struct arena arena;
	struct diag diag;

	struct git *git;  /* or NULL outside of a repository */
	const char *root; /* the top of the work tree, or else the current folder: paths in the manifest begin there */
	int root_fd;      /* below 0 until session_root_fd opens it */
	struct suite suite;
	struct seconds seconds;   /* as committed */
	const char *seconds_text; /* the text of their file, or NULL if there is none */
	size_t seconds_len;
	struct asked asked; /* what was built for discoveries */
	struct plan plan;
	const struct match *match; /* the names that other programs give its units */
	struct outputs outputs;
};

/* Report a mistake in the command line, as diag_error does: session_error(s, format, ...). */
#define session_error(s, ...) diag_error(&(s)->diag, (struct loc){ 0 }, __VA_ARGS__)

/* Find the repository, and the root with it. */
void session_find_root(struct session *s);

/* Find the root, and read the manifest into s->suite. */
bool session_read_manifest(struct session *s);

/*
 * Do all that leads to the plan in s->plan: read the manifest and the seconds, ask the discover commands. `strict`
 * makes an `until` in the past an error.
 */
bool session_plan(struct session *s, bool strict);

/* Render the outputs of the plan into s->outputs, and compare them with the files. */
bool session_outputs(struct session *s);

/* The root, opened as a folder. It is closed by session_release. */
int session_root_fd(struct session *s);

/* As session_plan; and what the workflows need beside the manifest is looked at, too, even if the manifest has mistakes, so that one call tells
 * all: that lanes fit into their jobs; that the branch is the default one, if the repository tells which that is, since GitHub starts
 * nights of that one alone; and that the project's own action is there, if the jobs get nightshift by it. */
bool session_plan_all(struct session *s, bool strict);

/* Warn of each test-only path that does not exist. It is probably misspelled, and the tests are still in the source of
 * the product. */
void session_warn_test_only(struct session *s);

/* Warn if Nix would run units with another seed than they owe. */
void session_warn_seed(struct session *s);

/* Warn if the split file that is there imports a copy of the Nix library, which the new one takes from outside: with what to add. */
void session_warn_library(struct session *s);

/* Report a plan that a later nightshift has written, and unless this `replaces` it, one of an earlier one in another format: each
 * difference would be told, and none would help. True if there is none. After session_outputs. */
bool session_check_format(struct session *s, bool replaces);

/* The path of the file of measured seconds, from the root. */
const char *session_seconds_file(struct session *s);

/* The path of the record. */
const char *session_record_path(struct session *s);

/* Read the file of the plan as it is written: what everyone knows who has no manifest. Needs session_outputs. False, with
 * messages, if what the template makes is no plan's file. */
bool session_planfile(struct session *s, struct planfile *ret_plan);

/* Put the plan with its fingerprint and its commit into the record. Needs session_outputs. False, with messages, if what the
 * template makes is no plan's file. */
bool session_remember(struct session *s, struct record *record);

/* The lane (enum lane) that --lane names; `usual` without that option, or, with a message, if there is no such lane. */
int session_lane(struct session *s, int usual);

/* The index of the platform that --platform names; -1 without that option, or, with a message, if the suite has none of
 * that name. */
int session_platform(struct session *s);

/* Where the name stands among the n names of that kind ("unit"). -1, with a message, if it is none of them. */
int session_index_of(struct session *s, const char *kind, const char *name, const char *const *names, size_t n);

/* Report that the repository has no such commit. */
void session_no_commit(struct session *s, const char *rev);

/* Replace the file by that text. Dies if that cannot be done. */
void session_write(const char *path, const struct buf *text);

/* Print the text on standard output, and release it. */
void session_print(struct buf *text);

/* Release all that the session holds. */
void session_release(struct session *s);

#endif
