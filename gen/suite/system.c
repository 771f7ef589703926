#include "suite/system.h"

#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/text.h"

static const char *const processors[] = { "aarch64", "aarch64_be", "alpha", "arm", "armv5tel", "armv6l", "armv6m",
	"armv7a", "armv7l", "armv7m", "armv7r", "armv8a", "armv8m", "armv8r", "avr", "i386", "i486", "i586", "i686",
	"javascript", "loongarch64", "m68k", "microblaze", "microblazeel", "mips", "mips64", "mips64el", "mipsel",
	"mmix", "msp430", "or1k", "powerpc", "powerpc64", "powerpc64le", "powerpcle", "riscv32", "riscv64", "rx",
	"s390", "s390x", "sparc", "sparc64", "vc4", "wasm32", "wasm64", "x86_64", NULL };
static const char *const kernels[] = { "cygwin", "darwin", "freebsd", "genode", "ghcjs", "linux", "mmixware", "netbsd",
	"none", "openbsd", "redox", "solaris", "wasi", "windows", NULL };

/* What people have. */
static const char *const usual[] = { "x86_64-linux", "aarch64-linux", "x86_64-darwin", "aarch64-darwin", "i686-linux",
	"armv6l-linux", "armv7l-linux", "riscv64-linux", "powerpc64le-linux", "s390x-linux", "loongarch64-linux",
	"x86_64-freebsd" };

/* Other names of the same. */
static const struct {
	const char *other, *name;
} others[] = {
	{ "amd64", "x86_64" },
	{ "x64", "x86_64" },
	{ "x86-64", "x86_64" },
	{ "x86", "i686" },
	{ "arm64", "aarch64" },
	{ "ppc64le", "powerpc64le" },
	{ "macos", "darwin" },
	{ "macosx", "darwin" },
	{ "osx", "darwin" },
	{ "mac", "darwin" },
	{ "ubuntu", "linux" },
	{ "gnu", "linux" },
};

bool
system_is_known(const char *name)
{
	char processor[32];
	size_t len = strcspn(name, "-");

	if (len >= sizeof(processor) || !name[len])
		return false;
	memcpy(processor, name, len);
	processor[len] = '\0';
	return text_index_of(processors, processor) >= 0 && text_index_of(kernels, name + len + 1) >= 0;
}

/* What Nix calls a part of the name. */
static const char *
usual_name(const char *part)
{
	for (size_t i = 0; i < countof(others); i++)
		if (!strcmp(others[i].other, part))
			return others[i].name;
	return part;
}

const char *
system_meant(const char *name, struct arena *a)
{
	for (const char *dash = name; (dash = strchr(dash, '-')); dash++) {
		const char *before = usual_name(arena_strndup(a, name, (size_t)(dash - name))),
			   *after = usual_name(dash + 1);
		const char *tried[] = { arena_printf(a, "%s-%s", before, after),
			arena_printf(a, "%s-%s", after, before) };

		for (size_t i = 0; i < countof(tried); i++)
			if (system_is_known(tried[i]))
				return tried[i];
	}
	return diag_meant(name, usual, countof(usual));
}
