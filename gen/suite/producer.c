#include "suite/producer.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "suite/model.h"

const char *const producer_names[] = { "shell", "ctest", "meson", "pytest", "tap", NULL };

/* The script for pytest, as generate writes it into the suite's folder. */
#define PYTEST_FILE "nightshift_pytest.py"

const char *
producer_file(int producer)
{
	return producer == PRODUCER_PYTEST ? PYTEST_FILE : NULL;
}

const char *
producer_tool(const struct discover *how)
{
	static const char *const usual[PRODUCER_COUNT] = { "", "ctest", "meson", "python3", "" };

	return how->tool ? how->tool : usual[how->from];
}

bool
producer_needs_build(int producer)
{
	return producer == PRODUCER_CTEST || producer == PRODUCER_MESON;
}

const char *
producer_folder(const struct discover *how)
{
	return how->folder ? how->folder : "build";
}

void
producer_add_files(struct buf *out, const struct words *files, const char *patterns)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-+=:,@";

	for (size_t i = 0; i < files->n; i++) {
		buf_addc(out, ' ');
		for (const char *s = files->v[i]; *s; s++) {
			if (!strchr(plain, *s) && !strchr(patterns, *s) && (unsigned char)*s < 0x80)
				buf_addc(out, '\\');
			buf_addc(out, *s);
		}
	}
}

/* --- how a test is run ------------------------------------------------------------------------ */

struct producer_run
producer_run(const struct discover *how, struct arena *a)
{
	const char *tool = producer_tool(how), *folder = producer_folder(how);
	struct buf files = { 0 };
	struct producer_run run = { .protocol = SPEAKS_EXIT };

	switch (how->from) {
	case PRODUCER_CTEST:
		run.command = arena_printf(a,
			"%s --test-dir %s --no-tests=error --output-on-failure --output-junit junit/{unit}.xml -R {pattern}",
			tool, folder);
		run.more = arena_printf(a,
			"for t in {first}; do %s --test-dir %s --no-tests=error --output-on-failure -R \"$t\" || exit; done; %s",
			tool, folder, run.command);
		run.protocol = SPEAKS_JUNIT;
		run.report = arena_printf(a, "%s/junit/{unit}.xml", folder);
		break;
	case PRODUCER_MESON:
		run.command = arena_printf(a,
			"%s test -C %s --no-rebuild --print-errorlogs --logbase nightshift-{unit} {pattern}", tool,
			folder);
		run.protocol = SPEAKS_JUNIT;
		run.report = arena_printf(a, "%s/meson-logs/nightshift-{unit}.junit.xml", folder);
		break;
	case PRODUCER_PYTEST:
		producer_add_files(&files, &how->files, "");
		run.command = arena_printf(a, "%s " PYTEST_FILE " run {name}%s", tool, buf_text(&files));
		run.worker = arena_printf(a, "%s " PYTEST_FILE " serve%s", tool, buf_text(&files));
		break;
	case PRODUCER_TAP:
		run.command = "{pattern}";
		run.more = "{with} {pattern}";
		run.protocol = SPEAKS_TAP;
		break;
	default:
		break;
	}
	buf_release(&files);
	return run;
}
