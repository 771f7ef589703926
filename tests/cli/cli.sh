#!/bin/sh
# The command line: its help, option by option, as stored in help/; exit statuses; what generate --check and --diff print;
# colour; messages about the command line itself. `tests/cli/cli.sh accept` stores the help as it is now.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

stored=$top/tests/cli/help
commands="init generate lint plan affected seed run list exec batch fixture part gate record coverage report qualify suspects flaky replay tune program complete help"

# help NAME: what that help prints.
help() {
	if [ "$1" = nightshift ]; then "$nightshift" --help; else "$nightshift" "$1" --help; fi
}

if [ "${1-}" = accept ]; then
	for name in nightshift $commands; do
		help "$name" >"$work/help"
		diff -u "$stored/$name.txt" "$work/help"
		cp "$work/help" "$stored/$name.txt"
	done
	"$nightshift" >"$work/help" || :
	diff -u "$stored/first.txt" "$work/help"
	cp "$work/help" "$stored/first.txt"
	exit 0
fi

for name in nightshift $commands; do
	run help "$name"
	ends "$name --help" 0 "" "$(cat "$stored/$name.txt")"
	[ "$name" = nightshift ] || run "$nightshift" "$name" -h
	ends "$name -h" 0 "" "$(cat "$stored/$name.txt")"
	[ "$name" != nightshift ] && [ ! -e "$top/gen/man/nightshift-$name.1" ] || continue
	case $name in nightshift) run "$nightshift" help ;; *) run "$nightshift" help "$name" ;; esac
	ends "help $name" 0 "" "$(cat "$stored/$name.txt")"
done
# Below each title, up to the topics: what begins a line.
equal "every command has its help here, in its group" "$commands" "$(sed -n '/^Topics/q; s/^  \([a-z][a-z]*\).*/\1/p' "$stored/nightshift.txt" | tr '\n' ' ' | sed 's/ $//')"
topics=$(sed -n '/^Topics/,/^Options/s/^  \([a-z][a-z]*\) .*/\1/p' "$stored/nightshift.txt")
equal "these topics are listed" "manifest discover judging results views values schema action nightshift" "$(echo $topics)"
for name in $topics; do
	run "$nightshift" help "$name"
	[ "$status" = 0 ] && [ -z "$err" ] && [ "$(printf '%s\n' "$out" | wc -l)" -gt 12 ]
	check "help $name prints something" "exit status $status: $err"
done
# Each example is what it does, and a command that nightshift takes, in a line or in several. Some ask git.
mkdir of-git && echo '{}' >of-git/plan.json && repository of-git && cd of-git || exit 3
for name in $commands; do
	sed -n '/^Examples:/,/^$/p' "$stored/$name.txt" | sed -e :a -e '/\\$/N; s/\\\n//; ta' | sed -n 's/^  nightshift //p' >examples
	equal "the help of $name has two examples" 2 "$(grep -c "^$name\( \|$\)" examples)"
	while read -r _ rest; do
		run sh -c "\"\$0\" $name --help $rest" "$nightshift"
		ends "nightshift $name $rest: each option is one" 0 "" "$(cat "$stored/$name.txt")"
	done <examples
done
cd .. || exit 3
quiet "no line of a help is longer than 80 columns" awk 'length > 80 { print FILENAME ": " $0 }' "$stored"/*.txt
quiet "no option stands outside of the groups of its command" awk 'FNR == 1 { groups = others = 0 } /^Options:$/ { others = 1 } /^[A-Z].*:$/ && !/^(Examples|Options|Of every command):$/ { groups++ } others && groups { print FILENAME; exit }' "$stored"/*.txt
run "$nightshift" help
ends "help alone is that of all" 0 "" "$(cat "$stored/nightshift.txt")"
run "$nightshift"
ends "nothing said: what one does first, and status 2" 2 "" "$(cat "$stored/first.txt")"
equal "that is one screen" "yes" "$([ "$(wc -l <"$stored/first.txt")" -le 24 ] && ! grep -qE '.{80}' "$stored/first.txt" && echo yes)"
sed -n 's/^  nightshift \([a-z][a-z]*\).*/\1/p' "$stored/first.txt" | sort -u >named
equal "each command there is one" "$(cat named)" "$(echo $commands | tr ' ' '\n' | sort | comm -12 - named)"
run "$nightshift" --version
ends "--version" 0 "" "nightshift $(sed -n 's/^#define NIGHTSHIFT_VERSION "\(.*\)"/\1/p' "$top/gen/base/version.h")"
run "$nightshift" plan --version
ends "plan --version" 0 "" "nightshift $(sed -n 's/^#define NIGHTSHIFT_VERSION "\(.*\)"/\1/p' "$top/gen/base/version.h")"

