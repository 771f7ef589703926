#!/bin/sh
# Nothing in gen/ is too long to be read: no file over 700 lines, no function over 80 (from its { to its }), no statement in more than four
# blocks, no line that ends right after a call's parenthesis. What is longer all the same is named in tests/style/sizes, with why. Each is
# also planted, and must be seen.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# too_long GEN: a line for each, as in tests/style/sizes, and a number after it.
cat >sizes.awk <<'AWK'
function end_of_file() {
	if (file != "" && lines > 700) print "file " file ": " lines " lines"
}
FNR == 1 {
	end_of_file()
	file = FILENAME
	sub(/^\.\//, "", file)
	name = ""
	in_comment = in_data = open = 0
	ended = 1
}
{
	lines = FNR
	line = $0
	gsub(/\\./, "", line) # in texts
	gsub(/"[^"]*"/, "\"\"", line)
	gsub(/'[^']*'/, "0", line)
	gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
	if (in_comment) {
		if (!sub(/^.*\*\//, "", line)) next
		in_comment = 0
	}
	if (sub(/\/\*.*$/, "", line)) in_comment = 1
	sub(/\/\/.*$/, "", line)
	sub(/[ \t]+$/, "", line)
	if (line ~ /[A-Za-z0-9_]\($/) print "parenthesis " file ": in line " FNR
}
line ~ /^#/ || line == "" { next }
# A function begins with { and ends with } in the first column; its name is what was last called so there.
line == "{" {
	begun = FNR
	function_name = name
	deepest = 0
	ended = 1
	open = in_data = 0
	next
}
line ~ /^}/ {
	if (function_name != "") {
		if (FNR - begun + 1 > 80) print "function " file " " function_name ": " FNR - begun + 1 " lines"
		if (deepest > 4) print "nesting " file " " function_name ": " deepest " levels"
	}
	function_name = ""
	next
}
function_name == "" {
	if (match(line, /^[A-Za-z_][A-Za-z0-9_ ]*\(/)) {
		name = substr(line, RSTART, RLENGTH - 1)
		sub(/.* /, "", name)
	}
	next
}
# A statement that begins here, and not one that goes on, or a table: in so many blocks as tabs stand before it, but one.
{
	match(line, /^\t*/)
	if (ended && !open && !in_data && RLENGTH - 1 > deepest && line !~ /^\t*[})]/) deepest = RLENGTH - 1
	if (ended && !open) head = line ~ /^\t*(}? ?else|if|for|while|switch|do)( |$)/
	was_open = open
	open += gsub(/\(/, "(", line) - gsub(/\)/, ")", line)
	if (line ~ /= *\{$/ || line ~ /= *\{ .*[^;]$/ || in_data) in_data += gsub(/\{/, "{", line) - gsub(/\}/, "}", line)
	ended = line ~ /[;{}:]$/ || (head && !open)
}
END { end_of_file() }
AWK
too_long() {
	(cd "$1" && awk -f "$work/sizes.awk" ./*/*.c)
}
# but_named: without those that tests/style/sizes names
but_named() {
	grep -vE '^(#|$)' "$top/tests/style/sizes" | sed 's/:.*//' | awk 'FILENAME == "-" { named[$0] = 1; next } { what = $0; sub(/:.*/, "", what) } !(what in named)' - "$1"
}
too_long "$top/gen" >found
quiet "nothing is too long but what tests/style/sizes names" but_named found
named_in_vain() {
	grep -vE '^(#|$)' "$top/tests/style/sizes" | sed 's/:.*//' | while read -r what; do grep -qF "$what:" found || echo "$what"; done
}
quiet "and all that it names is still too long" named_in_vain
quiet "and has a reason" sed -E '/^(#|$)/d; /: [a-z]/d' "$top/tests/style/sizes"

# --- planted

echo "file plan/planted.c: 701 lines" >found
equal "what tests/style/sizes does not name is seen" "$(cat found)" "$(but_named found)"

mkdir -p gen/plan
# lines N TEXT: so many of it
lines() { awk -v n="$1" -v text="$2" 'BEGIN { while (n-- > 0) print text }'; }
c=gen/plan/a.c
# planted NAME WANTED: what is found in $c
planted() {
	equal "planted: $1" "$2" "$(too_long gen)"
}
lines 700 '/* a line */' >$c
planted "a file of 700 lines" ""
lines 701 '/* a line */' >$c
planted "a file of 701 lines" "file plan/a.c: 701 lines"
for n in 78 79; do
	wanted=
	[ $n = 78 ] || wanted="function plan/a.c grow: 81 lines"
	{
		printf 'static int\ngrow(int a,\n\tint b)\n{\n'
		lines $n '	a++;'
		echo '}'
	} >$c
	planted "a function of $((n + 2)) lines" "$wanted"
done
# deep N: a function with a statement in so many blocks
deep() {
	printf 'void\nsink(void)\n{\n'
	tabs='	'
	for i in $(seq "$1"); do
		case $((i % 3)) in
		0) echo "${tabs}for (int i = 0; i < 3 &&" && echo "$tabs		i > 1; i++) {" ;;
		1) echo "${tabs}if (a) { /* why */" ;;
		2) echo "${tabs}while (b)" ;;
		esac
		tabs="$tabs	"
	done
	echo "${tabs}call(a,"
	echo "$tabs		b);"
	echo '}'
}
deep 4 >$c
planted "four levels" ""
deep 5 >$c
planted "five levels" "nesting plan/a.c sink: 5 levels"
printf 'void\nsink(void)\n{\n\tstatic const struct { int a; } rows[] = {\n\t\t{\n\t\t\t\t\t\t1 },\n\t\t};\n\tlong_name =\n\t\t\t\t\t\t\ta\n\t\t\t\t\t\t\t+ b;\n}\n' >$c
planted "a table and a long expression are no levels" ""
printf 'void\nsink(void)\n{\n\tcall_of(\n\t\ta);\n\tx = "call(";\n\tcall(a, /* that( */\n\t\tb);\n}\n' >$c
planted "a line that ends right after a call's parenthesis" "parenthesis plan/a.c: in line 4"
finish
