#include "unit/fixture.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "unit/cache.h"
#include "cli/options.h"
#include "base/diag.h"
#include "base/lock.h"
#include "base/file.h"
#include "unit/stamp.h"
#include "base/tail.h"
#include "unit/watch.h"
#include "base/clock.h"

enum {
	SECOND = 1000000,
	WAIT = 900 * SECOND, /* if the command line does not say */
	GRACE = 10 * SECOND, /* of a command that is to end */
	LOOK = 50000,        /* how often to try a lock that somebody has */
	TELL = 2 * SECOND,   /* how long to wait before saying so */
	LOG_LINES = 20,
};

static const struct loc nowhere = { 0 };

struct fixture {
	const struct cli *cli;
	struct arena arena;
	struct diag *diag;
	const char *output, *base;        /* base: its last part */
	const char *stamp, *log;          /* paths */
	const char *folder, *made, *kept; /* where it is made; what is; what was there before */
	struct stamp now;
};

/* --- beginning -------------------------------------------------------------------------------- */

/* Is it there, and was it made from what there is now? False in *ret_ok, with a message, if an input cannot be read. */
static bool
fresh(struct fixture *f, bool *ret_ok)
{
	const char *failed;
	struct stat st;

	*ret_ok = stamp_take(&f->now, &f->arena, f->cli->args[0], f->cli->inputs, (size_t)f->cli->input_count, f->stamp,
		&failed);
	if (!*ret_ok && f->cli->check)
		return false;
	if (!*ret_ok) {
		diag_error(f->diag, nowhere, "cannot read '%s', an input of '%s': %s", failed, f->output,
			strerror(errno));
		return false;
	}
	return !lstat(f->output, &st) && stamp_matches(&f->now, f->stamp);
}

/* Wait for the lock. False if that took too long, or a signal came. */
static bool
take_lock(struct fixture *f, struct lock *l)
{
	long long start = clock_ticks(), wait = f->cli->wait >= 0 ? f->cli->wait : WAIT;
	bool told = false;

	while (!lock_try(l, LOCK_ALONE)) {
		long long waited = clock_ticks() - start;
		struct buf holder = { 0 };

		if (errno)
			die("cannot lock '%s.lock':", f->output);
		lock_holder(l, &holder);
		if (waited >= wait) {
			diag_error(f->diag, nowhere, "waited %lld s for '%s', which %s is making: see '%s'",
				waited / SECOND, f->output, buf_text(&holder), f->log);
			buf_release(&holder);
			return false;
		}
		if (!told && waited >= TELL && !f->cli->quiet) {
			told = true;
			fprintf(stderr, "nightshift: waiting for '%s', which %s is making\n", f->output,
				buf_text(&holder));
		}
		buf_release(&holder);
		watch_wait(NULL, NULL, 0, clock_ticks() + (wait - waited < LOOK ? wait - waited : LOOK));
		if (watch_signal_count())
			return false;
	}
	lock_sign(l);
	return true;
}

/* Remove what those have left that died while they made it. The lock is ours, so nobody does now. */
static void
remove_leftovers(struct fixture *f)
{
	const char *slash = strrchr(f->output, '/');
	const char *folder = slash ? arena_strndup(&f->arena, f->output, (size_t)(slash + 1 - f->output)) : "./";
	const char *prefix = arena_printf(&f->arena, "%s.making-", f->base);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		size_t len = strlen(prefix);

		if (!strncmp(entry->d_name, prefix, len) &&
			!entry->d_name[len + strspn(entry->d_name + len, "0123456789")])
			file_remove_all(arena_printf(&f->arena, "%s%s", folder, entry->d_name));
	}
	if (dir)
		closedir(dir);
}

/* --- making ----------------------------------------------------------------------------------- */

/* Run the command. 0, or its exit status; below 0 if it was stopped because it took too long. */
static int
run_command(struct fixture *f)
{
	char shell[] = "sh", text[] = "-c";
	char *argv[] = { shell, text, f->cli->args[0], NULL };
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC),
	    log = open(f->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct watch_program sh = { .argv = argv, .in = in, .out = log, .err = log, .sole = true, .if_left = SIGKILL };
	long long end = f->cli->timeout >= 0 ? clock_ticks() + f->cli->timeout : -1;
	struct watch w;
	bool late = false;

	if (in < 0 || log < 0)
		die("cannot write '%s':", f->log);
	setenv("NIGHTSHIFT_OUTPUT", f->made, 1);
	unsetenv("MAKEFLAGS"); /* of the make that asks, not of one that the command calls */
	unsetenv("MFLAGS");
	unsetenv("MAKELEVEL");
	if (!watch_start(&w, &sh))
		die("cannot start a process:");
	while (!watch_step(&w, clock_ticks())) {
		long long now = clock_ticks(), next = watch_next(&w);

		if (watch_signal_count() && (!w.stopping || watch_signal_count() > 1))
			watch_stop(&w, now, watch_signal_count() > 1 ? 0 : GRACE);
		if (end >= 0 && now >= end && !w.stopping && !w.exited) {
			late = true;
			watch_stop(&w, now, GRACE);
		}
		next = watch_next(&w);
		watch_wait(NULL, NULL, 0, end >= 0 && !w.stopping && (next < 0 || end < next) ? end : next);
	}
	close(in);
	close(log);
	return late ? -1 : watch_exit_status(w.status);
}

