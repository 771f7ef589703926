/*
 * The record explained, for those who ask it with sqlite3 or Datasette: its tables and views, their columns, and the comments
 * in the schema.
 */
#ifndef SCHEMAHELP_H
#define SCHEMAHELP_H

struct buf;

/* Append all of it, made from the schema of a new record. */
void schema_help(struct buf *out);

#endif
