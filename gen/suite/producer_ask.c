#include "suite/producer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/embedded.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/text.h"
#include "suite/model.h"
#include "suite/producer_json.h"
#include "suite/testname.h"

#define PYTEST_TEMPLATE "pytest.py.tmpl"

/* --- the question ----------------------------------------------------------------------------- */

static void
add_script(struct buf *out)
{
	const struct embedded *e = template_texts;

	while (e->name && strcmp(e->name, PYTEST_TEMPLATE))
		e++;
	if (!e->name)
		die("internal error: no template '%s'", PYTEST_TEMPLATE);
	esc_sh(out, e->text, e->len);
}

const char *
producer_question(const struct discover *how, struct arena *a)
{
	struct buf out = { 0 };

	switch (how->from) {
	case PRODUCER_CTEST:
		buf_adds(&out, "cd ");
		esc_sh(&out, producer_folder(how), strlen(producer_folder(how)));
		buf_printf(&out, " && %s --show-only=json-v1", producer_tool(how));
		break;
	case PRODUCER_MESON:
		buf_printf(&out, "%s introspect --tests --projectinfo -f ", producer_tool(how));
		esc_sh(&out, producer_folder(how), strlen(producer_folder(how)));
		break;
	case PRODUCER_PYTEST:
		buf_printf(&out, "%s -c ", producer_tool(how));
		add_script(&out);
		buf_adds(&out, " list");
		producer_add_files(&out, &how->files, "");
		break;
	case PRODUCER_TAP:
		buf_adds(&out, "for f in");
		producer_add_files(&out, &how->files, "*?[]");
		buf_adds(&out, how->files.n ? "" : " t");
		buf_adds(&out,
			"; do if [ -d \"$f\" ]; then find \"$f\" -type f -name '*.t'; "
			"elif [ -f \"$f\" ]; then printf '%s\\n' \"$f\"; fi; done");
		break;
	default:
		break;
	}
	const char *result = arena_strdup(a, buf_text(&out));

	buf_release(&out);
	return result;
}

const char *
producer_asked(const struct discover *how, struct arena *a)
{
	if (how->from == PRODUCER_PYTEST)
		return arena_printf(a, "%s -m pytest --collect-only", producer_tool(how));
	return how->from == PRODUCER_TAP ? "find -name '*.t'" : producer_question(how, a);
}

/* --- TAP scripts ------------------------------------------------------------------------------ */

/* The words that run the script: those of its first line, but the folder of the interpreter, which may be another one elsewhere. NULL
 * if the system can run it. A script without such a line is Perl's, as prove has it. */
static const char *
interpreter(struct arena *a, const char *path)
{
	struct buf text = { 0 };
	struct stat st;
	int fd = file_open_foreign(path, true);
	const char *result = "perl";

	if (fd < 0 || !file_read_fd_most(fd, 256, &text))
		text.len = 0;
	if (text.len > 2 && !memcmp(text.s, "#!", 2)) {
		char *line = arena_strndup(a, text.s + 2, strcspn(text.s + 2, "\r\n"));
		char *word = line + strspn(line, " \t");
		size_t len = strcspn(word, " \t");

		for (size_t i = 0; i < len; i++)
			if (word[i] == '/')
				word += i + 1, len -= i + 1, i = (size_t)-1;
		if (!strncmp(word, "env", len) && len == 3)
			word += len + strspn(word + len, " \t");
		bool perl = !strncmp(word, "perl", 4);

		result = !perl && !stat(path, &st) && (st.st_mode & S_IXUSR) ? NULL : word;
	}
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	return result;
}

static void
read_tap_files(const struct discover *how, struct arena *a, const char *dir, const char *answer,
	struct told_list *ret_list)
{
	for (const char *s = answer; *s;) {
		size_t len = strcspn(s, "\n");
		const char *name = arena_strndup(a, s, len);

		s += len + (s[len] == '\n');
		while (!strncmp(name, "./", 2))
			name += 2;
		if (!*name)
			continue;
		struct told *t = ARENA_APPEND(a, ret_list->v, ret_list->n);

		t->name = name;
		t->pattern = strchr(name, '/') ? name : arena_printf(a, "./%s", name);
		t->with = how->tool ? how->tool : interpreter(a, arena_printf(a, "%s/%s", dir, name));
	}
}

