# What the tests of the make include share: a suite, generated and in a repository, whose folder they work in.
#
# THROUGH=run in the environment: every unit is run by `nightshift run`.
# shellcheck shell=sh
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
through=${THROUGH-}
[ -z "$through" ] || export s_nightshift="$nightshift" v_nightshift="$nightshift" k_nightshift="$nightshift" _3_my_suite_x_nightshift="$nightshift"

# A suite of two variants. ./compile makes a program and says so; the program does what its module's name says. With TOGETHER=N no unit
# ends before N have printed their line.
mkdir -p repo/suite
cat >repo/suite/suite.xml <<'END'
<suite name="s" dir="suite">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="arm" system="aarch64-linux" runner="r" pr="build" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="build" nightly="checked"><env name="ON" value="mac's"/></platform>
  <platform name="intel" system="x86_64-darwin" runner="r" pr="none" merge="build" nightly="none"><gap reason="no machine"/></platform>
  <seed from="commit" fallback="4711" env="SEED"/>
  <env name="LEVEL" value="suite"/>
  <program path="build/{variant}/prog"><command>./compile {variant} {program}</command></program>
  <run>{program} {module} {from} {to}</run>
  <variant name="a"/>
  <variant name="b"><env name="LEVEL" value="b"/></variant>
  <module name="heavy" variants="b" seconds="9"/>
  <module name="range" from="0" to="9" chunks="2" seconds="4"/>
  <module name="head" seed="head" seconds="3"/>
  <module name="fixed" seed="99" seconds="2.5" variants="a"/>
  <module name="deep" lane="merge" reason="long" seconds="2.25"/>
  <module name="soak" lane="nightly" reason="longer" seconds="8"/>
  <module name="only_linux" platforms="linux intel" reason="needs it" seconds="0.5"/>
  <module name="not_there" platforms="linux" lane="nightly" reason="needs it" seconds="0.25" variants="a"/>
  <shards lane="pr" platform="linux" count="3"/>
  <shards lane="nightly" platform="linux" count="2" jobs="2"/>
  <shards lane="nightly" platform="mac" count="4"/>
</suite>
END
cat >repo/suite/compile <<'END'
#!/bin/sh
echo "$1" >>built
[ -z "${BUILD_SECONDS-}" ] || sleep "$BUILD_SECONDS"
mkdir -p "$(dirname "$2")"
cat >"$2" <<'PROGRAM'
#!/bin/sh
echo "$0 $*, seed ${SEED-none}, level $LEVEL, on ${ON-none}, out ${out-none}, make ${MAKEFLAGS-none}"
[ "$1" != heavy ] || sleep "${HEAVY_SECONDS-0}"
[ "$1" != heavy ] || [ -z "${HEAVY_UNTIL-}" ] || until [ -e "$HEAVY_UNTIL" ]; do sleep 0.02; done
[ -z "${UNIT_SECONDS-}" ] || sleep "$UNIT_SECONDS"
[ -z "${TOGETHER-}" ] || until [ "$(find build/nightshift -name log -size +0 | wc -l)" -ge "$TOGETHER" ]; do sleep 0.02; done
PROGRAM
chmod +x "$2"
END
chmod +x repo/suite/compile
repository repo
"$nightshift" generate --no-record -q -C repo -f suite/suite.xml || not_ok "generate"
cd repo/suite || exit 3
results=build/nightshift
# shellcheck disable=SC2034 # for those who source this
seed=$("$nightshift" seed -f suite.xml)

clean() { rm -rf build built; }
# start ARGUMENT...: run make as on the first platform; what it says is in $out and $err.
start() { run $make -f tests.mk s_platform=linux "$@"; }
# units TARGET [ARGUMENT]...: what make would run for it, in its order.
units() { $make -n -f tests.mk "$@" 2>/dev/null | sed -n -e 's/^.*; s_unit \([^ ]*\) .*/\1/p' -e '/^echo .* run --plan=/{' -e 's/.*--fail-fast *//;s/--lane=[^ ]* *//;s/--results=[^ ]* *//' -e p -e '}' | tr ' ' '\n'; }
# started: the units in the order they began; each prints its line at once.
started() { (cd $results && ls -1tr -- */log) | sed 's,/log,,'; }
key() { sed -n "s/^$2 //p" "$results/$1/verdict"; }
