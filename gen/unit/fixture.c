#include "unit/fixture.h"

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
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/tail.h"
#include "unit/cache.h"
#include "base/environment.h"
#include "base/print.h"
#include "unit/stamp.h"
#include "unit/watch.h"

enum {
	SECOND = 1000000,
	GRACE = 10 * SECOND, /* of a command that is to end */
	LOOK = 50000,        /* how often to try a lock that somebody has */
	TELL = 2 * SECOND,   /* how long to wait before saying so */
	LOG_LINES = 20,
	TRIES = 3, /* how often it is made while its inputs change */
};

static const struct loc nowhere = { 0 };

struct fixture {
	const struct fixture_request *request;
	struct arena arena;
	struct diag *diag;
	const char *output, *base; /* base: the last part of its path */
	const char *stamp, *log;   /* paths */
	const char *folder;        /* in which it is made, */
	const char *made, *kept;   /* and in it what is made and what was there before */
	struct stamp now;
};

/* --- beginning -------------------------------------------------------------------------------- */

/* Take the stamp of what is there now. False if an input cannot be read; that is reported, unless this is only a check. */
static bool
take_stamp(struct fixture *f, const struct stamp *old, struct stamp *ret_stamp)
{
	const struct fixture_request *q = f->request;
	const struct stamp_request of = { q->command, q->inputs, (size_t)q->input_count, f->output };
	const char *failed;
	bool ok = stamp_take(ret_stamp, &f->arena, &of, old, &failed);

	if (!ok && !q->check)
		diag_error(f->diag, nowhere, "cannot read '%s', an input of '%s': %s", failed, f->output,
			errno == ELOOP ? "it leads to a folder that contains the input" : strerror(errno));
	return ok;
}

/* Is it there, and was it made from what is there now? *ret_ok is false if an input cannot be read. */
static bool
fresh(struct fixture *f, bool *ret_ok)
{
	struct stamp old;
	struct stat st;

	stamp_load(&old, &f->arena, f->stamp);
	*ret_ok = take_stamp(f, &old, &f->now);
	return *ret_ok && !lstat(f->output, &st) && !strcmp(old.key, f->now.key);
}

/* Wait for the lock. False if that took too long, or a signal came. */
static bool
take_lock(struct fixture *f, struct lock *l)
{
	long long start = clock_ticks(), wait = f->request->wait;
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
		if (!told && waited >= TELL && !f->request->quiet) {
			told = true;
			print_talk("waiting for '%s', which %s is making\n", f->output, buf_text(&holder));
		}
		buf_release(&holder);
		watch_wait(NULL, NULL, 0, clock_ticks() + (wait - waited < LOOK ? wait - waited : LOOK));
		if (watch_signal_count())
			return false;
	}
	lock_sign(l);
	return true;
}

/* Remove what processes that died while they made it have left. The lock is ours, so nobody makes it now. */
static void
remove_leftovers(struct fixture *f)
{
	const char *slash = strrchr(f->output, '/');
	const char *folder = slash ? arena_strndup(&f->arena, f->output, (size_t)(slash + 1 - f->output)) : "./";
	const char *prefix = arena_printf(&f->arena, "%s.making-", f->base);
	const char **names;
	size_t n = 0, len = strlen(prefix);

	file_list_all(&f->arena, folder, &names, &n);
	for (size_t i = 0; i < n; i++)
		if (!strncmp(names[i], prefix, len) && !names[i][len + strspn(names[i] + len, "0123456789")])
			file_remove_all(arena_printf(&f->arena, "%s%s", folder, names[i]));
}

/* --- making ----------------------------------------------------------------------------------- */

/* Run the command. Its exit status; below 0 if it was stopped because it took too long. */
static int
run_command(struct fixture *f)
{
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC),
	    log = open(f->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct watch_program sh = { .in = in, .out = log, .err = log, .sole = true, .if_left = SIGKILL };
	long long end = f->request->timeout >= 0 ? clock_ticks() + f->request->timeout : -1;
	struct watch w;

	if (in < 0 || log < 0)
		die("cannot write '%s':", f->log);
	environment_set(f->request->environment, "NIGHTSHIFT_OUTPUT", f->made);
	sh.argv = environment_shell(f->request->environment, "sh", f->request->command);
	sh.env = f->request->environment->vars;
	if (!watch_start(&w, &sh))
		die("cannot start a process:");
	bool late = watch_see_through(&w, 0, -1, end, GRACE);
	int status = late ? -1 : watch_exit_status(w.status);

	close(in);
	close(log);
	return status;
}

