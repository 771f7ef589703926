#!/bin/sh
# What a discovery asks is built first: by generate, and by run where it makes the modules. Nobody is sent in a circle, whatever is missing or
# old; what only looks builds nothing; and two processes never build in one folder.
# shellcheck source=tests/tap/lib.sh disable=SC2016
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

seed=none # of nothing here

# project FOLDER DISCOVER: a suite whose programs are copies of prog.sh, with that <discover>; nothing is generated.
project() {
	mkdir -p "$1/t"
	cat >"$1/t/suite.xml" <<-END
		<suite name="s" dir="t">
		<platform name="here" system="$system" runner="u" pr="checked" merge="checked" nightly="checked"><env name="MACHINE" value="it's here"/></platform>
		<env name="S" value="s"/>
		<prepare><command>echo "prepare \$MACHINE \$S" &gt;&gt;log</command></prepare>
		<program path="build/{variant}/prog"><command>echo "build {variant} \$MACHINE \$S \$V" &gt;&gt;log; echo "compiling {variant}"; mkdir -p build/{variant} &amp;&amp; cp prog.sh {program}</command></program>
		<run>sh {program} {module}</run>
		<variant name="v"><env name="V" value="1"/></variant><variant name="w"/>
		$2
		</suite>
	END
	printf '%s\n' 'case $1 in --list) printf "%s\n" a b ;; a | b) [ ! -e hold ] || { : >held; until [ -e go ]; do sleep 0.01; done; } ;; *) exit 1 ;; esac' >"$1/t/prog.sh"
	printf '%s\n' build .nightshift log held hold go >"$1/.gitignore"
	repository "$1"
	cd "$1" || exit 3
}
# built: what was built since the last time.
built() { LC_ALL=C sort t/log 2>/dev/null | tr '\n' ' ' | sed 's/ $//'; rm -f t/log; }
all="build v it's here s 1 build w it's here s prepare it's here s"
advice="note: a discovery asks this program, which may be older than its source: 'nightshift generate' builds it first"

# --- compared with the modules ------------------------------------------------------------------------------------------

project check '<module name="a"/><module name="b"/><discover expect="4">sh {program} --list</discover>'
for command in lint "generate --check" "generate --diff" plan "generate --no-build"; do
	# shellcheck disable=SC2086
	run "$nightshift" $command -f t/suite.xml
	equal "$command, nothing is built: it builds nothing, fails, and says what does" "2 2 1 " "$status $(grep -c "' failed with status " "$work/.err") $(grep -c "$advice" "$work/.err") $(built)"
done
run "$nightshift" generate --no-record -f t/suite.xml
equal "generate, nothing is built: what all discoveries ask is built, in the environment of a build, and it says so" "0 wrote nix/s.json
wrote t/tests.mk nightshift: building what all programs need, for a discovery; what that prints is in t/build/nightshift/.build/+prepare.log
nightshift: building the programs of variant 'v', for a discovery; what that prints is in t/build/nightshift/.build/v.log
nightshift: building the programs of variant 'w', for a discovery; what that prints is in t/build/nightshift/.build/w.log $all" "$status $out $err $(built | sed 's/w .*s  prep/&/; s/s *prepare/s prepare/')"
equal "and what the commands print is in a log" "compiling v" "$(cat t/build/nightshift/.build/v.log)"
repository .
run "$nightshift" generate -q --no-record --no-discover -f t/suite.xml
equal "generate --no-discover asks nothing, so it builds nothing" "0   " "$status $out $err $(built)"

