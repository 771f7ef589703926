#!/bin/sh
# The part of a unit (gen/unit/part.h), computed from the plan by Nix and by `nightshift part`: the same, for each unit of each plan
# here, on each of its platforms and without one. Nothing is built.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# shellcheck source=tests/nix/lib/version.sh
. "$top/tests/nix/lib/version.sh"
command -v jq >/dev/null || no_nix="jq is not installed"
if [ -n "$no_nix" ]; then
	skip "parts by Nix" "$no_nix"
	finish
fi
export NIX_CONFIG="build-users-group ="

# by_nix WHAT FILE: a line for each platform (or none) and unit: platform, unit, and WHAT of nix/nightshift/plan.nix says of it.
# Where two platforms are of one system, the first stands for both, as `first` shows beside each one alone.
by_nix() {
	nix-instantiate --eval --strict --json -E "
		let
		  plan = builtins.fromJSON (builtins.readFile $PWD/$2);
		  on = name: system: platforms:
		    let here = import $top/nix/nightshift/plan.nix {
		      lib = import $top/tests/nix/lib.nix;
		      plan = plan // { inherit platforms; };
		      inherit system;
		      rev = null;
		      refuse = text: throw text;
		    };
		    in map (unit: \"\${name}\t\${unit.id}\t\${here.$1 unit}\n\") (builtins.filter (unit: unit != null) plan.units);
		  alone = platform: on platform.name platform.system [ platform ];
		  first = platform: on \"first of \${platform.system}\" platform.system plan.platforms;
		in
		builtins.concatStringsSep \"\" (builtins.concatLists (map alone plan.platforms ++ map first plan.platforms ++ [ (on \"none\" \"none\" plan.platforms) ]))
	" 2>"$work/nix.err" | jq -j .
}

# by_nightshift FILE: the same lines.
by_nightshift() {
	jq -r '(.platforms[] | [.name, .name]), (.platforms as $all | .platforms[].system as $s | ["first of " + $s, ([$all[] | select(.system == $s).name][0])]), ["none", ""] | @tsv' "$1" |
		while IFS='	' read -r shown platform; do
			"$nightshift" part --plan="$1" ${platform:+"--platform=$platform"} | sed "s/^/$shown	/"
		done
}

# agree NAME FILE: they say the same of the plan in that file.
agree() {
	by_nix partOf "$2" >nix.parts
	by_nightshift "$2" >nightshift.parts 2>nightshift.err
	[ -s nix.parts ] && cmp -s nix.parts nightshift.parts && ! grep -vE '	[0-9a-f]{64}$' nix.parts >/dev/null
	check "$1" "$(cat nix.err nightshift.err
		diff nix.parts nightshift.parts | head -n 4)"
}

