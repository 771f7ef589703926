#!/bin/sh
# Law 2 from the written files: for each platform, lane and shard make would run exactly what the plan says.
#
# THROUGH=exec in the environment: the same, with every unit run by `nightshift exec`.
# shellcheck source=tests/run/make/lib.sh
. "$(dirname "$0")/make/lib.sh"

cd "$work/repo" || exit 3
if ! command -v python3 >/dev/null; then
	skip "law 2 from the written files" "python3 is not installed"
	finish
fi
cat >"$work/law2.py" <<'END'
"""law2.py PLAN SUITE INCLUDE: does make run, for every platform and lane and shard, exactly what the plan says?"""
import json, re, subprocess, sys
plan = json.load(open(sys.argv[1], encoding="utf-8"))
name, include = sys.argv[2], sys.argv[3]
lanes = ["pr", "merge", "nightly"]
said = 0

def runs(target, platform):
    out = subprocess.run([sys.argv[4], "-n", "-f", include, target, f"{name}_platform={platform}"], capture_output=True, text=True).stdout
    return re.findall(rf"(?:; {name}_unit | --unit=)(\S+) ", out)

def say(text):
    global said
    said += 1
    print(text)

every = set()
for platform in plan["platforms"]:
    p = platform["name"]
    there = [u["id"] for u in plan["units"] if u.get("on", {}).get(p, {}).get("lane") != "none"]
    if runs(f"{name}-test", p) != there:
        say(f"{name}-test on {p}: {runs(f'{name}-test', p)}, but the plan says {there}")
    covered = set()
    for number, lane in enumerate(lanes):
        due = [u["id"] for u in plan["units"] if platform[lane] == "checked" and u["id"] in there and lanes.index(u["lane"]) <= number]
        got = runs(f"{name}-test-{lane}", p)
        if got != due:
            say(f"{lane} on {p}: make runs {got}, the plan says {due}")
        covered |= set(due)
        shards = [s for s in plan["shards"] if s["platform"] == p and s["lane"] == lane]
        held = [u for s in shards for u in s["units"]]
        if len(held) != len(set(held)):
            say(f"{lane} on {p}: a unit is in two shards")
        if shards and set(held) != set(due):
            say(f"{lane} on {p}: its shards hold {sorted(held)}, due is {sorted(due)}")
        for s in shards:
            if runs(f"{name}-shard-{s['number']}", p) != s["units"] or not s["units"]:
                say(f"shard {s['number']}: {runs(f'''{name}-shard-{s['number']}''', p)}, the plan says {s['units']}")
    if set(there) - covered and not platform["gaps"]:
        say(f"{p}: {sorted(set(there) - covered)} are run by no lane, and there is no gap")
    every |= covered
for u in plan["units"]:
    if u["id"] not in every:
        say(f"{u['id']} is run nowhere")
    for p, on in u.get("on", {}).items():
        if on["lane"] == "none" and not u.get("reason"):
            say(f"{u['id']} is kept from {p} without a reason")
sys.exit(said > 0)
END
problem=$(python3 "$work/law2.py" nix/s.json s suite/tests.mk "$make" 2>&1)
check "law 2: for every platform, lane and shard, make runs what the plan says" "$problem"
# The proof is not blind: it sees a unit that a lane, and one that a shard, has lost, and one that two shards hold.
sed 's/^s_skip_linux_pr := /&a-head /' suite/tests.mk >broken.mk
python3 "$work/law2.py" nix/s.json s broken.mk "$make" >"$work/said" 2>&1
[ $? = 1 ] && grep -q '^pr on linux: make runs' "$work/said"
check "law 2: a unit that is lost from a lane is seen" "$(cat "$work/said")"
python3 - <<'END'
import json
plan = json.load(open("nix/s.json"))
plan["shards"][0]["units"].append(plan["shards"][1]["units"][0])
json.dump(plan, open("broken.json", "w"))
END
python3 "$work/law2.py" broken.json s suite/tests.mk "$make" >"$work/said" 2>&1
[ $? = 1 ] && grep -q 'a unit is in two shards' "$work/said"
check "law 2: a unit in two shards is seen" "$(cat "$work/said")"
mkdir -p tests/rts && cp "$top/tests/rts/suite.xml" rts.xml
"$nightshift" generate --no-record --no-discover -q -f rts.xml || not_ok "generate"
problem=$(python3 "$work/law2.py" nix/rts.json rts tests/rts/tests.mk "$make" 2>&1)
check "law 2: the bundled suite" "$problem"
finish
