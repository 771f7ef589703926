#!/bin/sh
# All that is printed for people goes through base/print.c, so that no name or log in it is obeyed. What else writes on standard output or standard
# error is named here, with why. A planted one is seen.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# print.c itself; screen.c: the live line, and how it is wiped; diag.c: that there is no memory, for more than that sentence.
others='^base/print\.c:|^run/screen\.c:|^base/diag\.c:.*out of memory'
# prints FOLDER: the lines that print
prints() {
	(cd "$1" && grep -HnE '(^|[^a-z_])((v?printf|puts|putchar|perror)\(|(v?fprintf|fputs|fputc|putc|fwrite|write)\(.*(stdout|stderr|STD(OUT|ERR)_FILENO))' */*.c | grep -vE "$others") || [ $? = 1 ]
}
# A call that goes on in the next line names its stream there or in its first argument: fprintf has it first, fwrite and fputs last.
split() { (cd "$1" && grep -HnE '^[[:space:]]*(stdout|stderr)\);' */*.c | grep -vE "$others") || [ $? = 1 ]; }
all_prints() { prints "$1" && split "$1"; }
quiet "nothing is printed but by base/print.c" all_prints "$top/gen"
mkdir -p planted/cli && printf 'void f(void)\n{\n\tprintf("%%s", s);\n\tfputs(s,\n\t\tstderr);\n\tprint_out("x");\n\tsnprintf(s, 1, "x");\n\tfprintf(stderr, "x");\n}\n' >planted/cli/x.c
equal "planted ones are seen" "3 8 5" "$(prints planted | cut -d: -f2 | tr '\n' ' ')$(split planted | cut -d: -f2)"
finish
