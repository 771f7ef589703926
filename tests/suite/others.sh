#!/bin/sh
# The manifests of the guide for programs that nightshift does not know, "Other programs" in gen/guide/manifest.md, as they stand there: each finds
# its tests, a test that fails is red, and so is one that is gone. `make check-all` wants all of the programs.
# shellcheck source=tests/tap/lib.sh disable=SC2016
. "$(dirname "$0")/../tap/lib.sh"

# take NAME: a repository with the guide's manifest of that suite, in which is what the folder holds
take() {
	sed -n '/^### Other programs/,/^## /p' "$top/gen/guide/manifest.md" | sed -n "/^<suite name=\"$1\">/,/^<\\/suite>/p" >"$work/$1/nightshift.xml"
	cd "$work/$1" || exit 3
	repository .
}
verdicts() { grep -h '^verdict ' build/nightshift/*/verdict | sort | uniq -c | sed 's/^ *//;s/ verdict / /' | tr '\n' ' '; }
# judged NAME UNIT GONE: of two tests one passes and one fails; after the command GONE the one that passed is red
judged() {
	run "$nightshift" generate -q --no-record
	ends "$1: it can be generated" 0 "" ""
	run "$nightshift" run --no-record
	equal "$1: of two tests one fails" "1 fail 1 pass " "$(verdicts)"
	eval "$3"
	run "$nightshift" run --plan=nix/"$1".json --commit="$(git rev-parse HEAD)" --tree=dirty "$2"
	equal "$1: a test that is gone is red" "1 1 unit: 0 passed, 1 failed" "$status $(echo "$out" | sed -n '$s/ in [0-9.]* s:/:/p')"
	cd "$work" || exit 3
}

mkdir -p bats/test node/test cargo/src go/sub lit/tests/sub
printf '@test "one" {\n true\n}\n' >bats/test/good.bats
printf '@test "one" {\n false\n}\n' >bats/test/bad.bats
if command -v bats >/dev/null; then
	take bats
	judged bats test/good.bats "rm test/good.bats"
else
	skip "Bats" "there is no bats"
fi
printf 'require("node:test")("x", () => {});\n' >node/test/good.test.js
printf 'require("node:test")("x", () => { throw 1 });\n' >node/test/bad.test.js
if node --test-reporter=tap node/test/good.test.js 2>/dev/null | grep -q '^ok 1'; then
	take node
	judged node test/good.test.js "rm test/good.test.js"
else
	skip "node" "there is no node that writes TAP"
fi
printf '[package]\nname = "c"\nversion = "0.1.0"\nedition = "2021"\n' >cargo/Cargo.toml
printf '#[cfg(test)]\nmod inner {\n    #[test]\n    fn good() {}\n    #[test]\n    fn bad() {\n        panic!()\n    }\n}\n' >cargo/src/lib.rs
# The first cargo may be that of rustup, which wants the home of its user.
cargo --version >/dev/null 2>&1 || PATH=/usr/bin:$PATH
if command -v cargo >/dev/null && cargo --version >/dev/null 2>&1; then
	export CARGO_NET_OFFLINE=true
	take cargo
	judged cargo inner.good "sed -i.bak 's/fn good/fn other/' src/lib.rs"
else
	skip "Cargo" "there is no cargo"
fi
printf 'module example.org/m\n\ngo 1.19\n' >go/go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestOne(t *testing.T) {}\n' >go/one_test.go
printf 'package sub\n\nimport "testing"\n\nfunc TestOne(t *testing.T) { t.Fatal("no") }\n' >go/sub/one_test.go
if command -v go >/dev/null; then
	export GOCACHE="$work/gocache" GOFLAGS=-mod=mod GOPROXY=off
	take go
	judged go example.org.m.TestOne "sed -i.bak 's/TestOne/TestOther/' one_test.go"
else
	skip "Go" "there is no go"
fi
printf 'import lit.formats\nconfig.name = "x"\nconfig.test_format = lit.formats.ShTest(True)\nconfig.suffixes = [".txt"]\n' >lit/tests/lit.cfg
printf 'RUN: true\n' >lit/tests/good.txt
printf 'RUN: false\n' >lit/tests/sub/bad.txt
# Debian's package has it without a program of that name.
for own in /usr/lib/llvm-*/build/utils/lit/lit.py; do
	command -v lit >/dev/null || [ ! -f "$own" ] || {
		mkdir -p "$work/bin"
		printf '#!/bin/sh\nexec python3 %s "$@"\n' "$own" >"$work/bin/lit"
		chmod +x "$work/bin/lit"
		PATH=$work/bin:$PATH
	}
done
if command -v lit >/dev/null; then
	take lit
	judged lit good.txt "rm tests/good.txt"
else
	skip "lit" "there is no lit"
fi
finish
