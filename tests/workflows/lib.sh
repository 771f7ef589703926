# For the tests of workflows: a small suite whose workflows are run, and what stands in for GitHub around them. Sourced
# behind tests/lib.sh.
# shellcheck shell=sh

here=$top/tests/workflows
python=python3
python3 -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
PATH=$here/bin:$PATH
export PATH

# suite FOLDER WORKFLOW [MORE]: a suite of two variants and four modules in FOLDER, with this <workflow> and these elements.
# A unit fails where a file `red` names its module.
suite() {
	mkdir -p "$1/t"
	cat >"$1/suite.xml" <<-END
	<suite name="t" dir="t">
	  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"/>
	  <seed from="commit" fallback="4711" env="SEED"/>
	  <env name="VALUE" value="  it's &quot;so&quot;: # é \$x"/>
	  <build><command>printf '%s' "\$VALUE" &gt;product</command></build>
	  <nix/>
	  <program path="build/{variant}/a program"><command>mkdir -p build/{variant} &amp;&amp; cp prog {program} &amp;&amp; echo {variant} &gt;&gt;built</command></program>
	  <run>{program} {module}</run>
	  <variant name="a"/>
	  <variant name="b"/>
	  <module name="one" seconds="4"/>
	  <module name="two" seconds="3" seed="head"/>
	  <module name="far" platforms="mac" reason="needs it" seconds="2"/>
	  <module name="slow" lane="nightly" reason="slow" seconds="1"/>
	  $3
	  $2
	</suite>
	END
	cat >"$1/t/prog" <<-'END'
	#!/bin/sh
	[ "$VALUE" = "  it's \"so\": # é \$x" ] || exit 7
	if [ "$1" = two ]; then [ -n "$SEED" ] || exit 8; fi
	[ "$1" != "$(cat red)" ]
	END
	chmod +x "$1/t/prog"
	echo none >"$1/t/red"
	(cd "$1" && "$nightshift" generate --no-record -q -f suite.xml) && repository "$1"
}

# turn FOLDER MODULE: let a module fail from the next commit on; `none` for none.
turn() {
	echo "$2" >"$1/t/red"
	repository "$1" "red: $2"
}

# drive NAME FOLDER LANE WANTED [NAME=VALUE]...: run the workflow of the lane; WANTED is what each job came to. What there is
# to look at afterwards lies in $run.
drive() {
	point=$1 folder=$2 lane=$3 wanted=$4
	shift 4
	run=$work/run.$((points + 1))
	export GH_LOG="$run/gh" GH_BODY="$run/body" DOCKER="$run/docker"
	mkdir -p "$run/docker"
	$python "$here/drive.py" "$folder/.github/workflows/t-$lane.yml" "$folder" "$run/out" GH_LOG="$GH_LOG" GH_BODY="$GH_BODY" \
		GH_ISSUES="${GH_ISSUES-$work/issues}" GH_JOBS="$work/jobs" DOCKER="$DOCKER" NIGHTSHIFT="${NIGHTSHIFT_STANDIN-$nightshift}" \
		"$@" >"$run/results" 2>&1
	printf '%s\n' "$wanted" >"$run/wanted"
	if cmp -s "$run/wanted" "$run/results"; then
		ok "$point"
	else
		not_ok "$point" "$(diff -u "$run/wanted" "$run/results"; tail -n 15 "$run"/out/*/log)"
	fi
}

# passed: the units whose verdicts the required check counted.
passed() { tr '\t\n' ': ' <"$run/out/required/work/passed.tsv"; }
missing() { tr '\t\n' ': ' <"$run/out/required/work/missing.tsv"; }

echo '[]' >"$work/issues"
cat >"$work/jobs" <<'END'
{"jobs": [{"name": "t: test on linux", "url": "https://github.example/job/1", "conclusion": "failure"},
{"name": "t: test on mac", "url": "https://github.example/job/2", "conclusion": "success"},
{"name": "t: issue", "url": "https://github.example/job/3", "conclusion": ""}]}
END
