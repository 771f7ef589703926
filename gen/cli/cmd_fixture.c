#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "cli/front.h"
#include "cli/options.h"
#include "base/environment.h"
#include "unit/fixture.h"

static const struct loc command_line = { 0 };

int
cmd_fixture(const struct cli *c, struct diag *d)
{
	struct arena arena = { 0 };
	struct environment environment;
	struct fixture_request q = { .command = c->args[0],
		.output = c->output,
		.inputs = c->inputs,
		.input_count = c->input_count,
		.cache = c->cache,
		.cache_size = (unsigned long long)c->cache_size,
		.timeout = c->timeout,
		.wait = c->wait >= 0 ? c->wait : FIXTURE_WAIT,
		.environment = &environment,
		.check = c->check,
		.quiet = c->quiet };

	if (!q.output || !*q.output || q.output[strlen(q.output) - 1] == '/') {
		diag_error(d, command_line, "--output must be the path of what is made, without a '/' at its end");
		return EXIT_INPUT;
	}
	if (q.cache_size && !q.cache) {
		diag_error(d, command_line, "--cache-size limits a cache: give --cache=DIR, too");
		return EXIT_INPUT;
	}
	environment_begin(&environment, &arena);
	int status = fixture_run(&q, d);

	arena_release(&arena);
	return status;
}
