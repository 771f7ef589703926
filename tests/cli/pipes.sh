#!/bin/sh
# Where output goes: somebody who stops listening, and files that the user names which are a device, a FIFO, a descriptor or a link.
# shellcheck source=tests/tap/lib.sh disable=SC2016
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p repo/t tmp
TMPDIR=$work/tmp
export TMPDIR
cd repo || exit 3
cat >t/suite.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="arm" system="aarch64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>echo "$TMPDIR" >"$TMPDIR/file"</run>
  <variant name="v"/>
  <discover as="modules">seq -f m%g 20</discover>
</suite>
END
echo .nightshift >.gitignore
repository .
"$nightshift" generate -q -f t/suite.xml
plan=0123456789012345678901234567890123456789

# --- nobody listens any more

# unheard NAME STATUS COMMAND...: into a pipe that nobody reads any more; that status comes back, and no temporary folder stays.
unheard() {
	name=$1 wanted=$2
	shift 2
	{
		until_true test -e closed
		"$@" 2>err
		echo $? >status
	} | {
		exec 0<&-
		: >closed
	}
	until_true test -s status
	equal "$name, unheard: its status, and what is left in TMPDIR" "$wanted " "$(cat status) $(ls -A "$TMPDIR")"
	rm status closed
}

"$nightshift" run -q >/dev/null 2>&1 # so that there is a record to report
unheard run 3 "$nightshift" run -f t/suite.xml
equal "which says why" "nightshift: cannot write to standard output: Broken pipe" "$(tail -n 1 err)"
run "$nightshift" replay last v-m20 -f t/suite.xml
equal "but all of it is in the record" "0 v-m20 pass" "$status $(echo "$out" | sed -n 's/^\([^ ]*\) in run .*: \(pass\),.*/\1 \2/p')"
unheard "run --plan" 0 "$nightshift" run -q --plan nix/s.json
unheard report 141 "$nightshift" report -f t/suite.xml --format html
unheard "report --format json" 141 "$nightshift" report -f t/suite.xml --format json
unheard "record --export" 141 "$nightshift" record -f t/suite.xml --export -
unheard record 141 "$nightshift" record -f t/suite.xml t/build/nightshift
unheard exec 0 "$nightshift" exec -- 'seq 100000; echo >"$TMPDIR/file"'
unheard "exec of a unit" 0 "$nightshift" exec --heartbeat=0.1 --results=r --suite=s --plan=$plan --run=r --unit=u -- 'sleep 0.5; echo >"$TMPDIR/file"'
equal "which has its verdict" "pass end" "$(sed -n -e 's/^verdict //p' -e '$p' r/u/verdict | tr '\n' ' ' | sed 's/ $//')"

# --- what stands in the place of a file that the user names

report() { "$nightshift" report -f t/suite.xml -o "$1"; }
junit() { "$nightshift" run -q -f t/suite.xml --no-record --junit="$1" m1; }
export_to() { "$nightshift" record -f t/suite.xml --export="$1"; }
for how in report junit export_to; do
	mkfifo fifo
	cat fifo >heard &
	$how fifo >/dev/null 2>&1
	wait
	[ -p fifo ] && [ -s heard ]
	check "$how: a FIFO is written to, and stays"
	rm fifo
	ln -s "$PWD/to/real" link
	mkdir to
	$how link >/dev/null 2>&1
	[ -L link ] && [ -s to/real ]
	check "$how: a link to nothing yet stays, and its file is made"
	echo old >to/real
	ln to/real to/other
	$how link >/dev/null 2>&1
	[ -L link ] && [ -s to/real ] && [ "$(cat to/real)" != old ] && [ "$(cat to/other)" = old ]
	check "$how: a link stays, and its file is replaced by rename"
	equal "$how: and nothing else is there" "other real" "$(ls -A to | tr '\n' ' ' | sed 's/ $//')"
	rm -r to link
	# By a link of our own: a mistake, tested as root, would replace the system's /dev/stdout by a file.
	ln -s /dev/fd/1 descriptor
	{
		echo first
		$how descriptor
		echo last
	} >all 2>/dev/null
	rm descriptor
	equal "$how: a descriptor is written where it stands" "first last" "$(sed -n -e '1p' -e '$p' all | tr '\n' ' ' | sed 's/ $//')"
	[ "$(wc -l <all)" -gt 3 ]
	check "$how: all of it" "$(cat all)"
	$how /dev/stdout 2>/dev/null | cat >piped
	[ -s piped ]
	check "$how: so is /dev/stdout"
	mkdir to
	run $how to
	equal "$how: a folder is no file" "3 nightshift: cannot write 'to': Is a directory" "$status $err"
	quiet "$how: and nothing is left beside it" find . -name 'to?*' -o -path './to/*'
	rmdir to
done
if [ "$(uname)" = Linux ] && root mknod null c 1 3 2>/dev/null && root chmod 666 null && echo 2>/dev/null >null; then
	for how in report junit export_to; do
		$how null >/dev/null 2>&1
		[ -c null ]
		check "$how: a device stays" "$(ls -l null)"
	done
fi
finish
