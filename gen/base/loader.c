#include "base/portable.h"
#include "base/loader.h"

#include <string.h>
#ifdef __linux__
#include <link.h>
#endif

#include "base/arena.h"
#include "base/buf.h"

bool
loader_is_in_store(const char *loader)
{
	static const char store[] = "/nix/store/";

	return loader && !strncmp(loader, store, sizeof(store) - 1);
}

#ifdef __linux__

/* Copy so many bytes from there. False if the program ends before. */
static bool
take(const struct buf *program, size_t from, void *ret, size_t len)
{
	if (from > program->len || program->len - from < len)
		return false;
	memcpy(ret, program->s + from, len);
	return true;
}

const char *
loader_of(struct arena *a, const struct buf *program)
{
	ElfW(Ehdr) head;
	ElfW(Phdr) part;

	if (!take(program, 0, &head, sizeof(head)) || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
		head.e_phentsize != sizeof(part))
		return NULL;
	for (size_t i = 0; i < head.e_phnum; i++) {
		char *path;

		if (!take(program, head.e_phoff + i * sizeof(part), &part, sizeof(part)))
			return NULL;
		if (part.p_type != PT_INTERP || part.p_filesz > program->len)
			continue;
		path = arena_alloc(a, part.p_filesz + 1); /* which is zeroed */
		return take(program, part.p_offset, path, part.p_filesz) ? path : NULL;
	}
	return NULL;
}

#else

const char *
loader_of(struct arena *a, const struct buf *program)
{
	(void)a;
	(void)program;
	return NULL;
}

#endif
