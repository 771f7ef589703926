/*
 * The tables of the record, which go up by numbered steps, and its views. Those who would rather ask with sqlite3 or
 * Datasette find the tables explained in `.schema`. The statements that the program runs stand in the files that read
 * their columns.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "lib/db.h"

extern const struct db_schema record_schema;

#endif
