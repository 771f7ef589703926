/*
 * The record explained, for those who ask it with sqlite3 or Datasette: its tables and views, their columns, and the
 * comments that stand in the schema itself.
 */
#ifndef SCHEMAHELP_H
#define SCHEMAHELP_H

struct buf;

/* Append it all, made from the schema that a new record would have. */
void schema_help(struct buf *out);

#endif
