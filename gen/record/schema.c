#include "record/schema.h"

#include "base/embedded.h"

const struct db_schema record_schema = {
	.application = 0x4e534854, /* "NSHT" */
	.steps = schema_texts,
};
