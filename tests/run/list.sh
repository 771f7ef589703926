#!/bin/sh
# nightshift list: the units that a run with the same words would run, as lines and as JSON; of a manifest and of the file of a plan.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

in_repository r

before=$(cksum <.nightshift/record.db)
run "$nightshift" list
ends "list prints the units of this machine's platform, one on a line, the heaviest first" 0 "" "v-a
w-a
v-b
w-b
v-c_0
v-c_1
w-c_0
w-c_1
v-n"
[ ! -e t/build ] && [ ! -e t/made-v ] && [ "$before" = "$(cksum <.nightshift/record.db)" ]
check "it builds nothing, and writes neither results nor a record"

# alike WORD...: list and run choose the same.
alike() {
	rm -f t/ran
	"$nightshift" run -q --no-record "$@" >/dev/null 2>&1
	equal "list chooses as run does: $*" "$(ran)" "$("$nightshift" list "$@" | sort | tr '\n' ' ' | sed 's/ $//')"
}
alike v
alike '*-b' '!w-b'
alike --lane=pr c
alike --shard=2/3
alike --platform=here w
"$nightshift" list v b >"$work/units"
alike --units="$work/units"
rm -rf t/build

# refused WORD...: and refuse the same, with the same words.
refused() {
	run "$nightshift" run --no-record "$@"
	wanted="$status $err"
	run "$nightshift" list "$@"
	equal "list refuses what run refuses: $*" "$wanted " "$status $err $out"
}
refused no-such-unit
refused --lane=evening
refused --platform=here --shard=1
refused --lane=pr v-n
refused --units=/dev/null
refused --units="$work/units" v-a
refused --platform=nowhere

run "$nightshift" list --platform=there --lane=pr
ends "a lane that only builds has no unit, which is status 5" 5 "nightshift: error: lane 'pr' only builds on platform 'there', so there is no unit to run"
run "$nightshift" list --format=json --lane=nightly n v-a
ends "--format=json says what is known of each" 0 "" '{
  "suite": "s",
  "platform": "here",
  "lane": "nightly",
  "units": [
    { "unit": "v-a", "variant": "v", "module": "a", "lane": "pr", "seconds": 9, "attempts": 1 },
    { "unit": "v-n", "variant": "v", "module": "n", "lane": "nightly", "seconds": 1, "attempts": 1 }
  ]
}'
run "$nightshift" list -v n a
ends "-v says what is expected of each, and of which lane it is" 0 "" "v-a         9.0 s  pr
w-a         9.0 s  pr
v-n         1.0 s  nightly"

# --- what the record knows --------------------------------------------------------------------------------------------

does w-b 'exit 1'
"$nightshift" run -q v-b w-b >/dev/null
run "$nightshift" list --failed
ends "--failed: those that did not pass the last time" 0 "" "w-b"
run "$nightshift" list --failed --format=json v-b
ends "--failed: there may be none" 0 "" '{
  "suite": "s",
  "platform": "here",
  "lane": null,
  "units": []
}'
sqlite3 .nightshift/record.db "UPDATE result SET usec = 3000000 WHERE unit = 'v-b'"
run "$nightshift" list -v v-b
ends "what is expected is what the record has" 0 "" "v-b         3.0 s  pr"
does w-b

# --- a manifest that was changed ----------------------------------------------------------------------------------------

sed 's/name="b" /name="bb" /' "$work/old.xml" >t/suite.xml
run "$nightshift" list v
ends "a manifest whose outputs are stale can be listed, though not run" 0 "" "v-a
v-bb
v-c_0
v-c_1
v-n"
cp "$work/old.xml" t/suite.xml

# --- the file of a plan -------------------------------------------------------------------------------------------------

mkdir "$work/bare"
cp nix/s.json "$work/bare/plan.json"
cp "$nightshift" "$work/bare/nightshift"
cd "$work/bare" || exit 3
run ./nightshift list --plan=plan.json b '!w-b'
ends "list --plan needs neither manifest, nor git, nor nightshift-core" 0 "" "v-b"
run ./nightshift list --plan=plan.json --lane=nightly --platform=there --format=json c_0
ends "... and knows its names" 2 "nightshift: error: no unit, variant or module is named 'c_0'; did you mean 'v-c_0'?"
run ./nightshift list --plan=plan.json --lane=nightly --platform=there '*c_0'
ends "... with a lane and a platform" 0 "" "v-c_0
w-c_0"
run ./nightshift list --plan=plan.json --failed
ends "--failed needs a record" 2 "nightshift: error: --failed needs the record, of which --plan knows nothing: leave out one of the two"
run ./nightshift list --plan=none.json
ends "a plan that is not there is told" 2 "none.json: error: the plan cannot be read: No such file or directory"
finish