/* Put what was made in the place of the output, with its stamp if it is to be fresh from now on. */
static bool
publish(struct fixture *f, bool stamped)
{
	if (unlink(f->stamp) && errno != ENOENT)
		return false;
	/* rename() does not put a folder in the place of another one that has something in it. */
	if (rename(f->output, f->kept) && errno != ENOENT)
		return false;
	return !rename(f->made, f->output) && (!stamped || stamp_save(&f->now, f->stamp));
}

/* Take away the output that is there: it was made from something else than what is there now. */
static void
withdraw(struct fixture *f)
{
	unlink(f->stamp);
	rename(f->output, f->kept);
}

/* Report that the command failed, or took too long if the status is below 0. */
static void
report_failure(struct fixture *f, int status)
{
	struct buf text = { 0 };

	if (status < 0) {
		buf_add_duration(&text, (unsigned long long)f->request->timeout);
		diag_error(f->diag, nowhere,
			"'%s' took longer than %s to make and was stopped; the end of %s:", f->output, buf_text(&text),
			f->log);
	} else {
		diag_error(f->diag, nowhere,
			"the command that makes '%s' failed (status %d); the end of %s:", f->output, status, f->log);
	}
	buf_reset(&text);
	tail_add(&text, f->log, LOG_LINES);
	print_text(stderr, buf_text(&text), text.len);
	buf_release(&text);
}

/* Keep the output in the cache, too. That it cannot be kept is only a warning. */
static void
put_into_cache(struct fixture *f)
{
	const struct fixture_request *q = f->request;

	if (!cache_put(q->cache, f->now.key, f->output, q->cache_size) && !watch_signal_count())
		diag_warn(f->diag, nowhere, "'%s' is not kept in '%s': %s", f->output, q->cache,
			errno ? strerror(errno) : "it is larger than the cache may be");
}

enum outcome {
	MADE,      /* of what f->now says */
	TOUCHED,   /* an input changed meanwhile, and is as it was again */
	OVERTAKEN, /* an input changed, so that what was made belongs to no stamp */
	FAILED,    /* after a message, unless a signal came */
};

/* Report why there is nothing to use: the command failed, or it made nothing. */
static enum outcome
fail(struct fixture *f, int status)
{
	withdraw(f);
	if (status)
		report_failure(f, status);
	else
		diag_error(f->diag, nowhere,
			"the command that makes '%s' succeeded, but made nothing at $NIGHTSHIFT_OUTPUT", f->output);
	return FAILED;
}

/* Run the command once, and see whether the inputs are still those that it began with. f->now is then the stamp of those
 * that are there now, and *ret_changed is the path of one that changed. */
static enum outcome
try_command(struct fixture *f, const char **ret_changed)
{
	struct stamp before = f->now;
	struct stat st;
	int status = run_command(f);
	bool same;

	if (watch_signal_count())
		return FAILED;
	if (status < 0)
		return fail(f, status);
	if (!take_stamp(f, &before, &f->now))
		return FAILED;
	*ret_changed = stamp_changed(&before, &f->now, &same);
	if (!same)
		return OVERTAKEN;
	if (status || lstat(f->made, &st))
		return fail(f, status);
	return *ret_changed ? TOUCHED : MADE;
}

/*
 * Run the command until its inputs stay as they are meanwhile. A command that writes its own inputs anew, as they were, touches
 * them each time: then what it makes may be used, but another time it is made again.
 */
