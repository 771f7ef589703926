#!/bin/sh
# With few descriptors, a command does what it does with many, or says that it lacks them: no other cause is named, such as a make that is
# not there or a commit that is unknown.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p repo/t
cd repo || exit 3
cat >t/suite.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="arm" system="aarch64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <seed from="commit" fallback="4711" env="S"/>
  <run>true</run>
  <variant name="v"/>
  <module name="one" seed="head"/>
</suite>
END
echo .nightshift >.gitignore
repository .
"$nightshift" generate -q -f t/suite.xml
git add -A
git commit -qm generated
"$nightshift" run -q -f t/suite.xml >/dev/null 2>&1

# few COMMAND...: with each number of descriptors that could be too small.
few() {
	run "$nightshift" "$@" -f t/suite.xml
	wanted="$status $out $err" wrong=
	[ "$status" -le 1 ] || not_ok "$1: with many descriptors" "$wanted"
	for n in 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		run sh -c 'ulimit -n $1; shift; exec "$@"' sh "$n" "$nightshift" "$@" -f t/suite.xml
		printf '%s\n' "$err" >>"$work/said"
		[ "$status $out $err" = "$wanted" ] && continue
		case $status$err in
		[!0]*"Too many open files"* | 3*"cannot start make"*) ;;
		*) wrong="$wrong
$n: $status $out $err" ;;
		esac
	done
	[ -z "$wrong" ]
	check "$*" "$wrong"
}

few lint
few generate --no-record
few generate
few qualify
few replay last v-one
few coverage
few affected --base=HEAD

# What was said, where libraries need as many as here.
[ "$(uname)" = Linux ] || finish
while read -r text; do
	grep -qxF "$text" "$work/said"
	check "said: $text" "$(sort -u "$work/said")"
done <<END
nightshift: cannot start make, to read 't/tests.mk' back
nightshift: cannot read 'nix/s.json': Too many open files
nightshift: cannot open '$PWD/.nightshift/record.db': Too many open files
nightshift: cannot read 'HEAD' in the repository: Too many open files
END
finish