/* --- the answer ------------------------------------------------------------------------------- */

static int
by_id(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : strcmp(x->name, y->name);
}

/* Give each test its id. False, with a message, if one has none. */
static bool
name_tests(const struct discover *how, struct arena *a, struct diag *d, struct told_list *list)
{
	const char **ids = arena_alloc(a, (list->n + 1) * sizeof(*ids)), **names = NULL;
	size_t count = 0;

	for (size_t i = 0; i < list->n; i++) {
		const char *name = list->v[i].name;

		for (const char *s = name; *s; s++)
			if ((unsigned char)*s < ' ' || *s == 0x7f) {
				diag_error(d, how->loc,
					"%s has a test '%s' with a control character in its name: give it another name",
					producer_names[how->from], name);
				return false;
			}
		ids[i] = testname_id(a, name);
		if (!ids[i]) {
			diag_error(d, how->loc, "%s has a test without a name", producer_names[how->from]);
			return false;
		}
		*ARENA_APPEND(a, names, count) = name;
	}
	testname_tell_apart(a, ids, names, list->n);
	for (size_t i = 0; i < list->n; i++)
		list->v[i].id = ids[i];
	return true;
}

/* Of tests with one name, which their producer cannot run apart, there is one. */
static void
keep_one_each(struct told_list *list)
{
	size_t kept = 0;

	if (list->n > 1)
		qsort(list->v, list->n, sizeof(*list->v), by_id);
	for (size_t i = 0; i < list->n; i++)
		if (!kept || strcmp(list->v[kept - 1].id, list->v[i].id))
			list->v[kept++] = list->v[i];
	list->n = kept;
}

/* The first lock of those that the i-th belongs with. */
static size_t
top_of(size_t *above, size_t i)
{
	while (above[i] != i)
		i = above[i] = above[above[i]];
	return i;
}

/* A test holds one pool. So locks that one test holds together are one, which has the name of the first of them. */
static void
make_pools(struct arena *a, struct told_list *list)
{
	const char **locks = NULL;
	size_t n = 0, *above;

	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < list->v[i].locks.n; k++)
			*ARENA_APPEND(a, locks, n) = list->v[i].locks.v[k];
	if (!n)
		return;
	qsort(locks, n, sizeof(*locks), text_order);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(locks[kept - 1], locks[i]))
			locks[kept++] = locks[i];
	above = arena_alloc(a, kept * sizeof(*above));
	for (size_t i = 0; i < kept; i++)
		above[i] = i;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < list->n; i++) {
			struct told *t = &list->v[i];

			for (size_t k = 0; k < t->locks.n; k++) {
				const char **at = bsearch(&t->locks.v[k], locks, kept, sizeof(*locks), text_order);
				const char **first = bsearch(&t->locks.v[0], locks, kept, sizeof(*locks), text_order);
				size_t one = top_of(above, (size_t)(at - locks)),
				       other = top_of(above, (size_t)(first - locks));

				above[one > other ? one : other] = one > other ? other : one;
				t->pool = testname_id(a, locks[top_of(above, one)]);
			}
		}
}

bool
producer_read(const struct discover *how, struct arena *a, struct diag *d, const char *dir, const char *answer,
	size_t len, struct told_list *ret_list)
{
	const char *fault = NULL;

	*ret_list = (struct told_list){ 0 };
	if (how->from == PRODUCER_CTEST)
		fault = producer_read_ctest(a, answer, len, ret_list);
	else if (how->from == PRODUCER_MESON)
		fault = producer_read_meson(a, answer, len, ret_list);
	else if (how->from == PRODUCER_PYTEST)
		fault = producer_read_pytest(a, answer, len, ret_list);
	else
		read_tap_files(how, a, dir, answer, ret_list);
	if (fault) {
		diag_error(d, how->loc, "what '%s' printed cannot be read: %s", producer_asked(how, a), fault);
		return false;
	}
	if (!name_tests(how, a, d, ret_list))
		return false;
	keep_one_each(ret_list);
	make_pools(a, ret_list);
	return true;
}
