#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "cli/front.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "unit/part.h"
#include "unit/planfile.h"

/* Which units are wanted, by their number; each name that the plan does not have is reported. */
static bool *
wanted_units(const struct cli *c, struct diag *d, struct arena *a, const struct planfile *p)
{
	bool *wanted = arena_alloc(a, p->unit_count * sizeof(*wanted));

	for (size_t i = 0; !c->arg_count && i < p->unit_count; i++)
		wanted[i] = true;
	for (int i = 0; i < c->arg_count; i++) {
		const struct planfile_unit *u = planfile_unit_or_error(p, d, (struct loc){ 0 }, c->args[i]);

		if (u)
			wanted[u - p->units] = true;
	}
	return wanted;
}

int
cmd_part(const struct cli *c, struct diag *d)
{
	struct arena a = { 0 };
	struct buf out = { 0 };
	struct planfile p;
	const struct planfile_platform *on = NULL;
	const bool *wanted = NULL;

	if (c->text && c->arg_count != 1)
		diag_error(d, (struct loc){ 0 }, "--text prints the text of one unit: name it");
	if (plan_options_load(&p, c, d, &a)) {
		if (c->fingerprint && strcmp(c->fingerprint, p.fingerprint) != 0)
			diag_error(d, (struct loc){ p.path, 0, 0 },
				"the plan's fingerprint is %s, but %s is wanted: the plan is another one now",
				p.fingerprint, c->fingerprint);
		on = c->platform ? planfile_platform_or_error(&p, d, (struct loc){ 0 }, c->platform) : NULL;
		wanted = wanted_units(c, d, &a, &p);
	}
	for (size_t i = 0; !d->errors && i < p.unit_count; i++) {
		char part[SHA256_HEX + 1];

		if (!wanted[i])
			continue;
		if (c->text) {
			part_text(&p, on, &p.units[i], &out);
		} else {
			part_of(&p, on, &p.units[i], part);
			buf_printf(&out, "%s\t%s\n", p.units[i].id, part);
		}
	}
	plan_options_print(&out, c->text);
	buf_release(&out);
	arena_release(&a);
	return d->errors ? EXIT_INPUT : EXIT_YES;
}
