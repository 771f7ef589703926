/* The file systems that files lie in. */
#ifndef FILESYSTEM_H
#define FILESYSTEM_H

#include <stdbool.h>

/*
 * May processes on other machines have files open in the file system of that path, or is it one whose mappings of a file into memory
 * do not show what others write? Such are NFS, SMB, the file systems of clusters and what a program serves (FUSE, 9P, the shared
 * folders of virtual machines). False where the system does not tell, as for a path that is not there.
 */
bool filesystem_is_shared(const char *path);

/* The same of the number by which Linux tells kinds of file systems apart (f_type of statfs). */
bool filesystem_kind_is_shared(unsigned long kind);

#endif
