#include "base/portable.h"
#include "base/filesystem.h"

#include <stddef.h>
#if defined(__linux__)
#include <sys/statfs.h>
#elif defined(__APPLE__)
#include <sys/mount.h>
#include <sys/param.h>
#endif

#include "base/base.h"

bool
filesystem_kind_is_shared(unsigned long kind)
{
	static const unsigned long shared[] = {
		0x6969,     /* NFS */
		0x517b,     /* SMB */
		0xff534d42, /* CIFS */
		0xfe534d42, /* SMB 2 and later */
		0x564c,     /* NCP */
		0x5346414f, /* AFS */
		0x6b414653, /* AFS, by kafs */
		0x73757245, /* Coda */
		0x01021997, /* 9P */
		0x65735546, /* FUSE: sshfs, virtiofs and many more */
		0x786f4256, /* VirtualBox's shared folders */
		0x00c36400, /* Ceph */
		0x01161970, /* GFS2 */
		0x7461636f, /* OCFS2 */
		0x0bd00bd0, /* Lustre */
		0x47504653, /* GPFS */
		0x19830326, /* BeeGFS */
	};

	for (size_t i = 0; i < countof(shared); i++)
		if ((kind & 0xffffffff) == shared[i]) /* where a long has 32 bits, it is negative */
			return true;
	return false;
}

bool
filesystem_is_shared(const char *path)
{
#if defined(__linux__)
	struct statfs fs;

	return !statfs(path, &fs) && filesystem_kind_is_shared((unsigned long)fs.f_type);
#elif defined(__APPLE__)
	struct statfs fs;

	return !statfs(path, &fs) && !(fs.f_flags & MNT_LOCAL);
#else
	(void)path;
	return false;
#endif
}
