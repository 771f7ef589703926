#include "emit/resource_values.h"

#include "base/field.h"
#include "base/tmpl.h"
#include "emit/view.h"

#define FIXTURE ((const struct fixture_view *)obj)
#define POOL ((const struct pool *)obj)
#define WORKER_COMMAND ((const struct worker_command *)obj)
#define WORKER ((const struct worker_view *)obj)

TEXT_FIELD(fixture_id, FIXTURE->made->id)
TEXT_FIELD(fixture_name, FIXTURE->made->fixture->name)
TEXT_FIELD(fixture_key, FIXTURE->made->key)
TEXT_FIELD(fixture_output, FIXTURE->made->output)
WORDS_FIELD(fixture_inputs, FIXTURE->made->inputs, FIXTURE->made->input_count)
TEXT_FIELD(fixture_command, FIXTURE->made->command)
TEXT_FIELD(fixture_command_sh, FIXTURE->command_sh)
WORDS_FIELD(fixture_arguments, FIXTURE->arguments.v, FIXTURE->arguments.n)
TEXT_FIELD(fixture_variant, FIXTURE->made->variant ? FIXTURE->made->variant->name : NULL)
OPTIONAL_NUMBER_FIELD(fixture_timeout, FIXTURE->made->fixture->timeout)
TEXT_FIELD(fixture_cache, FIXTURE->made->fixture->cache)
OPTIONAL_NUMBER_FIELD(fixture_size, FIXTURE->made->fixture->size)

static const struct field fixture_fields[] = {
	{ "id", VALUE_TEXT, "its name and its key, with a `-` between: a name", fixture_id, NULL },
	{ "name", VALUE_TEXT, "the fixture's name in the manifest", fixture_name, NULL },
	{ "key", VALUE_TEXT, "what tells it apart from others of that name", fixture_key, NULL },
	{ "output", VALUE_TEXT, "the file or folder it is, from the suite's folder", fixture_output, NULL },
	{ "inputs", VALUE_WORDS, "what it is made of, from the suite's folder", fixture_inputs, NULL },
	{ "command", VALUE_TEXT, "what makes it at `$NIGHTSHIFT_OUTPUT`, shell text", fixture_command, NULL },
	{ "command_sh", VALUE_TEXT, "the same with the suite's environment", fixture_command_sh, NULL },
	{ "arguments", VALUE_WORDS, "of `nightshift fixture`, but for the command", fixture_arguments, NULL },
	{ "variant", VALUE_TEXT, "the variant whose programs its command calls, if it does", fixture_variant, NULL },
	{ "timeout", VALUE_NUMBER, "how many seconds making it may take, if limited", fixture_timeout, NULL },
	{ "cache", VALUE_TEXT, "the folder that keeps outputs, if there is one", fixture_cache, NULL },
	{ "cache_size", VALUE_NUMBER, "how many bytes that holds at most, if limited", fixture_size, NULL },
	{ 0 },
};
const struct scope fixture_scope = { "fixture", fixture_fields };

TEXT_FIELD(pool_name, POOL->name)
WORDS_FIELD(pool_devices, POOL->devices.v, POOL->devices.n)
TEXT_FIELD(pool_lock, POOL->lock)
OPTIONAL_NUMBER_FIELD(pool_quarantine, POOL->quarantine)

static const struct field pool_fields[] = {
	{ "name", VALUE_TEXT, "the pool's name", pool_name, NULL },
	{ "devices", VALUE_WORDS, "the names of its devices", pool_devices, NULL },
	{ "lock", VALUE_TEXT, "shell text put before a command that holds some, if any", pool_lock, NULL },
	{ "quarantine", VALUE_NUMBER, "after so many failures in a row a device is used no more, if said",
		pool_quarantine, NULL },
	{ 0 },
};
const struct scope pool_scope = { "pool", pool_fields };

TEXT_FIELD(worker_variant, WORKER_COMMAND->variant)
TEXT_FIELD(worker_command, WORKER_COMMAND->command)

static const struct field worker_command_fields[] = {
	{ "variant", VALUE_TEXT, "the variant", worker_variant, NULL },
	{ "command", VALUE_TEXT, "what starts the worker in it, shell text", worker_command, NULL },
	{ 0 },
};
const struct scope worker_command_scope = { "worker of a variant", worker_command_fields };

TEXT_FIELD(worker_name, WORKER->worker->name)
TEXT_FIELD(worker_pool, WORKER->worker->pool)
LIST_FIELD(worker_commands, WORKER->commands, WORKER->command_count)

static const struct field worker_fields[] = {
	{ "name", VALUE_TEXT, "the worker's name", worker_name, NULL },
	{ "pool", VALUE_TEXT, "the pool whose devices it has, if any", worker_pool, NULL },
	{ "worker_commands", VALUE_LIST, "what starts it, by variant", worker_commands, &worker_command_scope },
	{ 0 },
};
const struct scope worker_scope = { "worker", worker_fields };
