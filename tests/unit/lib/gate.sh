# For the tests of nightshift gate: a plan, and verdicts of its units. Sourced after tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # for and of the scripts that source this

commit=0123456789abcdef0123456789abcdef01234567 # the seed of which is 0x01234567
other=fedcba9876543210fedcba9876543210fedcba98
seed=19088743

# plan SEED_FROM [MORE]: MORE are lines of the plan.
plan() {
	cat <<END
{
  "format": 1,
  "suite": "s",
  "seed": { "from": "$1", "fallback": 4711, "env": "SEED" },
  "build": { "env": { } },
  "platforms": [
    { "name": "linux", "pr": "checked", "merge": "checked", "nightly": "checked", "env": { "ON": "linux" } },
    { "name": "mac", "pr": "none", "merge": "build", "nightly": "checked", "env": { "ON": "mac" } },
    { "name": "old", "pr": "none", "merge": "none", "nightly": "none", "env": { } }
  ],
  ${2-}
  "variants": [ { "name": "v", "programs": [], "commands": [], "env": { } } ],
  "units": [
    { "id": "a", "variant": "v", "module": "a", "seconds": 1, "lane": "pr", "maySkip": "no svn there", "command": "a" },
    { "id": "b", "variant": "v", "module": "b", "seconds": 1, "lane": "pr", "seed": "head", "command": "b" },
    { "id": "c", "variant": "v", "module": "c", "seconds": 1, "lane": "pr", "seed": 7, "command": "c" },
    { "id": "t", "variant": "v", "module": "t", "seconds": 1, "lane": "pr", "protocol": "tap", "on": { "mac": { "lane": "none" } }, "command": "t" },
    { "id": "m", "variant": "v", "module": "m", "seconds": 1, "lane": "merge", "command": "m" },
    { "id": "n", "variant": "v", "module": "n", "seconds": 1, "lane": "nightly", "command": "n" },
    { "id": "j", "variant": "v", "module": "j", "seconds": 1, "lane": "nightly", "protocol": "junit", "report": "r.xml", "on": { "mac": { "lane": "none" } }, "command": "j" }
  ]
}
END
}
plan commit >plan.json
fingerprint=$(git hash-object plan.json)
"$nightshift" part --plan plan.json --platform linux >parts

# verdict DIR UNIT [KEY=VALUE]...: as exec writes one; KEY= leaves the key out.
verdict() {
	mkdir -p "$1/$2"
	# shellcheck disable=SC2034 # eval reads them
	(
		suite=s plan='' part=$(sed -n "s/^$2	//p" parts) run=r1 unit=$2 platform=linux lane=pr commit=$commit tree=clean seed='' verdict=pass
		status=0 seen='' reason='' attempt=1 finished='' end=end
		case $2 in b) seed=19088743 ;; c) seed=7 ;; esac
		folder=$1/$2
		shift 2
		for set; do eval "${set%%=*}=\${set#*=}"; done
		echo "nightshift 1"
		for key in suite plan part run unit platform lane commit tree seed verdict status seen reason attempt finished; do
			eval "value=\$$key"
			# shellcheck disable=SC2154 # eval sets it
			[ -z "$value" ] || echo "$key $value"
		done
		[ -z "$end" ] || echo "$end"
	) >"$1/$2/verdict"
}
# fresh: all that pr owes on linux passed.
fresh() {
	rm -rf results
	for one in a b c t; do verdict results $one; done
}
