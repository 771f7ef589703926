#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/loader.h"
#include "base/process.h"
#include "cli/front.h"
#include "cli/options.h"

int
cmd_program(const struct cli *c, struct diag *d)
{
	struct arena a = { 0 };
	struct buf bytes = { 0 };
	const char *self = process_self(&a, "nightshift"), *to = c->args[0], *loader;

	(void)d;
	if (!file_read(self, &bytes))
		die("cannot read '%s':", self);
	loader = loader_of(&a, &bytes);
	if (loader_is_in_store(loader))
		die("'%s' is started by '%s', so it would not start on a machine that has other things in its Nix store: "
		    "one for other machines is linked with -static",
			self, loader);
	if (!file_replace(to, bytes.s, bytes.len) || chmod(to, 0755))
		die("cannot write '%s':", to);
	buf_release(&bytes);
	arena_release(&a);
	return EXIT_YES;
}