# --- mistakes in the command line; none of them reads a manifest, or it would be said that there is none --------------------

# wrong MESSAGE ARGUMENT...
wrong() {
	message=$1
	shift
	run "$nightshift" "$@"
	ends "nightshift $*" 2 "$message" ""
}
wrong "nightshift: error: unknown command 'generat'; did you mean 'generate'?" generat
wrong "nightshift: error: unknown command 'frobnicate', see nightshift --help" frobnicate
wrong "nightshift: error: no command and no topic of help is 'plam'; did you mean 'plan'?" help plam
wrong "nightshift: error: no command and no topic of help is 'manifst'; did you mean 'manifest'?" help manifst
wrong "nightshift: error: no command and no topic of help is 'frobnicate', see nightshift --help" help frobnicate
wrong "nightshift: error: unknown option '--frobnicate', see nightshift --help" generate --frobnicate
wrong "nightshift: error: unknown option '-z', see nightshift generate --help" generate -z
wrong "nightshift: error: unknown option '-z', see nightshift generate --help" generate --check -zq
wrong "nightshift: error: unknown option '-y', see nightshift generate --help
nightshift: error: unknown option '-z', see nightshift generate --help" generate -qyz
wrong "nightshift: error: unknown option '--no', which begins --no-discover, --no-record, --no-build" generate --no
wrong "nightshift: error: unknown option '--no'; did you mean '--nothing-due'?" gate --no
wrong "nightshift: error: unknown option '--plattform'; did you mean '--platform'?" run --plattform=linux
wrong "nightshift: error: unknown option '--plattform', see nightshift --help" generate --plattform
wrong "nightshift: error: unknown option '--hepl'; did you mean '--help'?" --hepl
wrong "nightshift: error: unknown option '--repaet'; did you mean '--repeat'?" run --repaet 3
wrong "nightshift: error: unknown option '-z', see nightshift --help" -z
wrong "nightshift: error: option '--file' needs an argument" generate --file
wrong "nightshift: error: option '--file' needs an argument" generate -qf
wrong "nightshift: error: option '--check' takes no argument" generate --check=yes
wrong "nightshift: error: option '--quiet' takes no argument" generate --quiet=yes
wrong "nightshift: error: 'plan' takes no option --check" plan --check
wrong "nightshift: error: 'generate' takes no option --jobs" generate -j 4
wrong "nightshift: error: 'seed' takes no option --no-discover" seed --no-discover
wrong "nightshift: error: --format is 'xml', but must be text or json" plan --format=xml
wrong "nightshift: error: --format is '', but must be text or json" coverage --format=
wrong "nightshift: error: --color is 'maybe', but must be auto, always or never" lint --color=maybe
wrong "nightshift: error: --jobs is '0', but must be a number from 1 to 100000" plan -j 0
wrong "nightshift: error: --jobs is '-1', but must be a number from 1 to 100000" plan --jobs=-1
wrong "nightshift: error: --jobs is '4x', but must be a number from 1 to 100000" plan -j4x
wrong "nightshift: error: --jobs is '100001', but must be a number from 1 to 100000" plan -j100001
wrong "nightshift: error: --jobs is '99999999999999999999', but must be a number from 1 to 100000" plan -j99999999999999999999
wrong "nightshift: error: cannot work in 'nowhere': No such file or directory" generate -C nowhere
wrong "nightshift: error: the command comes first, see nightshift --help" -q generate
wrong "nightshift: error: usage: nightshift generate [options] " generate now
wrong "nightshift: error: usage: nightshift seed [options] [REV]" seed HEAD HEAD
wrong "nightshift: error: usage: nightshift help [options] [COMMAND|TOPIC]" help plan seed
wrong "nightshift: error: --jobs is 'x', but must be a number from 1 to 100000
nightshift: error: --format is 'y', but must be text or json
nightshift: error: unknown option '--zzz', see nightshift --help" plan -jx --format=y --zzz
wrong "nightshift: error: no manifest: there is neither a nightshift.xml here nor a suite.xml or *.suite.xml that git tracks; name one with -f" generate
wrong "nowhere.xml: error: cannot be read: No such file or directory" generate -f nowhere.xml
mkdir folder
wrong "folder: error: is a folder; name the manifest in it" generate -f folder