cp "$top/nix/rts.json" .
agree "the bundled suite" rts.json
for plan in "$top"/tests/emit/golden/*/want/nix/*.json "$top"/nix/template/nix/greet.json; do
	cp "$plan" plan.json
	agree "${plan#"$top/"}" plan.json
done

# Each value stands once in each place that the part is made of.
cat >values.json <<'END'
["", " ", "'", "\"", "''", "$x ${y} $(z) `w`", "\\", "\\n", "one\ntwo\n", "\n", "\ttab\r", "1:a", "a\nunit 1:b", "é", "€ 日本", "𝄞", "e\u0301", "\u0001\u007f\ufffd\ufeff", "<&>]]>", "=", "a=b"]
END
jq '
. as $values |
def names: ["_", "A", "A1", "AB", "A_", "Z", "a", "aB", "b", "é"];
def env(from): [range(names | length) | {key: names[length - 1 - .], value: $values[(from + .) % ($values | length)]}] | from_entries;
{
	format: 1, generator: "by hand", suite: "odd", version: "", manifest: "suite.xml", dir: "", include: "tests.mk",
	nix: { strategy: "archive", root: ".", testOnly: [], own: [] },
	seed: { from: "fixed", fallback: 1, env: "SEED" },
	build: { jobs: 1, commands: [], artifacts: [], env: env(3) }, prepare: $values,
	platforms: [
		{ name: "one", system: "x86_64-linux", runner: ["r"], pr: "checked", merge: "checked", nightly: "checked", env: env(0), gaps: [] },
		{ name: "two", system: "x86_64-linux", runner: ["r"], pr: "checked", merge: "checked", nightly: "checked", env: {}, gaps: [] },
		{ name: "three", system: "aarch64-darwin", runner: ["r"], pr: "none", merge: "none", nightly: "none", env: env(7), gaps: [] }
	],
	systems: {}, excludes: [],
	fixtures: [range($values | length) | { id: "f-\(.)", name: "f", key: "", output: ("o" + $values[.]), inputs: [], command: $values[.] } + (if . % 2 == 0 then { variant: "v\(.)" } else {} end)],
	pools: ([range($values | length) | { name: "p\(.)", devices: ["d"], lock: $values[.] }] + [{ name: "open", devices: ["d", "e"] }]),
	workers: [range($values | length) | { name: "w\(.)", commands: { v: $values[.], "v0": "other" } }],
	variants: ([{ name: "v", programs: [], commands: [], env: {} }]
		+ [range($values | length) | { name: "v\(.)", programs: [$values[.], "x"], commands: ["x", $values[.]], env: env(.) }
			+ if . % 3 == 0 then { buildEnv: env(. + 1) } else {} end]
		+ [range($values | length) | select(. % 3 == 0) | { name: "w\(.)", build: "v\(.)", programs: [$values[.], "x"], commands: ["x", $values[.]],
			buildEnv: env(. + 1), env: env(. + 2) }]
		+ [{ name: "alone", programs: [], commands: [], buildEnv: env(1), env: env(2) }, { name: "bare", programs: ["b"], commands: ["b"], buildEnv: {}, env: env(1) },
			{ name: "bare too", build: "bare", programs: ["b"], commands: ["b"], env: {} }] | map(.name |= sub(" "; "_"))),
	shards: [],
	units: ([range($values | length) as $i | $values[$i] as $value
		| ({ command: $value }, { variant: "v\($i)" }, { env: env($i) }, { needs: ["f-\($i)", "f-0"] }, { pool: "p\($i)", count: 1 },
			{ worker: "w\($i)", ask: $value }, { protocol: "junit", report: ("r" + $value) })
		| { variant: "v", module: "m", seconds: 0.25, lane: "pr", command: "c" } + .]
		+ [range($values | length) | select(. % 3 == 0) | { variant: "w\(.)", module: "m", seconds: 1, lane: "pr", command: "c" }]
		+ [{ variant: "alone" }, { variant: "bare" }, { variant: "bare_too" }, {}, { seed: "head" }, { seed: 0 }, { seed: 2147483647 }, { timeout: 1 }, { timeout: 86400 }, { attempts: 3 },
			{ protocol: "tap" }, { skipStatus: 78 }, { pool: "open", count: 2 }, { needs: [] }, { env: {} },
			{ attempts: 2, timeout: 7, protocol: "tap", skipStatus: 1, seed: "head", needs: ["f-2", "f-1"], pool: "open", count: 1, worker: "w1", ask: "it" },
			{ maySkip: "why", reason: "why", class: "c", mode: "m", paths: ["x"], due: "always", memory: 1024, cost: 4, secondsOn: { two: 0.5 }, lane: "none", on: { two: { lane: "none" } } }
		| { variant: "v", module: "m", seconds: 1, lane: "pr", command: "c" } + .]
		| to_entries | map({ id: "u-\(.key)" } + .value))
}' values.json >odd.json
agree "odd values in each place" odd.json
jq 'del(.prepare, .seed, .fixtures, .pools, .workers) | .units |= map(select(has("needs") or has("pool") or has("worker") or .seed == "head" | not))' odd.json >bare.json
agree "a suite without seed, fixtures, pools and workers" bare.json
jq '.units[0].command = ("é" * 40000)' bare.json >long.json
agree "a command of 80,000 bytes" long.json

# The text itself, of one unit that has all of it.
cat >whole.json <<'END'
{ "format": 1, "suite": "s", "seed": { "from": "commit", "fallback": 1, "env": "SEED" }, "build": { "jobs": 1, "commands": [], "artifacts": [], "env": { "B": "b" } },
  "platforms": [ { "name": "linux", "system": "x86_64-linux", "runner": ["r"], "pr": "checked", "merge": "checked", "nightly": "checked", "env": { "P": "€" } } ],
  "prepare": ["make lib"], "fixtures": [ { "id": "f", "output": "o", "command": "make\nit", "variant": "v" } ], "pools": [ { "name": "p", "devices": ["d", "e"], "lock": "l" } ],
  "workers": [ { "name": "w", "commands": { "v": "serve" } } ],
  "variants": [ { "name": "v", "programs": ["prog"], "commands": ["make prog"], "buildEnv": { "b": "2" }, "env": { "b": "2", "a": "1" } },
    { "name": "w", "build": "v", "programs": ["prog"], "commands": ["make prog"], "buildEnv": { "b": "2" }, "env": { "b": "2" } } ],
  "units": [ { "id": "u", "variant": "v", "module": "m", "seconds": 1, "seed": "head", "timeout": 5, "lane": "pr", "needs": ["f"], "pool": "p", "count": 2,
    "worker": "w", "ask": "u", "attempts": 3, "protocol": "junit", "report": "r.xml", "skipStatus": 78, "maySkip": "why", "env": { "E": "" }, "command": "./prog u" } ] }
END
cat >whole.text <<'END'
nightshift part 1
suite 1:s
platform-env 5:P=€
prepare 8:make lib
prepare-env 3:B=b
build 9:make prog
shared 1:1
build-env 3:b=2
program 4:prog
variant-env 3:a=1
variant-env 3:b=2
unit 1:u
command 8:./prog u
unit-env 2:E=
seed 4:head
seed-env 4:SEED
timeout 1:5
attempts 1:3
protocol 5:junit
report 5:r.xml
skip-status 2:78
pool 1:p
count 1:2
lock 1:l
worker 5:serve
ask 1:u
fixture 1:f
fixture-output 1:o
fixture-command 7:make
it
fixture-build 9:make prog
fixture-build-env 3:b=2
fixture-env 3:B=b
END
equal "the text that Nix makes, whole" "$(cat whole.text)" "$(by_nix textOf whole.json | sed -n '1s/^linux	u	//; 1,/^fixture-env/p')"
equal "and the one that nightshift makes" "$(cat whole.text)" "$("$nightshift" part --plan=whole.json --platform=linux --text u)"
agree "and its hash" whole.json
finish
