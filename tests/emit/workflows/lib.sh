# For the tests of workflows: a small suite whose workflows are run, and what stands in for GitHub around them. Sourced
# behind tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2154 # top, work, points and nightshift are of tests/tap/lib.sh

here=$top/tests/emit/workflows
python=$("$top/tests/tap/python" yaml) || python=python3
PATH=$here/bin:$PATH
export PATH

# Where a platform runs only what the other tests do not ask for.
platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"/>
<module name="far" platforms="mac" reason="needs it" seconds="2"/>'

# suite FOLDER WORKFLOW [MORE]: a suite of two variants, of $platforms, in FOLDER, with this <workflow> and these elements; $one,
# $two and $in_nix are more attributes of its modules and of <nix>. A unit fails if t/red names its module. What belongs to Nix
# around it is written where $standin is its nixpkgs.
suite() {
	mkdir -p "$1/t" "$1/nix"
	cat >"$1/suite.xml" <<-END
	<suite name="t" dir="t">
	  $platforms
	  <seed from="commit" fallback="4711" env="SEED"/>
	  <env name="VALUE" value="  it's &quot;so&quot;: # é \$x"/>
	  <build><command>printf '%s' "\$VALUE" &gt;product</command></build>
	  <nix ${in_nix-}/>
	  <program path="build/{variant}/a program">
	    <command>mkdir -p build/{variant} &amp;&amp; sed "s/@RED@/\$(cat red)/;s/@TESTS@/\$(cat list)/" prog &gt;{program} &amp;&amp; chmod +x {program}</command>
	    <command>echo {variant} &gt;&gt;built; echo "built the programs of" {variant}</command>
	  </program>
	  <run>{program} {module}</run>
	  <variant name="a"/>
	  <variant name="b"/>
	  <module name="one" seconds="4" ${one-}/>
	  <module name="two" seconds="3" seed="head" ${two-}/>
	  <module name="slow" lane="nightly" reason="slow" seconds="1"/>
	  <discover>{program} --list</discover>
	  ${3-}
	  $2
	</suite>
	END
	cat >"$1/t/prog" <<-'END'
	#!/bin/sh
	if [ "$1" = --list ]; then printf '%s\n' @TESTS@; exit; fi
	[ "$VALUE" = "  it's \"so\": # é \$x" ] || exit 7
	if [ "$1" = two ]; then [ -n "$SEED" ] || exit 8; fi
	[ "$1" != @RED@ ]
	END
	echo none >"$1/t/red"
	grep -o '<module name="[a-z]*' "$1/suite.xml" | sed 's/.*"//' | tr '\n' ' ' >"$1/t/list"
	if [ -n "${standin-}" ]; then
		cat >"$1/nix/t.nix" <<-END
		{ pkgs }:
		pkgs.stdenv.mkDerivation {
		  name = "t";
		  src = ../t;
		  unique = "$work"; # never built before
		  buildPhase = "echo product >product";
		  installPhase = "mkdir \$out; cp product \$out";
		}
		END
		cat >"$1/flake.nix" <<-END
		{
		  inputs.nixpkgs.url = "path:$standin";
		  outputs = { self, nixpkgs }: {
		    packages = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-darwin" ] (system:
		      let pkgs = nixpkgs.legacyPackages.\${system}; in
		      (import ./nix/t-split.nix { inherit pkgs; drv = import ./nix/t.nix { inherit pkgs; }; rev = self.rev or null;
		        mkSplit = import (nixpkgs + "/library/nightshift.nix"); exec = import (nixpkgs + "/exec.nix") { inherit pkgs; }; }).packages);
		  };
		}
		END
	fi
	(cd "$1" && "$nightshift" generate --no-record --no-discover -q -f suite.xml) && repository "$1"
	[ -z "${standin-}" ] || { (cd "$1" && nix flake lock 2>/dev/null) && repository "$1" "the lock"; }
}

# turn FOLDER MODULE: let a module fail from the next commit on; `none` for none.
turn() {
	echo "$2" >"$1/t/red"
	repository "$1" "red: $2"
}

# change FOLDER FILE: in a commit; $base is the one before.
change() {
	# shellcheck disable=SC2034 # for the caller
	base=$(git -C "$1" rev-parse HEAD)
	mkdir -p "$(dirname "$1/$2")"
	echo more >>"$1/$2"
	repository "$1" "change $2"
}

# drive NAME FOLDER LANE WANTED [NAME=VALUE]...: run the workflow of the lane; WANTED is what each job came to. What there is
# to look at afterwards lies in $run.
drive() {
	point=$1 folder=$2 lane=$3 wanted=$4
	shift 4
	run=$work/run.$((points + 1))
	export GH_LOG="$run/gh" GH_BODY="$run/body" DOCKER="$run/docker"
	mkdir -p "$run/docker"
	"$python" "$here/drive.py" "$folder/.github/workflows/t-$lane.yml" "$folder" "$run/out" GH_LOG="$GH_LOG" GH_BODY="$GH_BODY" \
		GH_ISSUES="${GH_ISSUES-$work/issues}" GH_JOBS="$work/jobs" GH_RUNS="$work/runs" DOCKER="$DOCKER" NIGHTSHIFT="${NIGHTSHIFT_STANDIN-$nightshift}" \
		"$@" >"$run/results" 2>&1
	printf '%s\n' "$wanted" >"$run/wanted"
	if cmp -s "$run/wanted" "$run/results"; then
		ok "$point"
	else
		not_ok "$point" "$(diff -u "$run/wanted" "$run/results"; tail -n 15 "$run"/out/*/log)"
	fi
}

# judged FILTER: of what the gate says of each platform of the last run, the units that the filter of jq chooses
judged() {
	filter=$1
	for list in "$run"/out/required/work/lane/owed/*.txt; do
		on=$(basename "$list" .txt)
		mkdir -p "$run/out/required/work/verdicts/$on"
		# shellcheck disable=SC2046 # words without blanks
		set -- $(find "$run/out/required/work/verdicts/$on" -name nix.log)
		"$nightshift" gate --plan="$run/out/required/work/lane/plan.json" --lane="$lane" --platform="$on" --store \
			--commit="$(git -C "$folder" rev-parse HEAD)" --owed="$list" --nothing-due --format=json \
			"$run/out/required/work/verdicts/$on" "$@" 2>/dev/null
	done | jq -rs "[.[] | .platform as \$on | .units[] | select($filter) | \"\\(\$on):\\(.unit) \"] | sort | add // \"\" | @text" | tr -d '\n'
}
# passed, missing: the units that the required check counted as passed, and those that did not
passed() { judged '.judgement == "pass"'; }
missing() {
	passed >"$run/passed"
	for list in "$run"/out/required/work/lane/owed/*.txt; do
		sed "s/^/$(basename "$list" .txt):/" "$list"
	done | sort | while read -r unit; do
		grep -q -e "\(^\| \)$unit " "$run/passed" || printf '%s ' "$unit"
	done
}

echo '[]' >"$work/issues"
echo '[]' >"$work/runs"
cat >"$work/jobs" <<'END'
{"jobs": [{"name": "t: test on linux", "url": "https://github.example/job/1", "conclusion": "failure"},
{"name": "t: test on mac", "url": "https://github.example/job/2", "conclusion": "success"},
{"name": "t: issue", "url": "https://github.example/job/3", "conclusion": ""}]}
END
