#!/bin/sh
# golden/NAME/manifest.xml, with what lies beside it, yields golden/NAME/want/, byte for byte: every output, and in plan.txt what
# `nightshift plan --verbose` prints. Law 1: under another HEAD and without a repository as well, and a second run writes
# nothing. `tests/emit/golden.sh accept NAME` shows what is different now, and takes it.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

cases=$top/tests/emit/golden

# gather: put what the case has yielded into $work/got.
gather() {
	rm -rf "$work/got"
	mkdir "$work/got"
	(cd "$work/case" && find . -name .git -prune -o -type f -print) | while read -r file; do
		cmp -s "$work/case/$file" "$work/given/$file" && continue
		mkdir -p "$work/got/$(dirname "$file")"
		cp "$work/case/$file" "$work/got/$file"
	done
	"$nightshift" plan --verbose -C "$work/case" -f suite.xml >"$work/got/plan.txt" 2>&1
}

# yield NAME: run the case in a repository of its own, $work/case.
yield() {
	rm -rf "$work/case" "$work/given"
	cp -R "$cases/$1" "$work/given"
	rm -rf "$work/given/want"
	mv "$work/given/manifest.xml" "$work/given/suite.xml" # named otherwise, it would be one of ours to git
	cp -R "$work/given" "$work/case"
	repository "$work/case"
	run "$nightshift" generate --no-record -C "$work/case" -f suite.xml
	gather
	[ "$1" != motoko ] || make_motoko >"$work/got/make.txt" 2>&1
}

# What make would run for motoko, in its order: the builds, then of each unit its name and its command.
make_motoko() {
	"$make" -n -C "$work/case/rts" -f tests.mk rts_platform=linux rts-test | awk -v plan="$work/got/plan.txt" '
	function part(pattern) { return match($0, pattern) ? substr($0, RSTART, RLENGTH) : "no " pattern }
	BEGIN { while ((getline line <plan) > 0) if (units) { split(line, words, " "); unit[words[1]] = 1 } else units = line == "units:" }
	{ gsub(/[\047\\]+/, " ") }
	/make _build/ { print "prepare: " part("make _build[^)]*"); next }
	/cargo build/ { print "build: " part("CARGO_TARGET_DIR=[^;]*") "; " part("cargo build [^)]*"); next }
	{ name = "?"; for (i = 1; i <= NF; i++) if ($i in unit) name = $i }
	name != "?" || /wasmtime/ { print name ": " part("wasmtime -C [^ ].*--invoke [^ ]* [^ ]*") }'
}

if [ "${1-}" = accept ]; then
	yield "$2"
	printf '%s\n%s\n' "$out" "$err"
	diff -ruN "$cases/$2/want" "$work/got"
	rm -rf "$cases/$2/want"
	cp -R "$work/got" "$cases/$2/want"
	exit 0
fi

for dir in "$cases"/*/; do
	name=$(basename "$dir")
	yield "$name"
	[ "$status" = 0 ] && [ -z "$err" ]
	check "$name: generate" "exit status $status: $err"
	same "$name: every byte" "$cases/$name/want" "$work/got"

	# A second run, later, under another HEAD: not a file is touched, not even by writing the same.
	find "$work/case" -name .git -prune -o -type f -exec touch -t 200001010000 {} +
	: >"$work/stamp"
	touch -t 200002010000 "$work/stamp"
	(cd "$work/case" && find . -name .git -prune -o -type f -exec ls -i {} +) | sort >"$work/before"
	repository "$work/case" "another commit"
	run "$nightshift" generate --no-record -C "$work/case" -f suite.xml
	(cd "$work/case" && find . -name .git -prune -o -type f -exec ls -i {} +) | sort >"$work/after"
	[ "$status" = 0 ] && [ -z "$out$err" ] && cmp -s "$work/before" "$work/after" &&
		[ -z "$(find "$work/case" -name .git -prune -o -type f -newer "$work/stamp" -print)" ]
	check "$name: a second run writes no file" "exit status $status: $out $err"
	run "$nightshift" generate --check -C "$work/case" -f suite.xml
	ends "$name: and --check agrees" 0 ""

	rm -rf "$work/case"
	cp -R "$work/given" "$work/case"
	run "$nightshift" generate --no-record -C "$work/case" -f suite.xml
	gather
	[ "$name" != motoko ] || cp "$cases/$name/want/make.txt" "$work/got/"
	same "$name: the same without a repository" "$cases/$name/want" "$work/got"
done

# The order make starts the units in is the plan's, the heaviest first, behind the programs they need.
sed -n '/^prepare:/d;/^build:/d;s/^\([^ ]*\): .*/\1/p' "$cases/motoko/want/make.txt" >"$work/started"
sed -n '/^units:/,$s/^  \([^ ]*\) .*/\1/p' "$cases/motoko/want/plan.txt" >"$work/planned"
same "motoko: make starts the units in the order of the plan" "$work/planned" "$work/started"
equal "motoko: 68 units behind 3 builds, and what these share is made once before them" "prepare 3 68" \
	"$(sed -n '1s/:.*//p' "$cases/motoko/want/make.txt") $(grep -c '^build:' "$cases/motoko/want/make.txt") $(sed '1,/build: .*non-incremental/d' "$cases/motoko/want/make.txt" | wc -l | tr -d ' ')"
finish
