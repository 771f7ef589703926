#!/bin/sh
# DYLD_* of a manifest's <env> reach builds, fixtures, units and workers, although macOS takes them away from each program of the system that
# starts: /bin/sh, timeout, env. Here such programs stand in the place of these, in a mount namespace of this script's own.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
if [ "${1-}" != inside ] && unshare --map-root-user --mount true 2>/dev/null; then
	exec unshare --map-root-user --mount sh "$0" inside
fi
inside=${1-}
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

# protect PROGRAM...: from now on each of them loses DYLD_* when it starts.
protect() {
	mkdir -p "$work/real"
	${CC:-cc} -static -O1 -DPROTECTED="\"$work/real\"" -o "$work/protected" "$top/tests/run/lib/protected.c" 2>/dev/null ||
		${CC:-cc} -O1 -DPROTECTED="\"$work/real\"" -o "$work/protected" "$top/tests/run/lib/protected.c" || return
	for program; do
		path=$(command -v "$program") && cp -L "$path" "$work/real/$program" || return
	done
	mount --make-rprivate / 2>/dev/null
	for program; do
		mount --bind "$work/protected" "$(command -v "$program")" || return
	done
}
sh_path=$(python3 -c 'import os; print(os.path.realpath("/bin/sh"))')
if [ "$inside" != inside ] || ! cp "$sh_path" "$work/shell" || ! protect sh timeout env nice; then
	skip "programs that lose DYLD_*" "nothing can be mounted here"
	finish
fi
# The file that is mounted over has another name than sh.
cp "$work/shell" "$work/real/$(basename "$sh_path")"
equal "sh loses it here" "lost" "$(DYLD_X=1 /bin/sh -c 'echo "${DYLD_X-lost}"')"
equal "so does timeout" "lost" "$(DYLD_X=1 timeout 60 "$work/shell" -c 'echo "${DYLD_X-lost}"')"

# Each part of the suite says what it has.
mkdir r
cat >r/nightshift.xml <<END
<suite name="s">
<platform name="here" system="$system" runner="u" pr="checked" merge="checked" nightly="checked"><env name="DYLD_ALL" value="of 'all' \$HOME"/></platform>
<program path="made-{variant}"><command>echo "build: \$DYLD_ALL" &gt;&gt;said; : &gt;made-{variant}</command></program>
<run timeout="600">echo "{unit}: \$DYLD_ALL, \$DYLD_LIBRARY_PATH" &gt;&gt;said</run>
<pool name="p" devices="one two" lock="echo &quot;lock: \$DYLD_LIBRARY_PATH&quot; &gt;&gt;said; env nice"/>
<fixture name="f" key="k" output="made-f"><command>echo "fixture: \$DYLD_ALL" &gt;&gt;said; : &gt;"\$NIGHTSHIFT_OUTPUT"</command></fixture>
<worker name="w">while read -r unit; do echo "\$unit: \$DYLD_ALL, \$DYLD_LIBRARY_PATH" &gt;&gt;said; echo "ok 1 - \$unit"; done</worker>
<worker name="x" pool="p">while read -r unit; do echo "\$unit: \$DYLD_ALL, \$DYLD_LIBRARY_PATH" &gt;&gt;said; echo "ok 1 - \$unit"; done</worker>
<variant name="v"><env name="DYLD_LIBRARY_PATH" value="/a b:c"/></variant>
<module name="asked" worker="w"/>
<module name="both" worker="x" pool="p"/>
<module name="device" pool="p"/>
<module name="text" needs="f"/>
</suite>
END
printf '%s\n' build .nightshift said 'made*' >r/.gitignore
repository r
cd r || exit 3
"$nightshift" generate -q || not_ok "generate"
repository .

all="of 'all' \$HOME"
wanted="build: $all
fixture: $all
lock: /a b:c
lock: /a b:c
v-asked: $all, /a b:c
v-both: $all, /a b:c
v-device: $all, /a b:c
v-text: $all, /a b:c"
# reach NAME WANTED COMMAND...
reach() {
	name=$1 expected=$2
	shift 2
	rm -rf build said made*
	run "$@"
	equal "$name" "0 $expected" "$status $(sort said)"
}
reach "they reach all that a run starts" "$wanted" "$nightshift" run --no-record -q -j2 --platform=here
reach "and by run --plan" "$wanted" "$nightshift" run --plan nix/s.json -q -j2 --platform=here
if make_is_fit; then
	reach "and by make with nightshift" "$wanted" "$make" -s -f tests.mk s_nightshift="$nightshift" s_platform=here s-test
	reach "and by make alone" "$(printf '%s\n' "$wanted" | grep -v -e lock: -e both -e device)" "$make" -s -f tests.mk s_platform=here s-test-v-text s-test-v-asked
else
	skip "make" "it is no GNU Make from 4.3"
fi
run env -i "PATH=$PATH" "$work/shell" -c 'export DYLD_X="it'\''s"; exec "$1" exec -- "echo \"\$DYLD_X\"; true"' sh "$nightshift"
ends "what exec itself has, its text has, too" 0 "" "it's"
run "$work/shell" -c 'export DYLD_X="it"; printf "a\techo \"\$DYLD_X\"\n" >units; exec "$1" batch -q --results=results --suite=s --plan=0123456789012345678901234567890123456789 --run=r --units=units' sh "$nightshift"
equal "and what batch has, its units" "0 it" "$status $(cat results/a/log)"
finish