# --- which manifest -----------------------------------------------------------------------------------------------------------

mkdir -p r/sub/deep
cp -R "$top/tests/emit/golden/small/manifest.xml" r/sub/one.suite.xml
repository r
run "$nightshift" lint -C r
ends "the only *.suite.xml that git tracks" 0 "" "sub/one.suite.xml: suite 'small' is sound: 2 units, 1 variant, 1 platform"
run "$nightshift" lint -C r/sub/deep
ends "seen from a folder within" 0 "" "sub/one.suite.xml: suite 'small' is sound: 2 units, 1 variant, 1 platform"
cp r/sub/one.suite.xml r/sub/deep/suite.xml
run "$nightshift" lint -C r
ends "another that git does not track" 0 "" "sub/one.suite.xml: suite 'small' is sound: 2 units, 1 variant, 1 platform"
git -C r add .
wrong "nightshift: error: several manifests: 'sub/deep/suite.xml', 'sub/one.suite.xml'; choose one with -f" lint -C r
cp r/sub/one.suite.xml r/nightshift.xml
run "$nightshift" lint -C r/sub
ends "nightshift.xml goes before" 0 "" "nightshift.xml: suite 'small' is sound: 2 units, 1 variant, 1 platform"
sed 's/<run>/<rum>/;s/<.run>/<.rum>/' r/sub/one.suite.xml >r/nightshift.xml
run "$nightshift" lint -C r/sub/deep
case $status:$err in
"2:../../nightshift.xml:5:3: error: unknown element <rum>; did you mean <run>?"*) ok "a message names the file as seen from here" ;;
*) not_ok "a message names the file as seen from here" "exit status $status: $err" ;;
esac

# --- generate -------------------------------------------------------------------------------------------------------------------

