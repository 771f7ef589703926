#!/bin/sh
# nightshift part: the part of each unit of a plan's file, and the text that it is the hash of. Each plan that a golden case yields is read.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

plan=$top/tests/emit/golden/devices/want/nix/simpler.json
cp "$plan" plan.json
sum() { (sha256sum || shasum -a 256) 2>/dev/null | cut -d' ' -f1; }
# refuse NAME MESSAGE ARGUMENT...
refuse() {
	name=$1 message=$2
	shift 2
	run "$nightshift" part "$@"
	ends "$name" 2 "$message" ""
}

run "$nightshift" part --plan plan.json
[ "$status$err" = 0 ] && printf '%s\n' "$out" | awk -F'\t' 'NF != 2 || length($2) != 64 || $2 ~ /[^0-9a-f]/ { exit 1 }'
check "a line for each unit, with its part" "$err$out"
printf '%s\n' "$out" >parts
equal "in the order of the plan" "$(sed -n 's/^    { "id": "\([^"]*\)".*/\1/p' plan.json)" "$(cut -f1 parts)"
run "$nightshift" part --plan plan.json tensormap-matmul tensormap-pipeline tensormap-matmul
ends "units that are named, in that order, too" 0 "" "$(grep -E '^tensormap-(pipeline|matmul)	' parts)"
run "$nightshift" part --plan plan.json --text tensormap-pipeline
ends "the text of a part" 0 "" "nightshift part 1
suite 7:simpler
unit 18:tensormap-pipeline
command 56:python ci.py --runtime tensormap --case default pipeline
seed 1:-
timeout 4:1800
attempts 1:2
protocol 4:exit
skip-status 2:77
pool 3:npu
count 1:8
lock 61:task-submit --device auto --device-num \"\$NIGHTSHIFT_COUNT\" --"
equal "its SHA-256 is the part" "$(sed -n 's/^tensormap-pipeline	//p' parts)" "$("$nightshift" part --plan plan.json --text tensormap-pipeline | sum)"
sed 's/"system": "aarch64-linux"\(.*\)$/"system": "aarch64-linux"\1/; s/"memory": 17179869184, "env": { }/"memory": 17179869184, "env": { "ON": "it" }/' plan.json >on.json
run "$nightshift" part --plan on.json
ends "without a platform its environment is left out" 0 "" "$(cat parts)"
run "$nightshift" part --plan on.json --platform sim --text tensormap-pipeline
equal "with a platform it is part of it" "platform-env 5:ON=it" "$(printf '%s\n' "$out" | grep platform)"
run "$nightshift" part --plan plan.json --platform sim --fingerprint "$(git hash-object plan.json)" tensormap-pipeline
ends "the fingerprint of the file" 0 "" "$(grep '^tensormap-pipeline' parts)"
refuse "another fingerprint" "plan.json: error: the plan's fingerprint is $(git hash-object plan.json), but 0123 is wanted: the plan is another one now" --plan plan.json --fingerprint 0123
refuse "a unit that it does not have" "nightshift: error: the plan has no unit 'tensormap-matmull'; did you mean 'tensormap-matmul'?
nightshift: error: the plan has no unit 'x'" --plan plan.json tensormap-matmull x tensormap-matmul
refuse "a platform that it does not have" "nightshift: error: the plan has no platform 'a2a4'; did you mean 'a2a3'?" --plan plan.json --platform a2a4
refuse "no plan" "nightshift: error: --plan is missing: it names the file of the plan, which generate writes" tensormap-matmul
refuse "a plan that is not there" "nowhere.json: error: the plan cannot be read: No such file or directory" --plan nowhere.json
refuse "the text of all units" "nightshift: error: --text prints the text of one unit: name it" --plan plan.json --text
refuse "the text of two units" "nightshift: error: --text prints the text of one unit: name it" --plan plan.json --text tensormap-matmul tensormap-pipeline

# What generate writes is what is read.
find "$top/tests/emit/golden" "$top/nix" "$top/tests/rts" -name '*.json' >plans
while read -r file; do
	grep -q '^  "generator": "nightshift ' "$file" || continue
	run "$nightshift" part --plan "$file"
	equal "${file#"$top/"} is read" "0 $(grep -c '^    { "id": .*"command": ' "$file")" "$status$err $(printf '%s\n' "$out" | grep -c .)"
done <plans

finish
