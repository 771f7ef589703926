#!/bin/sh
# nightshift affected: paths that a command of the manifest finds, thirty-six overlays in three tiers, and warnings of patterns
# that match nothing.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/plan/lib/changes.sh
. "$top/tests/plan/lib/changes.sh"

# --- discovered paths -------------------------------------------------------------------------------------------------

rm -rf e && mkdir -p e/suite/over e/values
for name in one two 'th[r]ee *'; do echo 1 >"e/suite/over/$name.yaml"; done
touch e/values/gpu.yaml e/values/cpu.yaml e/base.yaml
cat >e/suite/suite.xml <<'E2'
<suite name="e" dir="suite">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>x {module}</run><variant name="v"/>
  <group paths="/base.yaml">
    <discover as="modules">printf '%s\tpath=over/one.yaml\tpath=../values/gpu.yaml\n' one; printf 'two\tpath=over/two.yaml\tpath=/values\n'; printf 'three\tpath=over/th[r]ee *.yaml\n'</discover>
  </group>
  <ignore paths="*.md"/>
</suite>
E2
repository e && "$nightshift" generate -q --no-record -C e -f suite/suite.xml 2>/dev/null && repository e
# touched NAME WANTED FILE
touched() {
	echo "$1" >>"e/$3" && repository e
	run "$nightshift" affected -C e -f suite/suite.xml --base=HEAD^ --format=json
	equal "a change of $3: $1" "0 $2" "$status $(printf '%s\n' "$out" | jq -r '[.units[] | select(.due) | .id] | sort | join(" ")')$err"
}
touched "the module whose path was discovered is due" "v-one" suite/over/one.yaml
touched "a discovered path may lead up, and the group's patterns may claim it" "v-one v-two" values/gpu.yaml
touched "a discovered folder claims what is in it" "v-two" values/cpu.yaml
touched "the group's patterns hold for discovered modules, too" "v-one v-three v-two" base.yaml
touched "a discovered path is no pattern" "v-three" 'suite/over/th[r]ee *.yaml'
run "$nightshift" affected -C e -f suite/suite.xml --base=HEAD^
equal "the text says that a unit is due since its path changed" "  1 unit: its path changed: 'suite/over/th[r]ee *.yaml'" "$(printf '%s\n' "$out" | grep unit: | head -n 1)"
echo 1 >'e/suite/over/three x.yaml' && repository e
run "$nightshift" affected -C e -f suite/suite.xml --base=HEAD^ --format=json
equal "a file that a discovered path would match as a pattern is claimed by no rule" "true" "$(printf '%s\n' "$out" | jq .everything)"
run "$nightshift" lint -C e -f suite/suite.xml
ends "lint counts discovered modules and warns of a pattern that matches no file" 0 "suite/suite.xml:7:11: warning: '*.md' of <ignore> matches no file that git tracks
  <ignore paths=\"*.md\"/>
          ^" "suite/suite.xml: suite 'e' is sound: 3 units, 1 variant, 1 platform"

# Modules that the folder makes: what came, went or was renamed there is compared with the plan of the base.
mkdir -p f/t
cat >f/t/suite.xml <<'E2'
<suite name="f" dir="t">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>sh {module}.sh</run><variant name="v"/>
  <discover as="modules">for f in *.sh; do printf '%s\tpath=%s\n' "${f%.sh}" "$f"; done</discover>
</suite>
E2
for i in a b c d; do echo "$i" >"f/t/$i.sh"; done
found() {
	name=$1 wanted=$2
	"$nightshift" generate -q --no-record -C f -f t/suite.xml 2>/dev/null
	repository f
	run "$nightshift" affected -C f -f t/suite.xml --base=HEAD^ --format=json
	equal "a folder of tests: $name" "0 $wanted" "$status $(printf '%s\n' "$out" | jq -r '[.units[] | .id + ":" + .why] | sort | join(" ")')$err"
}
git init -q -b main f && "$nightshift" generate -q --no-record -C f -f t/suite.xml 2>/dev/null && repository f
echo e >f/t/e.sh
found "one more makes that one due" "v-e:new"
rm f/t/b.sh
found "one that goes makes nothing due" ""
mv f/t/c.sh f/t/cc.sh
found "one under another name is new" "v-cc:new"
echo other >f/t/d.sh
found "one that is edited is due" "v-d:paths"
for i in 1 2 3; do echo $i >f/t/n$i.sh; done
echo other >f/t/a.sh
found "three more, and one that is edited" "v-a:paths v-n1:new v-n2:new v-n3:new"

# --- thirty-six overlays in three tiers (case E) ----------------------------------------------------------------------

