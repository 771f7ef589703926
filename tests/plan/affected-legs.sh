#!/bin/sh
# nightshift affected: the legs of the matrix, and whose turn it is in a class of units.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/plan/lib/changes.sh
. "$top/tests/plan/lib/changes.sh"

# --- the matrix -------------------------------------------------------------------------------------------------------

# generates FOLDER: what its manifest says is written, and a commit.
generates() {
	"$nightshift" generate -q --no-record --no-discover --force -C "$1" -f suite.xml && repository "$1"
}
mkdir -p m
# suite PLATFORMS MODULES: as many, all of a second, with no paths; linux is cut into $shards.
suite() {
	awk -v platforms="$1" -v modules="$2" -v shards="${shards-}" -v paths="${paths-}" 'BEGIN {
		print "<suite name=\"m\"><run>x</run><variant name=\"v\"/>"
		for (i = 1; i <= platforms; i++) {
			printf "<platform name=\"p%03d\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n", i
			if (shards) printf "<shards lane=\"pr\" platform=\"p%03d\" count=\"%d\" jobs=\"2\"/>\n", i, shards
		}
		for (i = 1; i <= modules; i++) printf "<module name=\"a_rather_long_name_of_a_module_%d\" seconds=\"1\"%s/>\n", i, (i <= modules / 2 && paths ? " paths=\"/a\"" : "")
		if (paths) print "<module name=\"last\" paths=\"/b\" seconds=\"1\"/>"
		print "</suite>"
	}' >m/suite.xml
	changes=$((${changes:-0} + 1))
	rm -rf m/.git m/nix m/tests.mk && repository m && generates m && echo $changes >m/a && repository m
}
matrix() {
	run "$nightshift" affected -C m -f suite.xml --base=HEAD^ --format=matrix "$@"
}
suite 1 4
matrix
equal "where all of a lane that is not cut is due, it is one leg" "0 [1,0,\"m-test-pr\",\"all\",4]" "$status $(printf '%s\n' "$out" | jq -c '.include[] | [.leg, .shard, .targets, .units, .seconds]')"
shards=3
suite 1 6
matrix
equal "where all of a lane that is cut is due, its legs are the plan's shards" "0 [[1,1,\"\",\"all\",1],[2,2,\"\",\"all\",1],[3,3,\"\",\"all\",1]]" \
	"$status $(printf '%s\n' "$out" | jq -c '[.include[] | [.leg, .shard, .targets, .units, .seconds]]')"
paths=1
suite 1 6
matrix
equal "where a part of a lane that is cut is due, it is packed into new legs" "0 [[1,2,0,3,2],[2,2,0,3,2]]" "$status $(printf '%s\n' "$out" | jq -c '[.include[] | [.leg, .legs, .shard, (.units | split(" ") | length), .seconds]]')"
equal "the targets of a leg that was packed anew are its units" true "$(printf '%s\n' "$out" | jq -c '[.include[] | (.units | split(" ") | map("m-test-" + .) | join(" ")) == .targets] | all')"
sed 's/<module name="a_[^>]* seconds="1"\/>//' m/suite.xml >s && cp s m/suite.xml && generates m && echo more >>m/a && repository m
matrix
equal "few units make few legs, none longer than the longest shard of the plan" "0 [[1,2,2],[2,2,1]]" "$status $(printf '%s\n' "$out" | jq -c '[.include[] | [.leg, .legs, (.units | split(" ") | length)]]')"
shards=200 paths=
suite 3 400
matrix
equal "three platforms of 200 shards make 256 legs, with every unit in them" "0 [256,1200]" "$status $(printf '%s\n' "$out" | jq -c '[(.include | length), ([.include[] | .units | split(" ") | length] | add)]')"
shards='' suite 257 1
matrix
ends "more platforms than a matrix may have legs are refused" 2 "nightshift: error: more than 256 platforms are due, but a matrix of GitHub has at most so many legs: choose one with --platform" ""
matrix --platform=p007
equal "--platform chooses one of more platforms than a matrix may have legs" "0 p007" "$status $(printf '%s\n' "$out" | jq -r '.include[].platform')"
shards='' paths=1 suite 1 8000
matrix
equal "more names than a job can be handed are replaced by all that the lane runs" "0 [\"m-test-pr\",\"all\",8001]" "$status $(printf '%s\n' "$out" | jq -c '.include[] | [.targets, .units, .seconds]')"

# --- classes ----------------------------------------------------------------------------------------------------------

rm -rf c && mkdir c
cat >c/suite.xml <<'E2'
<suite name="c">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="q" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>x</run><variant name="v"/>
  <group class="{size}">
    <param name="size" value="big"/>
    <module name="a"/><module name="b"/><module name="c"/><module name="d"/><module name="e"/>
    <module name="f" paths="/f" platforms="p" reason="only there"/>
  </group>
  <module name="g" class="small"/><module name="h"/>
  <ignore paths="/none"/>
  <select lane="pr" per-class="2"/><select lane="merge" per-class="4"/>
</suite>
E2
git init -q -b main c && "$nightshift" generate -q --no-record -C c -f suite.xml
for i in 1 2 3 4 5 6 7; do echo $i >c/x && repository c; done
# chosen BACK [OPTION]...: who runs of the class at a commit so far back, on p.
chosen() {
	back=$1
	shift
	"$nightshift" affected -C c -f suite.xml --base="HEAD~$((back + 1))" --head="HEAD~$back" --format=json "$@" | jq -r '[.units[] | select(.class == "big" and (.on | index("p"))) | .id[2:]] | sort | join("")'
}
for back in 5 4 3 2 1 0; do chosen $back; done | tr '\n' ' ' >seen
equal "of a class of six, two run at a time, each once within three commits" "ef ab cd ef ab cd " "$(cat seen)"
for back in 3 2 1 0; do chosen $back --lane=merge; done | tr '\n' ' ' >seen
equal "at night all units of a class run" "abcdef" "$(chosen 0 --lane=nightly)"
run "$nightshift" affected -C c -f suite.xml --base=HEAD^ --format=json
equal "units of a class that are left out say who runs instead" "v-b v-e
v-f v-c" "$(printf '%s\n' "$out" | jq -r '.left_out[] | select(.instead) | .id + " " + .instead')"
equal "each platform chooses among the units of the class that it has" "v-a q; v-c p; v-d p; v-e q" "$(printf '%s\n' "$out" | jq -r '[.units[] | select(.class == "big" and .due) | .id + " " + .on[]] | sort | join("; ")')"
equal "a unit alone in its class and a unit of no class always run" "v-g v-h" "$(printf '%s\n' "$out" | jq -r '[.units[] | select(.due and .class != "big") | .id] | join(" ")')"
echo 1 >c/f && repository c
equal "a unit that is due by its path runs in its own turn" "ef" "$(chosen 0)"
echo 2 >c/f && repository c
equal "a unit that is due by its path does not run out of its turn" "ab" "$(chosen 0)"
git -C c checkout -q -b branch && echo 3 >c/x && repository c && git -C c checkout -q main && git -C c merge -q --no-ff --no-edit branch
turn() {
	"$nightshift" affected -C c -f suite.xml --base="$1" --format=json ${2:+--lane=$2} | jq .turn
}
equal "the turn of a test merge counts the commits of its base's line and of the change" "11 10" "$(turn HEAD^ pr) $(turn HEAD^ merge)"

finish