static enum outcome
try_until_still(struct fixture *f, bool *ret_cached)
{
	const struct fixture_request *q = f->request;
	enum outcome before = MADE, now;
	const char *changed;

	for (int i = 1;; i++, before = now) {
		*ret_cached = q->cache && cache_get(q->cache, f->now.key, f->made);
		if (*ret_cached)
			return MADE;
		file_remove_all(f->made); /* a copy that failed may have left a part, or the command */
		if (watch_signal_count())
			return FAILED;
		now = try_command(f, &changed);
		if (now == MADE || now == FAILED)
			return now;
		if (i == TRIES)
			break;
		diag_warn(f->diag, nowhere, "'%s' changed while '%s' was made from it: it is made again", changed,
			f->output);
	}
	if (now == TOUCHED && before == TOUCHED) {
		diag_warn(f->diag, nowhere,
			"'%s' was written while '%s' was made from it, %d times: it is used now, and made again the next time",
			changed, f->output, TRIES);
		return TOUCHED;
	}
	withdraw(f);
	diag_error(f->diag, nowhere,
		"'%s' changed while '%s' was made from it, %d times: if the command changes it, it cannot be an input",
		changed, f->output, TRIES);
	return FAILED;
}

/* Make it, while we have the lock. The exit status comes back. */
static int
make(struct fixture *f)
{
	const struct fixture_request *q = f->request;
	long long start = clock_ticks();
	bool cached;
	enum outcome outcome = try_until_still(f, &cached);

	if (outcome == FAILED)
		return EXIT_NO;
	if (!publish(f, outcome == MADE)) {
		int err = errno;

		file_remove_all(f->folder);
		errno = err;
		die("cannot put '%s' in its place:", f->output);
	}
	if (q->cache && !cached && outcome == MADE)
		put_into_cache(f);
	if (!q->quiet) {
		struct buf took = { 0 };

		buf_add_duration(&took, (unsigned long long)(clock_ticks() - start));
		print_out("%s %s in %s\n", cached ? "took from the cache" : "made", f->output, buf_text(&took));
		buf_release(&took);
	}
	return EXIT_YES;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Choose the paths. */
static void
prepare(struct fixture *f)
{
	char here[4096];
	const char *slash = strrchr(f->output, '/');

	f->base = slash ? slash + 1 : f->output;
	f->stamp = arena_printf(&f->arena, "%s.stamp", f->output);
	f->log = arena_printf(&f->arena, "%s.log", f->output);
	f->folder = arena_printf(&f->arena, "%s.making-%ld", f->output, (long)getpid());
	f->kept = arena_printf(&f->arena, "%s/.before", f->folder);
	/* An absolute path, since the command may change its folder. */
	if (*f->output != '/' && !getcwd(here, sizeof(here)))
		die("cannot tell where this is:");
	f->made = *f->output == '/' ? arena_printf(&f->arena, "%s/%s", f->folder, f->base)
				    : arena_printf(&f->arena, "%s/%s/%s", here, f->folder, f->base);
}

/* Make it while we have the lock, unless somebody else has made it meanwhile. The exit status comes back. */
static int
make_if_stale(struct fixture *f)
{
	bool ok;

	if (fresh(f, &ok)) /* whoever had the lock may have made it; and the inputs are those of now */
		return EXIT_YES;
	if (!ok)
		return EXIT_NO;
	remove_leftovers(f);
	if (mkdir(f->folder, 0777))
		die("cannot make '%s':", f->folder);
	int status = make(f);

	file_remove_all(f->folder);
	return status;
}

/* Die by the signal that came, if one did. */
static void
obey_signal(void)
{
	sigset_t set;

	if (!watch_signal_count())
		return;
	signal(watch_last_signal(), SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, watch_last_signal());
	raise(watch_last_signal());
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int
fixture_run(const struct fixture_request *q, struct diag *d)
{
	struct fixture f = { .request = q, .diag = d, .output = q->output };
	struct lock l = { -1 };
	int status = EXIT_NO;
	bool ok;

	prepare(&f);
	bool there = fresh(&f, &ok);

	if (there || !ok || q->check) {
		status = there ? EXIT_YES : EXIT_NO;
		arena_release(&f.arena);
		return status;
	}
	watch_signals();
	if (!file_mkdirs_above(f.output) || !lock_open(&l, arena_printf(&f.arena, "%s.lock", f.output)))
		die("cannot make '%s.lock':", f.output);
	if (take_lock(&f, &l))
		status = make_if_stale(&f);
	lock_close(&l);
	arena_release(&f.arena);
	obey_signal();
	return status;
}