rm -rf r
mkdir r
cp "$top/tests/emit/golden/small/manifest.xml" r/nightshift.xml
repository r
run "$nightshift" generate --check -C r
ends "--check before the first time" 1 "nightshift: 2 of 2 outputs of 'nightshift.xml' are not what it says; run: nightshift generate" "stale: nix/small.json
stale: tests.mk"
[ ! -e r/tests.mk ] && [ ! -e r/nix ] && [ ! -e r/.nightshift ]
check "--check writes nothing" "$(find r -name .git -prune -o -print)"
run "$nightshift" generate --diff -q -C r
[ "$status" = 1 ] && [ -z "$err" ] && [ ! -e r/tests.mk ] && [ "$(printf '%s\n' "$out" | grep -c '^-[^-]')" = 0 ]
check "--diff before the first time: all of it is new, nothing is written" "exit status $status: $err"
printf '%s\n' "$out" >whole.diff
run git -C r apply --check ../whole.diff
ends "--diff: git takes it" 0 "" ""
run "$nightshift" generate -C r
ends "generate" 0 "" "wrote nix/small.json
wrote tests.mk"
run "$nightshift" generate -C r
ends "generate again" 0 "" ""
run "$nightshift" generate -v -C r
ends "generate again --verbose" 0 "" "kept  nix/small.json
kept  tests.mk"
run "$nightshift" generate --check -C r
ends "--check: all is as it should be" 0 "" ""
run "$nightshift" generate --diff -C r
ends "--diff: all is as it should be" 0 "" ""
sed '1s/edited[.]/edited!/' r/tests.mk >edited && cp edited r/tests.mk
run "$nightshift" generate --check -C r
ends "--check after an edit" 1 "nightshift: 1 of 2 outputs of 'nightshift.xml' are not what it says; run: nightshift generate" "stale: tests.mk"
run "$nightshift" generate --check -q -C r
ends "--check --quiet after an edit" 1 "" "stale: tests.mk"
run "$nightshift" generate --diff -q -C r
[ "$status" = 1 ]
check "--diff after an edit" "exit status $status"
equal "--diff: the path, the place and the lines" "--- a/tests.mk
+++ b/tests.mk
@@ -1,4 +1,4 @@
-edited!
+edited." "$(printf '%s\n' "$out" | sed -n -e '/^--- /p' -e '/^+++ /p' -e '/^@@/p' -e 's/^\([-+]\)# Written by.*\(edited[.!]\).*/\1\2/p')"
cmp -s edited r/tests.mk
check "--diff writes nothing"
run "$nightshift" generate -q -C r
ends "generate --quiet mends it" 0 "" ""
run "$nightshift" generate --check -C r
ends "--check agrees" 0 "" ""
run "$nightshift" generate --no-record -C r
[ -d r/.nightshift ]
check "generate keeps the record"
rm -rf r/.nightshift
run "$nightshift" generate --no-record -C r
[ ! -e r/.nightshift ]
check "generate --no-record does not"
run "$nightshift" generate --record=elsewhere/r.db -C r
[ -f r/elsewhere/r.db ] && [ ! -e r/.nightshift ]
check "generate --record=FILE keeps that" "$(find r -name .git -prune -o -print)"

cat >r/nightshift.xml <<'EOF'
<suite name="small">
  <platform name="linux" system="x86_64-linux" runner="ubuntu-24.04" pr="checked" merge="checked" nightly="checked"/>
  <build><test-only path="tests"/><test-only path="nightshift.xml"/><test-only path="/./tets"/></build>
  <nix/>
  <run>./t {module}</run>
  <variant name="v"/>
  <module name="m"/>
</suite>
EOF
mkdir r/tests
missing="nightshift.xml:3:69: warning: test-only 'tets' does not exist, so nothing is left out of the product's source: correct the path, or remove it
  <build><test-only path=\"tests\"/><test-only path=\"nightshift.xml\"/><test-only path=\"/./tets\"/></build>
                                                                    ^"
run "$nightshift" generate --no-record -q -C r
ends "a test-only path that does not exist: generate warns" 0 "$missing" ""
run "$nightshift" lint -q -C r
ends "a test-only path that does not exist: lint warns" 0 "$missing" ""
ln -s nowhere r/tets
run "$nightshift" lint -q -C r
ends "a test-only path may be a link" 0 "" ""
rm -r r/tests r/tets r/nix
cp "$top/tests/emit/golden/small/manifest.xml" r/nightshift.xml
run "$nightshift" generate --no-record -q -C r

# --- plan -----------------------------------------------------------------------------------------------------------------------

wrong "nightshift: error: no platform has the name 'linus'; did you mean 'linux'?" plan -C r --platform linus
wrong "nightshift: error: --lane is 'nigthly', but must be pr, merge or nightly; did you mean 'nightly'?
nightshift: error: no platform has the name 'windows'" plan -C r --platform windows --lane nigthly
run "$nightshift" plan -C r --lane pr --platform linux -j 2
ends "plan --lane --platform --jobs" 0 "" "suite 'small': 2 units = 1 variant x 2 modules, as far as they meet

platform  system            pr                    merge                 nightly
linux     x86_64-linux      2, 5.0 s              2, 5.0 s              2, 5.0 s

lane pr on linux: 2 units, heaviest first:
  -j2    2.5 s, 1.0000 of the bound 2.5 s (the longest unit)
  more than 2 at a time are useless: the longest unit is 'only-first', 2.5 s of 5.0 s

runner minutes expected, for the tests alone; everything once: 0.1
  pr       0.1
  merge    0.1
  nightly  0.1"
