/* The tables and views of the record: schema/N.sql is step N. `.schema` of sqlite3 shows them with their comments. The
 * statements that the program runs stand in the files that read their columns. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "lib/db.h"

extern const struct db_schema record_schema;

#endif