/* Put what was made in the place of the output. */
static bool
publish(struct fixture *f)
{
	if (unlink(f->stamp) && errno != ENOENT)
		return false;
	/* A folder does not give way to another one. */
	if (rename(f->output, f->kept) && errno != ENOENT)
		return false;
	return !rename(f->made, f->output) && stamp_save(&f->now, f->stamp);
}

/* Make it, by the lock's holder. */
static int
make(struct fixture *f)
{
	const struct cli *c = f->cli;
	long long start = clock_ticks();
	bool cached = c->cache && cache_get(c->cache, f->now.key, f->made);
	struct buf text = { 0 };
	struct stat st;
	int status = 0;

	if (!cached && c->cache) /* a copy that failed may have left a part */
		file_remove_all(f->made);
	if (!cached && !watch_signal_count())
		status = run_command(f);
	if (watch_signal_count())
		return EXIT_NO;
	if (status || lstat(f->made, &st)) {
		/* Of what there is now, it cannot be made; what was made of something else is wrong. */
		unlink(f->stamp);
		rename(f->output, f->kept);
	}
	if (status) {
		tail_add(&text, f->log, LOG_LINES);
		if (status < 0) {
			struct buf limit = { 0 };

			buf_add_duration(&limit, (unsigned long long)c->timeout);
			diag_error(f->diag, nowhere,
				"'%s' took longer than %s to make and was stopped; the end of %s:", f->output,
				buf_text(&limit), f->log);
			buf_release(&limit);
		} else {
			diag_error(f->diag, nowhere,
				"the command that makes '%s' failed (status %d); the end of %s:", f->output, status,
				f->log);
		}
		fputs(buf_text(&text), stderr);
		buf_release(&text);
		return EXIT_NO;
	}
	if (lstat(f->made, &st)) {
		diag_error(f->diag, nowhere,
			"the command that makes '%s' ended well, but made nothing at $NIGHTSHIFT_OUTPUT", f->output);
		return EXIT_NO;
	}
	if (!publish(f))
		die("cannot put '%s' in its place:", f->output);
	if (c->cache && !cached && !cache_put(c->cache, f->now.key, f->output, (unsigned long long)c->cache_size) &&
		!watch_signal_count())
		diag_warn(f->diag, nowhere, "'%s' is not kept in '%s': %s", f->output, c->cache,
			errno ? strerror(errno) : "it is larger than all that may be kept");
	if (!c->quiet) {
		buf_add_duration(&text, (unsigned long long)(clock_ticks() - start));
		printf("%s %s in %s\n", cached ? "took from the cache" : "made", f->output, buf_text(&text));
		buf_release(&text);
	}
	return EXIT_YES;
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool
prepare(struct fixture *f)
{
	const char *slash;
	char here[4096];

	f->output = f->cli->output;
	if (!f->output || !*f->output || f->output[strlen(f->output) - 1] == '/') {
		diag_error(f->diag, nowhere, "--output must be the path of what is made, without a '/' at its end");
		return false;
	}
	if (f->cli->cache_size && !f->cli->cache) {
		diag_error(f->diag, nowhere, "--cache-size limits a cache: give --cache=DIR, too");
		return false;
	}
	slash = strrchr(f->output, '/');
	f->base = slash ? slash + 1 : f->output;
	f->stamp = arena_printf(&f->arena, "%s.stamp", f->output);
	f->log = arena_printf(&f->arena, "%s.log", f->output);
	f->folder = arena_printf(&f->arena, "%s.making-%ld", f->output, (long)getpid());
	f->kept = arena_printf(&f->arena, "%s/.before", f->folder);
	/* The command may go elsewhere. */
	if (*f->output != '/' && !getcwd(here, sizeof(here)))
		die("cannot tell where this is:");
	f->made = *f->output == '/' ? arena_printf(&f->arena, "%s/%s", f->folder, f->base)
				    : arena_printf(&f->arena, "%s/%s/%s", here, f->folder, f->base);
	return true;
}

int
fixture_run(const struct cli *c, struct diag *d)
{
	struct fixture f = { .cli = c, .diag = d };
	struct lock l = { -1 };
	int status = EXIT_NO;
	bool ok;

	if (!prepare(&f))
		return EXIT_INPUT;
	bool there = fresh(&f, &ok);

	if (there || !ok || c->check) {
		status = there ? EXIT_YES : EXIT_NO;
		arena_release(&f.arena);
		return status;
	}
	watch_signals();
	if (!file_mkdirs_above(f.output) || !lock_open(&l, arena_printf(&f.arena, "%s.lock", f.output)))
		die("cannot make '%s.lock':", f.output);
	if (take_lock(&f, &l)) {
		/* Whoever had it has made it, maybe; and the inputs are those of now. */
		if (fresh(&f, &ok)) {
			status = EXIT_YES;
		} else if (ok) {
			remove_leftovers(&f);
			if (mkdir(f.folder, 0777))
				die("cannot make '%s':", f.folder);
			status = make(&f);
			file_remove_all(f.folder);
		}
	}
	lock_close(&l);
	arena_release(&f.arena);
	if (watch_signal_count()) {
		sigset_t set;

		signal(watch_last_signal(), SIG_DFL);
		sigemptyset(&set);
		sigaddset(&set, watch_last_signal());
		raise(watch_last_signal());
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
	return status;
}
