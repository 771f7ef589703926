#include "base/base.h"
#include "base/buf.h"
#include "base/descriptors.h"
#include "base/diag.h"
#include "unit/engine.h"

enum {
	/* Descriptors: the socket of a keeper; three pipes of a worker, and its log. */
	OF_SLOT = 1,
	OF_WORKER = 4,
	/* The engine's own files, the ends of pipes of a process that is just started, and what the listener opens. */
	OF_ENGINE = 20,
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* So many processes of workers there may be if nobody ends them. */
static size_t
most_workers(const struct engine_request *q, size_t jobs)
{
	size_t n = 0;

	for (size_t i = 0; i < q->crew_count; i++)
		if (q->crews[i].worker)
			n += q->crews[i].pool < 0 ? jobs : q->pools[q->crews[i].pool].device_count;
	return n;
}

void
engine_make_room(struct engine_request *q, struct buf *ret_text)
{
	size_t jobs = least(q->jobs, q->unit_count + q->step_count);
	size_t workers = most_workers(q, jobs), fixed = OF_ENGINE + q->pool_count;
	size_t each = OF_SLOT + (workers ? OF_WORKER : 0);
	size_t wanted = fixed + jobs * OF_SLOT + workers * OF_WORKER, room = descriptors_reserve(wanted);

	q->workers = workers;
	if (room >= wanted)
		return;
	if (room < fixed + each)
		die("cannot run units: this process may have %zu files open ('ulimit -Hn'), but one unit at a time needs %zu",
			descriptors_limit(), descriptors_limit() - room + fixed + each);
	if ((room - fixed) / each < jobs) {
		q->jobs = (unsigned)((room - fixed) / each);
		buf_printf(ret_text,
			"%u unit%s at a time, not %zu: this process may have %zu files open ('ulimit -Hn')", q->jobs,
			q->jobs == 1 ? " runs" : "s run", jobs, descriptors_limit());
		jobs = q->jobs;
	}
	q->workers = (room - fixed - jobs * OF_SLOT) / OF_WORKER;
}
