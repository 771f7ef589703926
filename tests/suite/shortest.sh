#!/bin/sh
# The shortest useful manifest, of scripts that say nothing but their exit status, as the guide shows it: what stands for what it does not say is the same on every machine, it can be
# generated, made, run and judged, and nothing of Nix or of a CI service comes of it.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir "$work/here" "$work/here/tests"
cd "$work/here" || exit 3
sed -n '/^## Scripts without a protocol/,/^## /p' "$top/gen/guide/manifest.md" | sed -n '/^```xml/,/^```$/p' | sed '/```/d' >suite.xml
for test in parse print; do echo "echo $test; exit 0" >tests/$test.sh; done
equal "it has three lines" 3 "$(grep -c '' suite.xml)"
repository .
commit=$(git rev-parse HEAD)
units='default-parse
default-print'

run "$nightshift" generate
equal "generate writes the plan and the include, nothing of Nix and no workflow" 'wrote nix/demo.json
wrote tests.mk' "$out$err"
equal "no other file is there" 'nix/demo.json
tests.mk' "$(git status --porcelain -uall | cut -c4-)"
! grep -q -e x86_64 -e aarch64 -e linux -e darwin nix/demo.json
check "the plan names no machine" "$(cat nix/demo.json)"
equal "its one platform is any" '    { "name": "any", "system": "any", "runner": [],' "$(grep '"system": ' nix/demo.json)"
git add . && git commit -qm generated
commit=$(git rev-parse HEAD)
run "$nightshift" lint
equal "lint finds it sound" "0 suite.xml: suite 'demo' is sound: 2 units, 1 variant, 1 platform" "$status $out$err"
run "$nightshift" generate --check
equal "generate --check finds what is committed" "0 " "$status $out$err"

run "$nightshift" run
[ "$status" = 0 ] && printf '%s\n' "$out$err" | grep -q '2 units in .*: 2 passed'
check "run runs both units" "status $status: $out$err"
for lane in pr merge nightly; do
	rm -rf build
	run "$nightshift" run --lane $lane
	equal "run --lane $lane ends well" 0 "$status"
	run "$nightshift" gate --plan=nix/demo.json --platform=any --lane=$lane --commit="$commit" build/nightshift
	[ "$status" = 0 ] && printf '%s\n' "$out$err" | grep -q 'all 2 units passed'
	check "the gate of lane $lane has what any owes" "status $status: $out$err"
done
run "$nightshift" report --lane nightly
[ "$status" = 0 ] && printf '%s\n' "$out" | grep -q ': green$'
check "the night on any is green" "status $status: $out$err"

if make_is_fit; then
	rm -rf build
	run "$make" -s -f tests.mk demo-test
	equal "make runs both" "$units" "$(cd build/nightshift && echo default-* | tr ' ' '\n')"
	for host in x86_64-pc-linux-gnu aarch64-apple-darwin24 sparc-sun-solaris; do
		run "$make" -s -f tests.mk demo-test-pr "MAKE_HOST=$host"
		equal "make built for $host is on any" '0 any any' "$status $(sed -n 's/^platform //p' build/nightshift/*/verdict | tr '\n' ' ' | sed 's/ $//')"
	done
	run "$nightshift" gate --plan=nix/demo.json --platform=any --lane=pr --commit="$commit" build/nightshift
	equal "the gate takes what make has run" 0 "$status"
else
	skip "make runs both" "there is no GNU Make 4.3"
fi

# What the suite gains later.
sed 's|^</suite>|<variant name="default"/><variant name="asan"/></suite>|' suite.xml >more.xml && mv more.xml suite.xml
run "$nightshift" generate --no-record
equal "a variant beside 'default' is generated without a word of warning" "" "$err"
equal "and the units keep their names" "default-parse
default-print" "$(sed -n 's/.*"id": "\(default-[^"]*\)".*/\1/p' nix/demo.json)"
git checkout -q nix tests.mk
cat >suite.xml <<'END'
<suite name="demo"><run>sh tests/{module}.sh</run>
  <discover as="modules">ls tests | sed -n 's/\.sh$//p'</discover>
  <variant name="asan"/>
  <platform name="linux" system="x86_64-linux" pr="checked" merge="checked" nightly="checked"/>
</suite>
END
run "$nightshift" generate --no-record
equal "what takes the place of the defaults is told" "0 suite.xml:3:3: warning: the one variant was 'default', whose units go: a <variant name=\"default\"/> beside the others would keep their names and their past
suite.xml:4:3: warning: there was no <platform>, and what is recorded of 'any', which stood for all, does not count for those that there are now" \
	"$status $(printf '%s\n' "$err" | grep warning)"
run "$nightshift" generate --no-record
equal "once" "0 " "$status $err"
finish
