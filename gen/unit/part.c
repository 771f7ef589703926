#include "unit/part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "unit/planfile.h"

static void
add_bytes(struct buf *out, const char *key, const char *value, size_t len)
{
	buf_adds(out, key);
	buf_addc(out, ' ');
	buf_add_number(out, len);
	buf_addc(out, ':');
	buf_add(out, value, len);
	buf_addc(out, '\n');
}

static void
add(struct buf *out, const char *key, const char *value)
{
	add_bytes(out, key, value, strlen(value));
}

static void
add_number(struct buf *out, const char *key, long long n)
{
	char digits[24];

	add_bytes(out, key, digits, (size_t)snprintf(digits, sizeof(digits), "%lld", n));
}

static int
env_order(const void *a, const void *b)
{
	return strcmp(((const struct planfile_env *)a)->name, ((const struct planfile_env *)b)->name);
}

static void
add_env(struct buf *out, const char *key, const struct planfile_env *env, size_t count)
{
	struct planfile_env *sorted = xcalloc(count, sizeof(*sorted));
	struct buf value = { 0 };

	if (count)
		memcpy(sorted, env, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), env_order);
	for (size_t i = 0; i < count; i++) {
		buf_reset(&value);
		buf_adds(&value, sorted[i].name);
		buf_addc(&value, '=');
		buf_adds(&value, sorted[i].value);
		add_bytes(out, key, value.s, value.len);
	}
	buf_release(&value);
	free(sorted);
}

static void
add_seed(struct buf *out, const struct planfile *p, const struct planfile_unit *u)
{
	if (u->seeding == PLANFILE_SEED_FIXED)
		add_number(out, "seed", u->seed);
	else
		add(out, "seed", u->seeding == PLANFILE_SEED_HEAD ? "head" : "-");
	if (p->seed_env)
		add(out, "seed-env", p->seed_env);
}

static void
add_devices(struct buf *out, const struct planfile *p, const struct planfile_unit *u)
{
	const struct planfile_pool *pool;

	if (!u->pool)
		return;
	add(out, "pool", u->pool);
	add_number(out, "count", u->count ? u->count : 1);
	pool = planfile_pool(p, u->pool);
	if (pool && pool->lock)
		add(out, "lock", pool->lock);
}

static void
add_worker(struct buf *out, const struct planfile *p, const struct planfile_unit *u)
{
	const char *command = planfile_worker_command(p, u);

	if (command)
		add(out, "worker", command);
	if (u->worker)
		add(out, "ask", u->ask);
}

/* What makes a fixture: its command, and the programs that this calls. */
static void
add_fixture(struct buf *out, const struct planfile *p, const struct planfile_fixture *f)
{
	const struct planfile_variant *v = f->variant ? planfile_variant(p, f->variant) : NULL;

	add(out, "fixture", f->id);
	add(out, "fixture-output", f->output);
	add(out, "fixture-command", f->command);
	for (size_t k = 0; v && k < v->command_count; k++)
		add(out, "fixture-build", v->commands[k]);
	if (v)
		add_env(out, "fixture-build-env", v->build_env, v->build_env_count);
}

void
part_text(const struct planfile *p, const struct planfile_platform *on, const struct planfile_unit *u, struct buf *out)
{
	const struct planfile_variant *v = u->variant;

	buf_adds(out, "nightshift part 1\n");
	add(out, "suite", p->suite);
	if (on)
		add_env(out, "platform-env", on->env, on->env_count);
	for (size_t i = 0; i < p->prepare_count; i++)
		add(out, "prepare", p->prepare[i]);
	if (p->prepare_count)
		add_env(out, "prepare-env", p->build_env, p->build_env_count);
	for (size_t i = 0; i < v->command_count; i++)
		add(out, "build", v->commands[i]);
	if (v->shares) {
		add_number(out, "shared", (long long)v->build_env_count);
		add_env(out, "build-env", v->build_env, v->build_env_count);
	}
	for (size_t i = 0; i < v->program_count; i++)
		add(out, "program", v->programs[i]);
	add_env(out, "variant-env", v->env, v->env_count);
	add(out, "unit", u->id);
	add(out, "command", u->command);
	add_env(out, "unit-env", u->env, u->env_count);
	add_seed(out, p, u);
	add_number(out, "timeout", u->timeout);
	add_number(out, "attempts", u->attempts ? u->attempts : 1);
	add(out, "protocol", judge_protocol_names[u->judge.protocol]);
	if (u->judge.report)
		add(out, "report", u->judge.report);
	add_number(out, "skip-status", u->judge.skip_status);
	add_devices(out, p, u);
	add_worker(out, p, u);
	for (size_t i = 0; i < u->need_count; i++)
		add_fixture(out, p, u->needs[i]);
	if (u->need_count)
		add_env(out, "fixture-env", p->build_env, p->build_env_count);
}

void
part_of(const struct planfile *p, const struct planfile_platform *on, const struct planfile_unit *u,
	char ret_part[SHA256_HEX + 1])
{
	struct buf text = { 0 };
	struct sha256 h;

	part_text(p, on, u, &text);
	sha256_init(&h);
	sha256_add(&h, text.s, text.len);
	sha256_hex(&h, ret_part);
	buf_release(&text);
}
