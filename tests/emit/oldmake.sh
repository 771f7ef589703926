#!/bin/sh
# tests.mk under a GNU Make that cannot read it stops at once and says what to install; one that can is never stopped. And it finds the
# platform of the machine where make does not know what it was built for. MAKE_OLD=/path/of/make tries a real one from before 4.3, too.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what sed is told
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p "$work/a folder/t"
cd "$work/a folder" || exit 3
cat >t/suite.xml <<'END'
<suite name="3-old" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="arm" system="aarch64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="intel" system="x86_64-darwin" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <program path="prog"><command>echo built &gt;&gt;built; printf '#!/bin/sh\n' &gt;prog; chmod +x prog</command></program>
  <run>./prog</run>
  <variant name="v"/>
  <module name="a"/>
</suite>
END
repository .
"$nightshift" generate -q --no-record -f t/suite.xml || not_ok "generate"
printf 'all:\n\t@echo the own first target\ninclude t/tests.mk\n' >Makefile

# --- versions

line=$(sed -n '/^$(error /=' t/tests.mk)
# said VERSION: what an older make says.
said() {
	echo "t/tests.mk:$line: *** 3-old: this file needs GNU Make 4.3 or later, and this is $1; macOS: brew install make, then gmake.  Stop."
}
equal "it is asked before anything else is read" "$line" "$(sed -n '/^[^#]/=' t/tests.mk | sed -n 3p)"
for version in 3.79.1 3.80 3.81 3.82 3.99.90 4.0 4.1 4.2 4.2.1 4.2.90; do
	run "$make" -f t/tests.mk MAKE_VERSION=$version 3-old-test
	ends "GNU Make $version: it stops, and says what to install" 2 "$(said $version)" ""
	run "$make" MAKE_VERSION=$version
	ends "GNU Make $version, by another makefile: so, too" 2 "$(said $version)" ""
done
for version in 4.3 4.3.90 4.4 4.4.1 4.10 4.20 4.30.1 5.0 10.1 30.2 40.1; do
	run "$make" -f t/tests.mk MAKE_VERSION=$version 3-old-list
	ends "GNU Make $version reads it" 0 "" v-a
done
run env MAKE_VERSION=3.81 "$make" -f t/tests.mk 3-old-list
ends "a MAKE_VERSION in the environment is not that of make" 0 "" v-a
run env MAKE_VERSION=3.81 "$make" -e -f t/tests.mk 3-old-list
ends "nor is it with -e" 0 "" v-a
run env MAKE_VERSION=4.4 "$make" -f t/tests.mk .FEATURES="target-specific order-only" 3-old-list
ends "an older make with it is still an older one" 2 "$(said "an older one")" ""

for old in ${MAKE_OLD-}; do
	version=$("$old" --version | sed -n '1s/GNU Make //p')
	for options in "" -k -n -t -s -j4 -B; do
		# shellcheck disable=SC2086 # words, or none
		run "$old" $options -f t/tests.mk 3-old-test
		ends "$old ($version)${options:+ $options}: it stops" 2 "$(said "$version")" ""
		# shellcheck disable=SC2086
		run "$old" $options
		ends "$old ($version)${options:+ $options}, by another makefile" 2 "$(said "$version")" ""
	done
	run env MAKE_VERSION=4.4 "$old" -f t/tests.mk 3-old-test
	ends "$old, which the environment calls 4.4" 2 "$(said "an older one")" ""
done
[ ! -e t/built ]
check "nothing was built"

# --- the platform

mkdir "$work/bin"
printf '#!/bin/sh\ncase $1 in -m) echo "$MACHINE" ;; -s) echo "$SYSTEM" ;; esac\n' >"$work/bin/uname"
chmod +x "$work/bin/uname"
# platform NAME WANTED COMMAND...: how that make calls this machine.
platform() {
	name=$1 wanted=$2
	shift 2
	# shellcheck disable=SC2016 # of make
	run "$@" -f t/tests.mk --eval 'which: ; @echo $(_3_old_platform)' which
	ends "$name: ${wanted:-none}" 0 "" "$wanted"
}
for pair in x86_64-pc-linux-gnu=linux aarch64-unknown-linux-gnu=arm aarch64-apple-darwin23.6.0=mac arm-apple-darwin22=mac \
	x86_64-apple-darwin21.1=intel amd64-portbld-freebsd14.1= powerpc64le-unknown-linux-gnu=; do
	platform "make was built for ${pair%=*}" "${pair#*=}" "$make" MAKE_HOST="${pair%=*}"
done
for pair in Linux/x86_64=linux Linux/aarch64=arm Darwin/arm64=mac Darwin/x86_64=intel FreeBSD/amd64= Linux/s390x=; do
	on=${pair%=*}
	platform "make does not know, and uname says $on" "${pair#*=}" env PATH="$work/bin:$PATH" SYSTEM="${on%/*}" MACHINE="${on#*/}" "$make" MAKE_HOST=
	platform "the environment has a MAKE_HOST, and uname says $on" "${pair#*=}" \
		env PATH="$work/bin:$PATH" SYSTEM="${on%/*}" MACHINE="${on#*/}" MAKE_HOST=build.example.org "$make"
done
finish