sed -i.old 's/<module name="b"/<module name="c"/' t/suite.xml
sed -i.old 's/ a b ;; a | b/ a c ;; a | c/' t/prog.sh
rm -f t/*.old
run "$nightshift" lint -f t/suite.xml
equal "a test has another name: lint asks the old program, and says that it may be old" "2 4 1" "$status $(grep -c ': error: ' "$work/.err") $(grep -c "$advice" "$work/.err")"
run "$nightshift" run -q --no-record -f t/suite.xml
equal "run says that generate comes first" "2 t/tests.mk: error: is not what the manifest says: run 'nightshift generate' first" "$status $err"
run "$nightshift" generate -q --no-record -f t/suite.xml
equal "and generate builds the new program, and writes" "0 " "$status $err"
run "$nightshift" run -q --no-record -f t/suite.xml
equal "then run runs" "0 4 units in T: 4 passed" "$status $(timeless "$out")"
rm -f t/log

sed -i.old 's/<module name="c"/<module name="d"/' t/suite.xml
rm -f t/*.old
run "$nightshift" generate -q --no-record -f t/suite.xml
equal "if the program is new and disagrees, nothing is said of its age" "2 4 0" "$status $(grep -c ': error: ' "$work/.err") $(grep -c note: "$work/.err")"

# --- they make the modules ----------------------------------------------------------------------------------------------

cd "$work" || exit 3
project modules '<discover as="modules">sh ./build/v/prog --list</discover>'
run "$nightshift" generate -q --no-record -f t/suite.xml
equal "only the program that a discovery names is built" "0  build v it's here s 1 prepare it's here s" "$status $err $(built)"
repository .
git clean -fdxq
run "$nightshift" coverage -f t/suite.xml
equal "a question builds nothing, and says what does" "2 1 " "$status $(grep -c "$advice" "$work/.err") $(built)"
run "$nightshift" run --no-build --no-record -f t/suite.xml
equal "nor does run --no-build" "2 1 " "$status $(grep -c "$advice" "$work/.err") $(built)"
run "$nightshift" run -q --no-record -f t/suite.xml
equal "run in a clean clone builds, asks, builds what is left, and nothing twice" "0 4 units in T: 4 passed $all" "$status $(timeless "$out") $(built | sed 's/s *prepare/s prepare/')"

# What holds the tree is waited for, or refused: two commands must not build in one folder.
: >t/hold
"$nightshift" run -q --no-record -j1 -f t/suite.xml v-a >/dev/null 2>&1 &
until_there t/held
rm -f t/log
run "$nightshift" run -q --no-record --no-wait -f t/suite.xml
equal "run --no-wait does not build while another run is there" "4 process N runs units in this tree: wait for it, or leave out --no-wait " "$status $(hostless "$err" | sed 's/nightshift: error: //; s/process [0-9]* on HOST, since THEN/process N/') $(built)"
"$nightshift" generate --no-record -f t/suite.xml >/dev/null 2>"$work/waits" &
generate=$!
until_true grep -q waiting "$work/waits"
quiet "generate waits" built
: >t/go
wait $generate
equal "and builds when the run has ended" "0 build v it's here s 1 prepare it's here s" "$? $(built)"
wait
rm -f t/hold t/held t/go

sed -i.old 's/cp prog/cp nothing/' t/suite.xml
rm -f t/*.old
for command in generate run; do
	run "$nightshift" $command -q --no-record -f t/suite.xml
	equal "$command: what does not build is told, with what it printed" "2 t/suite.xml:5:1: error: the programs of variant 'v' could not be made (status 1), so no discovery can ask; the end of t/build/nightshift/.build/v.log follows
| compiling v" "$status $(printf '%s\n' "$err" | sed -n '/error:/p; /^| comp/p')"
done

# --- what names a program -----------------------------------------------------------------------------------------------

# asks TEXT: is something built for a discovery with this text?
asks() {
	cd "$work" || exit 3
	rm -rf names
	project names "<module name='a'/><module name='b'/><discover>( $1 ) &gt;/dev/null 2&gt;&amp;1; echo a; echo b</discover>"
	"$nightshift" generate -q --no-record -f t/suite.xml || return
	built | grep -o 'build [vw]' | tr '\n' ' ' | sed 's/ $//'
}
for text in 'test -e build/v/prog' './build/v/prog' 'x=build/v/prog' "echo 'build/v/prog'" 'build/v/prog; true'; do
	equal "it is built for: $text" "build v" "$(asks "$text")"
done
for text in 'echo build/v/program' 'echo rebuild/v/prog' 'echo /build/v/prog' 'echo build/v' 'echo build/v/prog.c'; do
	quiet "nothing is built for: $text" asks "$text"
done
equal "both are built for: {variant}" "build v build w" "$(asks 'echo {variant}')"
finish
