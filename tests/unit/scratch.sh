#!/bin/sh
# What a unit finds as its TMPDIR is so little longer than the user's that a Unix socket can lie in it, also where both are as on macOS: by
# exec, batch, workers, a run, and make.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"
plan=0123456789012345678901234567890123456789

longer=$(sed -n 's/^Its path is at most \([0-9]*\) characters longer than.*/\1/p' "$top/gen/man/nightshift-run.1")
[ "${longer:-0}" -gt 0 ]
check "the manual says how much longer TMPDIR of a unit is" "$longer"
grep -q "own \`TMPDIR\`, whose path is at most $longer characters longer than yours" "$top/gen/guide/running.md"
check "and so does the guide"

# A folder whose path has 49 characters, the last of them a slash, as on macOS.
short=$(mktemp -d /tmp/n.XXXXXX) || exit 3
undo="rm -rf '$short'"
given=$short/folders/zz/zyxvpxvq6csf
while [ ${#given} -lt 48 ]; do given=${given}0; done
given=$given/
mkdir -p "$given"
equal "the folder is like that of macOS" 49 "${#given}"

# A unit binds a socket with a name of 20 characters, and says how long the path was and how long its TMPDIR is.
cat >"$work/bind" <<END
#!/bin/sh
exec python3 - "\$TMPDIR" <<'PYTHON'
import os, socket, sys
path = os.path.join(sys.argv[1], "a-socket-of-a-test-0")
socket.socket(socket.AF_UNIX).bind(path)
with open("$work/said", "a") as said:
    print(len(sys.argv[1]) - len("$given"), "room" if len(os.path.basename(path)) == 20 and len(path) < 104 else "no room", file=said)
PYTHON
END
chmod +x "$work/bind"

# fits NAME COUNT: so many units said that they have room, and that none of their folders is longer than the manual says.
fits() {
	most=$(sort -n said 2>/dev/null | sed -n '$s/ .*//p')
	[ "$(grep -c ' room$' said)" = "$2" ] && [ "$(wc -l <said | tr -d ' ')" = "$2" ] && [ "${most:-99}" -le "$longer" ]
	check "$1: a socket can be bound in TMPDIR" "$(cat said 2>&1) $out $err"
	# The given path ends with a slash, which is not there twice.
	equal "$1: TMPDIR is as much longer as it says" "$((longer - 1))" "$most"
	rm -f said
}
export TMPDIR="$given"
run "$nightshift" exec --unit=u --results=results --suite=s --plan=$plan --run=r -- "$work/bind"
fits exec 1
run "$nightshift" exec "$work/bind"
fits "exec without a unit" 1
run "$nightshift" exec -- "$nightshift" exec -- sh -c 'echo "${#TMPDIR}"'
equal "one within the other is that much longer again" "$((48 + 2 * longer))" "$out"
{ printf 'a\t%s/bind\n' "$work"; printf 'b\t%s/bind; exit\n' "$work"; } >units
run "$nightshift" batch --units=units --results=results --suite=s --plan=$plan --run=r
fits batch 2
printf '%s\n' '#!/bin/sh' 'while read -r unit; do "$1" && echo "ok 1 - $unit"; done' >worker
chmod +x worker
printf 'c\n' >units
run "$nightshift" batch --units=units --results=results --suite=s --plan=$plan --run=r --worker="./worker $work/bind"
fits "a worker" 1
export TMPDIR="${given%/}"
run "$nightshift" exec -- sh -c 'echo ${#TMPDIR}'
equal "without a slash at the end it is the same" "$((48 + longer))" "$out"
unset TMPDIR
run "$nightshift" exec -- sh -c 'echo ${#TMPDIR}'
equal "without TMPDIR it is in /tmp" "$((4 + longer))" "$out"

small r <<END
<run>$work/bind</run>
<worker name="w">while read -r unit; do $work/bind &amp;&amp; echo "ok 1 - \$unit"; done</worker>
<variant name="v"/>
<module name="text"/>
<module name="asked" worker="w"/>
END
export TMPDIR="$given"
mv "$work/said" said 2>/dev/null
run "$nightshift" run --no-record -q
mv "$work/said" said
fits "run" 2
run "$nightshift" run --plan nix/s.json -q
mv "$work/said" said
fits "run --plan" 2
if make_is_fit; then
	run "$make" -s -f tests.mk s_nightshift="$nightshift" s-test
	mv "$work/said" said
	fits "make with exec and batch" 2
else
	skip "make with exec and batch" "make is no GNU Make from 4.3"
fi
cd "$work" || exit 3
finish