rm -rf o && cp -R "$top/tests/emit/golden/overlays" o && rm -rf o/want && mv o/manifest.xml o/suite.xml
repository o && "$nightshift" generate -q --no-record -C o -f suite.xml && repository o
# tier NAME WANTED FILE...: how many are due, and of how much time.
tier() {
	name=$1 wanted=$2
	shift 2
	for file do echo "# $name" >>"o/$file"; done
	repository o
	run "$nightshift" affected -C o -f suite.xml --base=HEAD^
	equal "overlays: a change of $name" "suite 'overlays', lane pr: $wanted" "$(printf '%s\n' "$out" | head -n 1)$err"
}
tier "documents makes nothing due" "0 of 36 units due, 0.0 s of 7 h 30 min" docs/index.txt
tier "one overlay makes that one due, and the 11 of the first tier" "12 of 36 units due, 2 h 30 min of 7 h 30 min" recipes/overlays/gb200-eks-inference-ubuntu.yaml
tier "two of the first tier makes due what rests on them" "23 of 36 units due, 4 h 47 min of 7 h 30 min" recipes/overlays/eks.yaml recipes/overlays/kind-training.yaml
tier "an overlay makes due what rests on it" "17 of 36 units due, 3 h 32 min of 7 h 30 min" recipes/overlays/h100-aks.yaml
tier "values makes due what uses them" "17 of 36 units due, 3 h 32 min of 7 h 30 min" recipes/values/gb200.yaml
tier "the registry makes all due" "36 of 36 units due, 7 h 30 min of 7 h 30 min" recipes/registry.yaml
tier "the base of all overlays makes all due" "36 of 36 units due, 7 h 30 min of 7 h 30 min" recipes/overlays/base.yaml
tier "an overlay that nothing is known to rest on makes all due" "36 of 36 units due, 7 h 30 min of 7 h 30 min" recipes/overlays/monitoring.yaml
# What a merge owes, from the written file.
equal "overlays: a merge runs all 36 units" 36 "$("$make" -n -f o/tests.mk overlays_platform=linux overlays_prebuilt=1 overlays-test-merge 2>&1 | grep -c 'scripts/simulate')"

# --- patterns that match nothing --------------------------------------------------------------------------------------

# warned NAME WARNING ATTRIBUTES: of a module in the suite t of a repository with a few files.
rm -rf w && mkdir -p w/t/gc w/docs
touch w/t/gc/heap.c w/t/gc/mark.c w/docs/a.md
warned() {
	echo "<suite name=\"w\" dir=\"t\"><platform name=\"p\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/><run>x</run><variant name=\"v\"/>
$3
<module name=\"n\"/></suite>" >w/t/suite.xml
	repository w
	for command in lint plan generate; do
		run "$nightshift" $command -q -C w -f t/suite.xml
		[ "$status" = 0 ] && [ "$(printf '%s\n' "$err" | sed -n 1p)" = "$2" ]
		check "$command: $1"  "exit status $status: $err"
	done
	git -C w clean -qfd
}
warned "patterns that match files make no warning" "" '<module name="m" paths="gc/** !gc/mark.c /docs/"/>'
warned "a file that is not there is named with the one that is like it" "t/suite.xml:2:18: warning: 'gc/haep.c' of module 'm' matches no file that git tracks; did you mean 'gc/heap.c'?" '<module name="m" paths="gc/mark.c gc/haep.c"/>'
warned "a folder that is not there is named, although wildcards come after it" "t/suite.xml:2:8: warning: 'cg/**' of the group matches no file that git tracks; did you mean 'gc/**'?" '<group paths="cg/**"><module name="m"/></group>'
warned "a pattern from the repository's top that matches nothing is named" "t/suite.xml:2:10: warning: '/tt/gc/*.c' of <promote> matches no file that git tracks; did you mean '/t/gc/*.c'?" '<promote paths="/tt/gc/*.c"/>'
warned "a pattern that takes out nothing is named" "t/suite.xml:2:18: warning: '!gc/marc.c' of module 'm' matches no file that git tracks; did you mean '!gc/mark.c'?" '<module name="m" paths="gc/ !gc/marc.c"/>'
warned "a pattern like no file is named without a guess" "t/suite.xml:2:9: warning: '*.adoc' of <ignore> matches no file that git tracks" '<ignore paths="*.adoc"/>'
warned "a pattern of which everything is ignored is named" "t/suite.xml:3:18: warning: all that '/docs/' of module 'm' matches is ignored, so it makes nothing due" '<ignore paths="/docs"/>
<module name="m" paths="/docs/"/>'
mkdir -p w/deps/lib && git -C w update-index --add --cacheinfo "160000,$(git -C w rev-parse HEAD),deps/lib"
warned "a pattern whose parts lead into a submodule makes no warning" "" '<module name="m" paths="/de*/lib/src/*.c /deps/**"/>'
warned "a pattern that only may match something in a submodule is named" "t/suite.xml:2:18: warning: '/de*/**/x.c' of module 'm' matches no file that git tracks" '<module name="m" paths="/de*/**/x.c"/>'
finish