if command -v jq >/dev/null; then
	run sh -c '"$0" plan -C r --format=json | jq -c "[.suite, (.units | map(.id)), .certificates[0].bound, .platforms.linux.pr.units]"' "$nightshift"
	ends "plan --format=json" 0 "" '["small",["only-first","only-second"],5,2]'
	run sh -c '"$0" plan -f "$1" --format=json | jq -c ".balance[0], .runner_seconds"' "$nightshift" "$top/tests/emit/golden/shards/manifest.xml"
	ends "plan --format=json: how good the cut is, and what lanes cost" 0 "" '{"lane":"pr","platform":"linux","shards":3,"jobs":1,"worst":160,"best":141,"bound":147.333334,"sum":442,"ratio":1.085973,"useful":5,"longest":"debug-heavy","longest_seconds":100}
{"everything":984,"pr":{"least":442,"most":442},"merge":{"least":442,"most":442},"nightly":{"least":822,"most":822}}'
else
	skip "plan --format=json" "there is no jq"
fi

# --- colour and annotations -----------------------------------------------------------------------------------------------------

red=$(printf '\033[1;31m') green=$(printf '\033[1;32m') off=$(printf '\033[0m')
echo '<suit name="s"/>' >bad.xml
plain="bad.xml:1:1: error: a manifest is one <suite>, but this is <suit>: write all of it in <suite name=\"...\">
<suit name=\"s\"/>
^"
run "$nightshift" lint -f bad.xml
ends "no colour where it is no terminal" 2 "$plain" ""
run "$nightshift" lint -f bad.xml --color=never
ends "--color=never" 2 "$plain" ""
run "$nightshift" lint -f bad.xml --color=always
ends "--color=always" 2 "bad.xml:1:1: ${red}error:$off a manifest is one <suite>, but this is <suit>: write all of it in <suite name=\"...\">
<suit name=\"s\"/>
$green^$off" ""
run env NO_COLOR=1 "$nightshift" lint -f bad.xml --color=always
[ "$status" = 2 ] && [ "$err" != "$plain" ]
check "--color=always goes before NO_COLOR" "$err"
# on_terminal COMMAND: in a shell whose standard error is a terminal; what it prints there is then in $out
on_terminal() {
	run script -qec "$1" /dev/null
	out=$(printf '%s\n' "$out" | tr -d '\r')
}
if script -qec true /dev/null >/dev/null 2>&1; then
	on_terminal "'$nightshift' lint -f bad.xml"
	case $out in *"${red}error:"*) ok "colour on a terminal" ;; *) not_ok "colour on a terminal" "$out" ;; esac
	on_terminal "NO_COLOR=1 '$nightshift' lint -f bad.xml"
	equal "no colour on a terminal with NO_COLOR" "$plain" "$out"
	on_terminal "NO_COLOR= '$nightshift' lint -f bad.xml"
	case $out in *"${red}error:"*) ok "an empty NO_COLOR says nothing" ;; *) not_ok "an empty NO_COLOR says nothing" "$out" ;; esac
else
	skip "colour on a terminal" "there is no script(1) that makes one"
fi
run env GITHUB_ACTIONS=true "$nightshift" lint -f bad.xml
ends "in GitHub Actions, as an annotation too" 2 "$plain
::error file=bad.xml,line=1,col=1::a manifest is one <suite>, but this is <suit>: write all of it in <suite name=\"...\">" ""
run env GITHUB_ACTIONS=false "$nightshift" lint -f bad.xml
ends "GITHUB_ACTIONS=false" 2 "$plain" ""

# --- templates of one's own -----------------------------------------------------------------------------------------------------

mkdir templates
printf '# <%% suite | comment %%>\n<%%# units %%>\n<%% id | ident %%>\n<%%/ units %%>\n' >templates/tests.mk.tmpl
run "$nightshift" generate -q --no-record -C r --templates=../templates
ends "--templates" 0 "" ""
equal "--templates: only what stands there is replaced" "# small
only-first
only-second" "$(cat r/tests.mk)"
printf 'x\n  <%% sutie | raw %%>\n<%% units | sh %%>\n' >templates/tests.mk.tmpl
files r >before
run "$nightshift" generate -q --no-record -C r --templates=../templates
files r >after
ends "--templates: a mistake in one" 2 "../templates/tests.mk.tmpl:2:3: error: 'plan' has no value 'sutie'; did you mean 'suite'?
  <% sutie | raw %>
  ^
