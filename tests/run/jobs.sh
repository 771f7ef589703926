#!/bin/sh
# {jobs} where <build> says no number: as many as run, whoever runs the command. Where it says one, that one.
# shellcheck disable=SC2016 # what single quotes hold is for the shell of the suite
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

cd "$work" || exit 1
system=$(uname -m | sed 's/arm64/aarch64/')-$(uname -s | tr '[:upper:]' '[:lower:]')
manifest() {
	cat >suite.xml <<-END
	<suite name="s"><platform name="p" system="$system" runner="r" pr="checked" merge="checked" nightly="checked"/><variant name="v"/>
	$1
	<program path="prog"><command>echo -j{jobs} "-j{jobs} it's" '-j{jobs} "\$x"' {jobs}&gt;built; cp built prog</command></program>
	<run>cat prog; echo {jobs}</run><module name="m"/></suite>
	END
	rm -rf .git && repository . && "$nightshift" generate -q --no-record -f suite.xml
	rm -f prog built
}
here=$(getconf _NPROCESSORS_ONLN)
# wanted N: what the build leaves
wanted() { echo "-j$1 -j$1 it's -j$1 \"\$x\" $1"; }

manifest ''
"$nightshift" run -q -j 3 -f suite.xml >/dev/null 2>&1
equal "run -j3: three, in words, in both kinds of quotes and before a redirection" "$(wanted 3)" "$(cat prog)"
equal "and for a unit" 3 "$(tail -n 1 build/nightshift/v-m/log)"
make=$(command -v gmake || command -v make)
rm -f prog
"$make" -s -f tests.mk s-build >/dev/null 2>&1
equal "make: the processors there are" "$(wanted "$here")" "$(cat prog)"
NIX_BUILD_CORES=5 "$make" -s -f tests.mk s-build >/dev/null 2>&1
equal "in Nix: the cores that it gives" "$(wanted 5)" "$(cat prog)"
NIGHTSHIFT_JOBS=2 NIX_BUILD_CORES=5 "$make" -s -f tests.mk s-build >/dev/null 2>&1
equal "and what somebody says is stronger" "$(wanted 2)" "$(cat prog)"
manifest '<build jobs="7"><command>true</command></build>'
"$nightshift" run -q -j 3 -f suite.xml >/dev/null 2>&1
equal "what <build jobs> says counts everywhere" "$(wanted 7)" "$(cat prog)"
run "$nightshift" run -q --shard 1 -f suite.xml
ends "a plan without shards has none to choose" 2 "nightshift: error: the plan has no shards, since the manifest has no <shards>: use I/N to cut the units" ""
finish
