#!/bin/sh
# Law 2 from the written files: for each platform and lane make would run exactly what the plan says, and the shards into which its rules cut a
# lane hold that.
#
# THROUGH=run in the environment: the same, with every unit run by `nightshift run`.
# shellcheck source=tests/run/make/lib.sh
. "$(dirname "$0")/make/lib.sh"

cd "$work/repo" || exit 3
if ! command -v python3 >/dev/null; then
	skip "law 2 from the written files" "python3 is not installed"
	finish
fi
cat >"$work/law2.py" <<'END'
"""law2.py PLAN SUITE INCLUDE MAKE SHARDS: does make run, for every platform and lane, exactly what the plan says? SHARDS: what the plan's rules
cut, as plan --format=json says it."""
import json, re, subprocess, sys
plan = json.load(open(sys.argv[1], encoding="utf-8"))
cut = json.load(open(sys.argv[5], encoding="utf-8"))["shards"]
units = [u for u in plan["units"] if u]
name, include = sys.argv[2], sys.argv[3]
lanes = ["pr", "merge", "nightly"]
said = 0

def runs(target, platform):
    out = subprocess.run([sys.argv[4], "-n", "-f", include, target, f"{name}_platform={platform}"], capture_output=True, text=True).stdout
    handed = re.findall(rf"^echo .* run --plan=.*$", out, re.M)
    if not handed:
        return re.findall(rf"; {name}_unit (\S+) ", out)
    return re.search(r" --fail-fast *(?:--lane=\S+)? *(.*)", handed[0])[1].split()

def weights(ids, platform):
    by = {u["id"]: u.get("secondsOn", {}).get(platform, u.get("seconds")) for u in units}
    return [by[i] for i in ids]

def say(text):
    global said
    said += 1
    print(text)

every = set()
for platform in plan["platforms"]:
    p = platform["name"]
    there = [u["id"] for u in units if u.get("on", {}).get(p, {}).get("lane") != "none"]
    got = runs(f"{name}-test", p)
    if sorted(got) != there:
        say(f"{name}-test on {p}: {got}, but the plan says {there}")
    if weights(got, p) != sorted(weights(got, p), reverse=True):
        say(f"{name}-test on {p}: {got} is not heaviest first")
    covered = set()
    for number, lane in enumerate(lanes):
        due = [u["id"] for u in units if platform[lane] == "checked" and u["id"] in there and lanes.index(u["lane"]) <= number]
        got = runs(f"{name}-test-{lane}", p)
        if sorted(got) != due:
            say(f"{lane} on {p}: make runs {got}, the plan says {due}")
        covered |= set(due)
        shards = [s for s in cut if s["platform"] == p and s["lane"] == lane]
        held = [u for s in shards for u in s["ids"]]
        if len(held) != len(set(held)):
            say(f"{lane} on {p}: a unit is in two shards")
        if any(r["platform"] == p and r["lane"] == lane for r in plan["shards"]) and set(held) != set(due):
            say(f"{lane} on {p}: its shards hold {sorted(held)}, due is {sorted(due)}")
        if any(not s["ids"] for s in shards):
            say(f"{lane} on {p}: an empty shard")
    if set(there) - covered and not platform["gaps"]:
        say(f"{p}: {sorted(set(there) - covered)} are run by no lane, and there is no gap")
    every |= covered
for u in units:
    if u["id"] not in every:
        say(f"{u['id']} is run nowhere")
    for p, on in u.get("on", {}).items():
        if on["lane"] == "none" and not u.get("reason"):
            say(f"{u['id']} is kept from {p} without a reason")
sys.exit(said > 0)
END
"$nightshift" plan -f suite/suite.xml --format=json >shards.json
problem=$(python3 "$work/law2.py" nix/s.json s suite/tests.mk "$make" shards.json 2>&1)
check "law 2: for every platform and lane, make runs what the plan says, and the shards hold it" "$problem"
# The proof is not blind: it sees a unit that a lane, and one that a shard, has lost, and one that two shards hold.
sed '/^s_run.a-head := /s/ a head/:linux=off a head/' suite/tests.mk >broken.mk
python3 "$work/law2.py" nix/s.json s broken.mk "$make" shards.json >"$work/said" 2>&1
[ $? = 1 ] && grep -q '^pr on linux: make runs' "$work/said"
check "law 2: a unit that is lost from a lane is seen" "$(cat "$work/said")"
python3 - <<'END'
import json
plan = json.load(open("shards.json"))
plan["shards"][0]["ids"].append(plan["shards"][1]["ids"][0])
json.dump(plan, open("broken.json", "w"))
END
python3 "$work/law2.py" nix/s.json s suite/tests.mk "$make" broken.json >"$work/said" 2>&1
[ $? = 1 ] && grep -q 'a unit is in two shards' "$work/said"
check "law 2: a unit in two shards is seen" "$(cat "$work/said")"
# What runs is cut by whoever reads the plan's file, and not by the planner: both cut alike.
jq -r '.shards[] | "\(.number) \(.ids | sort | join(" "))"' shards.json >planned
while read -r number rest; do
	rm -rf suite/build/nightshift
	"$nightshift" run -q --no-build --plan=nix/s.json --shard="$number" >/dev/null 2>&1
	echo "$number $(cd suite/build/nightshift && ls -d -- */ | tr -d / | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
done <planned >ran
same "law 2: 'run --plan --shard=N' runs what the planner has cut" planned ran
# What is heavy on one platform alone starts first there, and there alone.
platform=$(jq -r '.platforms[0].name' nix/s.json)
printf '%s\t%s\t%s\n' b-heavy "$platform" 0.125 a-head "$platform" 20 >suite/seconds.tsv
"$nightshift" generate --no-record --no-discover -q -f suite/suite.xml || not_ok "generate"
"$nightshift" plan -f suite/suite.xml --format=json >shards.json
problem=$(python3 "$work/law2.py" nix/s.json s suite/tests.mk "$make" shards.json 2>&1)
check "law 2: with seconds of one platform" "$problem"
equal "law 2: with seconds of one platform: what is heaviest there is another" "a-head b-heavy" "$(for on in $(jq -r '.platforms[].name' nix/s.json); do
	(cd suite && units s-test s_platform="$on" | head -n 1)
done | uniq | head -n 2 | tr '\n' ' ' | sed 's/ $//')"
mkdir -p tests/rts && cp "$top/tests/rts/suite.xml" rts.xml
"$nightshift" generate --no-record --no-discover -q -f rts.xml || not_ok "generate"
"$nightshift" plan -f rts.xml --no-discover --format=json >shards.json
problem=$(python3 "$work/law2.py" nix/rts.json rts tests/rts/tests.mk "$make" shards.json 2>&1)
check "law 2: the bundled suite" "$problem"
finish