../templates/tests.mk.tmpl:3:1: error: 'units' is a list: use it as a section, '<%# units %>'
<% units | sh %>
^" ""
same "--templates: nothing is written then" before after
rm templates/tests.mk.tmpl
mkdir templates/tests.mk.tmpl
run "$nightshift" lint -C r --templates=../templates
ends "--templates: one that cannot be read" 2 "../templates/tests.mk.tmpl: error: cannot be read: Is a directory" ""

# What is installed: the program, and the templates with their page.
run "$make" -s -C "$top" install DESTDIR="$work/installed" PREFIX=/p
ends "make install" 0 ""
"$work/installed/p/bin/nightshift" --version >/dev/null
check "make install: the program runs"
mkdir wanted
cp -R "$top"/templates/*.tmpl "$top/templates/README.md" "$top/templates/suite.rng" "$top/templates/ci" wanted/
same "make install: templates" wanted installed/p/share/nightshift

# What is handed out starts elsewhere: alone, and without a Nix store.
run "$nightshift" program handed
ends "program" 0 "" ""
run env -i ./handed program again
ends "program: what it hands out runs alone" 0 "" ""
run ./handed
ends "program: alone it tells what one does first" 2 "" "$(cat "$stored/first.txt")"
run ./handed --help
ends "program: alone it has the help" 0 "" "$(cat "$stored/nightshift.txt")"
run ./handed generat
ends "program: alone it knows what was meant" 2 "nightshift: error: unknown command 'generat'; did you mean 'generate'?" ""
cmp again "$nightshift"
check "program: it is itself that it hands out"
loader=$(ldd "$(command -v sh)" 2>/dev/null | sed -n 's/^[[:space:]]*\(\/[^ ]*ld[^ ]*\) (.*/\1/p')
objects=$("$make" -s -C "$top" print-front-objects | sed "s,[^ ]*,$top/&,g")
# shellcheck disable=SC2086 # words
if ! as_linux || [ ! -d /nix/store ] || [ -z "$loader" ]; then
	skip "program: one that needs the Nix store is not handed out" "no Linux with a Nix store, or no loader of programs"
elif ! ${CC:-cc} -o needy "-Wl,--dynamic-linker=/nix/store/../..$loader" $objects >log 2>&1; then
	not_ok "program: one that needs the Nix store is not handed out" "$(cat log)"
else
	run ./needy program other
	ends "program: one that needs the Nix store is not handed out" 3 "nightshift: '$work/needy' is started by '/nix/store/../..$loader', so it would not start on a machine that has other things in its Nix store: one for other machines is linked with -static" ""
	[ ! -e other ]
	check "program: nor is any file made"
fi

# Who records or asks need not have built the programs that say which tests exist.
repository asked
cat >asked/suite.xml <<'EOF'
<suite name="s">
  <platform name="linux" system="x86_64-linux" runner="u" pr="checked" merge="checked" nightly="checked"/>
  <variant name="v"/>
  <module name="m"><run>true</run></module>
  <discover>./is-not-built --list</discover>
</suite>
EOF
mkdir -p results/v-m
: >results/v-m/verdict
run "$nightshift" coverage -C asked -f suite.xml
equal "coverage needs no test program" "0 coverage of" "$status $(printf '%s\n' "$out$err" | head -n 1 | cut -c 1-11)"
run "$nightshift" record -C asked -f suite.xml ../results
equal "nor does record" "0 0 results new, 0 known" "$status $(printf '%s\n' "$out$err" | head -n 1)"
run "$nightshift" lint -C asked -f suite.xml
equal "lint does" 2 "$status"
"$nightshift" help values >values
sed -n '/^### plan$/,$p' "$top/templates/README.md" >documented
same "templates/README.md lists what help values prints" documented values

finish
