#!/bin/sh
# Each error message is a promise: error/NAME.xml is a manifest with a mistake, NAME.err all that is said of it. Nothing is
# written then, and the exit status is 2. A first line `<!-- args: lint -->` has the command line (default: generate);
# NAME.tsv is its seconds.tsv. `tests/suite/error.sh accept NAME` shows what is different now, and takes it.
#
# Last, every message in gen/*/*.c is looked for in the tests: one that none quotes is a failure.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

cases=$top/tests/suite/error

# try NAME: run the case in a folder of its own, $work/case.
try() {
	rm -rf "$work/case"
	mkdir "$work/case"
	cp "$cases/$1.xml" "$work/case/"
	[ ! -f "$cases/$1.tsv" ] || cp "$cases/$1.tsv" "$work/case/seconds.tsv"
	arguments=$(sed -n '1s/^<!-- args: \(.*\) -->.*/\1/p' "$cases/$1.xml")
	files "$work/case" >"$work/before"
	# shellcheck disable=SC2086
	run "$nightshift" ${arguments:-generate} -C "$work/case" -f "$1.xml"
	files "$work/case" >"$work/after"
}

if [ "${1-}" = accept ]; then
	try "$2"
	diff -u "$cases/$2.err" "$work/.err"
	cp "$work/.err" "$cases/$2.err"
	exit
fi

for file in "$cases"/*.xml; do
	name=$(basename "$file" .xml)
	try "$name"
	same "$name: the whole message" "$cases/$name.err" "$work/.err"
	[ "$status" = 2 ] && cmp -s "$work/before" "$work/after" && [ -z "$out" ]
	check "$name: status 2, nothing written" "exit status $status; files now: $(cat "$work/after"); output: $out"
done
for file in "$cases"/*.err; do
	[ -f "${file%.err}.xml" ]
	check "$(basename "$file") has its manifest"
done

# Every text of a message, with its file: the string literals within diag_error() and its like, and where a module hands one up.
messages() {
	awk '
	FNR == 1 { inside = 0; handed = FILENAME ~ /\/(esc|seed)\.c$/ }
	{
		line = $0
		if (!inside && match(line, /(diag_(error|warn|note)|die|refuse)\(/)) {
			inside = 1
			line = substr(line, RSTART + RLENGTH)
		} else if (!inside && !(handed && line ~ /return "|why = /)) {
			next
		}
		end = line ~ /;[ \t]*(\/\*.*)?$/
		while (match(line, /"([^"\\]|\\.)*"/)) {
			text = substr(line, RSTART + 1, RLENGTH - 2)
			line = substr(line, RSTART + RLENGTH)
			if (length(text) > 7 && text ~ / /)
				print FILENAME "\t" text
		}
		if (end)
			inside = 0
	}' "$@" | sort -u
}

# What no test can bring about, or can see, since standard error itself fails: the machine fails, or we do.
untestable='^(out of memory|internal error: .*|cannot format .*|cannot make a pipe:|cannot make a temporary file:|cannot read the folder .%s.:( %s)?|cannot start a (process|unit):|cannot hear what became of a unit:|cannot wait for a process:|cannot close a descriptor in the programs that are started:|cannot read what a command prints:|cannot write the marked result of unit .%s.:|cannot open .%s.:|cannot tell .*|cannot compare .%s.: %s|cannot match paths: %s|libgit2 does not start: %s|cannot lock .%s.lock.:|cannot lock .%s.:|cannot make the FIFO .%s.:)$'

# All that tests quote, without backslashes; the pieces of a C literal put together.
{
	cat "$cases"/*.err "$top/tests/suite/mistakes/mistakes.txt" "$top"/tests/*/*.sh "$top"/tests/*/*/*.sh "$top"/tests/cli/help/* 2>/dev/null
	cat "$top"/tests/*/*.c | awk '{ all = all $0 "\n" } END { gsub(/"[ \t]*([A-Z_]+[ \t]*)?\n[ \t]*"/, "", all); print all }'
} | sed 's/\\\(.\)/\1/g' >"$work/quoted"

# unquoted: of the messages on standard input, those that no test quotes.
unquoted() {
	while IFS='	' read -r file text; do
		printf '%s\n' "$text" | grep -qE "$untestable" && continue
		pattern=$(printf '%s\n' "$text" | sed -e 's/\\\(.\)/\1/g' -e 's/%%/\n/g' -e 's/[][\\.*^$+?(){}|]/\\&/g' \
			-e 's/%[-0-9.*]*\(zu\|l*[du]\|0[28]x\|[sxcf]\)/.*/g' -e 's/%\\\.\\\*s/.*/g' -e 's/\n/%/g')
		grep -qE -e "$pattern" "$work/quoted" || echo "$(basename "$file"): $text"
	done
}

messages "$top"/gen/*/*.c >"$work/messages"
[ "$(wc -l <"$work/messages")" -gt 100 ]
check "there are more than a hundred messages" "$(wc -l <"$work/messages")"
quiet "every message stands in a test" unquoted <"$work/messages"
# In two pieces here, so that this test does not quote them.
planted="that nobody"
printf 'void f(void)\n{\n\tdiag_error(d, loc, "a mistake %s expects");\n\tdie("a failure of %%d things %s "\n\t\t"knows of:", 3);\n}\n' "$planted" "$planted" >"$work/planted.c"
equal "planted messages that stand in no test are seen" "planted.c: a failure of %d things $planted 
planted.c: a mistake $planted expects" "$(messages "$work/planted.c" | grep -v 'knows of' | unquoted)"
finish
