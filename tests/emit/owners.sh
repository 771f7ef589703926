#!/bin/sh
# Two suites whose outputs would be one file: the second that is generated is refused, by generate, with --check and --force too, and by lint; both
# manifests are named, and nothing is written. A manifest that is gone, or has another name now, owns nothing.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir tree && cd tree || exit 3
mkdir t
# suite FILE NAME ATTRIBUTES
suite() {
	printf '%s\n' "<suite name=\"$2\" $3>" \
		'<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>' \
		'<run>true</run><variant name="v"/><module name="m"/></suite>' >"$1"
}
suite t/a.suite.xml a 'dir="t"'
suite t/b.suite.xml b 'dir="t"'
repository .
run "$nightshift" generate -q --no-record -f t/a.suite.xml
equal "the first suite is generated" "0 " "$status $err"
cp t/tests.mk "$work/tests.mk"
for command in generate "generate --check" "generate --diff" "generate --force" lint; do
	# shellcheck disable=SC2086
	run "$nightshift" $command -f t/b.suite.xml
	equal "$command: two suites of one folder have one include" "2  t/b.suite.xml:1:17: error: 't/tests.mk' is an output of the manifest 't/a.suite.xml', too, and 't/b.suite.xml' would replace it: let one of the two give it another path
<suite name=\"b\" dir=\"t\">
                ^" "$status $out $err"
	cmp -s t/tests.mk "$work/tests.mk" && [ ! -e nix/b.json ]
	check "$command: nothing is written" "$(git status --short)"
done
sed '1s/nightshift from/nightshift 0.1.0 from/' "$work/tests.mk" >t/tests.mk
run "$nightshift" generate -q --no-record -f t/b.suite.xml
equal "the include of nightshift 0.1.0, which named its version" "2 1" "$status $(grep -c "'t/tests.mk' is an output of the manifest 't/a.suite.xml', too" "$work/.err")"
cp "$work/tests.mk" t/tests.mk
(cd t && "$nightshift" lint -f b.suite.xml) >/dev/null 2>"$work/.err"
equal "seen from another folder, the manifests are named from the top" 1 "$(grep -c "'t/tests.mk' is an output of the manifest 't/a.suite.xml', too, and 't/b.suite.xml' would" "$work/.err")"
run "$nightshift" lint -q -f t/a.suite.xml
equal "the suite that was generated is sound" "0 " "$status $err"

suite t/b.suite.xml b 'dir="t" include="b.mk" plan="/nix/a.json"'
run "$nightshift" generate -q --no-record -f t/b.suite.xml
equal "the file of the plan" "2 t/b.suite.xml:1:40: error: 'nix/a.json' is an output of the manifest 't/a.suite.xml', too, and 't/b.suite.xml' would replace it: let one of the two give it another path" "$status $(printf '%s\n' "$err" | grep error:)"
suite t/b.suite.xml b 'dir="t" include="b.mk"'
run "$nightshift" generate -q --no-record -f t/b.suite.xml
equal "with paths of its own it is generated" "0 " "$status $err"
run "$nightshift" generate --check -f t/a.suite.xml
equal "and nothing of the other one is stale" "0  " "$status $out $err"

# Who has replaced the files of the other one before today is told when that one is generated.
sed 's/from t\/a.suite.xml/from t\/b.suite.xml/' t/tests.mk >new && mv new t/tests.mk
run "$nightshift" generate -q --no-record -f t/a.suite.xml
equal "what was replaced is not replaced back" "2 1" "$status $(grep -c "'t/tests.mk' is an output of the manifest 't/b.suite.xml', too, and 't/a.suite.xml' would replace it" "$work/.err")"
mkdir u && mv t/b.suite.xml u/
run "$nightshift" generate -q --no-record -f t/a.suite.xml
equal "the file of a manifest that is gone is replaced" "0 " "$status $err"
mv t/a.suite.xml t/c.suite.xml
run "$nightshift" generate -q --no-record -f t/c.suite.xml
equal "and so are those of a manifest that has another name now" "0 " "$status $err"

# Two suites of one name, in two folders.
suite u/b.suite.xml a 'dir="u"'
run "$nightshift" generate -q --no-record -f u/b.suite.xml
equal "two suites of one name have one plan" "2 1 1" "$status $(grep -c "error: " "$work/.err") $(grep -c "u/b.suite.xml:1:1: error: 'nix/a.json' is an output of the manifest 't/c.suite.xml', too, and 'u/b.suite.xml' would" "$work/.err")"

# Their splits lie in one folder.
printf '%s\n' '<suite name="n1"><platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><nix/><run>true</run><variant name="v"/><module name="m"/></suite>' >n1.suite.xml
sed 's/name="n1"/name="n2" include="n2.mk"/' n1.suite.xml >n2.suite.xml
for n in n1 n2; do
	run "$nightshift" generate -q --no-record -f $n.suite.xml
	equal "two suites have their split in one folder: $n" "0 " "$status $err"
done
finish
