#!/bin/sh
# nightshift batch: what it refuses: units, arguments, folders; and programs or workers that are no good.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/batch.sh
. "$top/tests/unit/lib/batch.sh"

# refuses NAME MESSAGE ARGUMENT...: batch with these arguments ends with 2 and that message alone.
refuses() {
	point=$1 message=$2
	shift 2
	bare "$@"
	ends "$point" 2 "$message" ""
}
# refused MESSAGE LINE...: of what stands in the units.
refused() {
	message=$1
	shift
	printf '%s\n' "$@" >units
	batch -j2
	ends "these units are refused: $(printf '%s' "$message" | head -n 1)" 2 "$message" ""
	[ ! -e results ] || not_ok "nothing is written then" "$(find results)"
}
refused "units: error: there are no units: give one line for each" ""
refused "units:2:1: error: '../x' is not a name of a unit ([A-Za-z0-9_.+-])" "a${tab}ok a" "../x${tab}ok"
echo a >units
refuses "a unit without a command is refused where there is no worker" "units:1:1: error: unit 'a' has nothing to run: write its command after a tab" --units=units
printf '%s\n' a b >units
run "$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r --units=units --worker='while read -r asked; do echo "ok - $asked"; done'
equal "a worker is asked for a unit by its name, if nothing else stands there" "a pass 0
b pass 0" "$(verdicts)"
rm -rf results
refused "units:1:1: error: the count of 'a' is '0', but must be a number from 1" "a${tab}ok a${tab}0"
refused "units:1:1: error: unit 'a' needs 3 devices, but there are only 2" "a${tab}ok a${tab}3" "b${tab}ok b"
refused "units:1:1: error: the timeout of 'a' is 'soon', but must be a number of seconds" "a${tab}ok a${tab}${tab}soon"
refused "units:1:1: error: the attempts of 'a' are '1 2', but must be a number from 1" "a${tab}ok a${tab}${tab}${tab}1 2"
refused "units:1:1: error: the skip status of 'a' is '124', but must be a number from 1 to 123" "a${tab}ok a${tab}${tab}${tab}${tab}${tab}${tab}124"
refused "units:1:1: error: the skip status of 'a' is '0', but must be a number from 1 to 123" "a${tab}ok a${tab}${tab}${tab}${tab}${tab}${tab}0"
refused "units:1:1: error: the protocol of 'a' is 'tapp', but must be exit, tap or junit" "a${tab}ok a${tab}${tab}${tab}${tab}tapp"
refused "units:1:1: error: unit 'a' needs protocol junit and a report, or neither" "a${tab}ok a${tab}${tab}${tab}${tab}${tab}r.xml"
refused "units:1:1: error: the part of 'a' is '12${tab}3', but must be 64 hex digits" "a${tab}ok a${tab}${tab}${tab}${tab}${tab}${tab}${tab}${tab}12${tab}3"
refused "units:1:1: error: unit 'a' has a protocol, but its worker answers for it" "a${tab}ok a${tab}${tab}${tab}${tab}tap"
refused "units:4:1: error: unit 'A' differs from 'a' only in case, so that their folders would be the same on macOS
units:1:1: note: the other is here" "a${tab}ok a" "b${tab}ok b" "B2${tab}ok B2" "A${tab}ok A"
refused "units:1:1: error: 'journal' is the name of a file in the folder of results, so no unit may have it" "Journal${tab}ok a"
refused "units:3:1: error: unit 'a' is named twice" "a${tab}ok a" "b${tab}ok b" "a${tab}ok a"
refuses "an empty standard input is refused" "standard input: error: there are no units: give one line for each" </dev/null
refuses "a file of units that is not there is refused" "nowhere: error: cannot be read: No such file or directory" --units=nowhere
run "$nightshift" batch --results=results --run='a b' --device=x --device='y z' --device=x --pool=../p
ends "options that are missing or wrong are refused, all at once" 2 "nightshift: error: 'batch' needs --suite
nightshift: error: 'batch' needs --plan
nightshift: error: --run is 'a b', but must be at most 128 of A-Z a-z 0-9 _ . : + -
nightshift: error: --pool is '../p', but must be a name
nightshift: error: --device is 'y z', but must be a name without blanks
nightshift: error: device 'x' is named twice" ""
# shellcheck disable=SC2046
refuses "251 devices are refused" "nightshift: error: there are 251 devices, but at most 250 are allowed" $(seq -f '--device=d%g' 251)
lines ok_1 ok_2 >units
batch --program=units --program=nowhere/tests
ends "--program with one that is not there fails every unit with that reason" 1 "fail ok_1 (status 127): there is no program 'nowhere/tests' to run
fail ok_2 (status 127): there is no program 'nowhere/tests' to run" ""
equal "--program with one that is not there gives every unit a verdict" "ok_1 fail 127
ok_2 fail 127" "$(verdicts)"
printf 'big\t%s\n' "$(head -c 200000 /dev/zero | tr '\0' x)" >units
rm -rf results
bare --units=units --worker='sleep 60'
ends "a worker that does not read what it is asked fails the unit" 1 "fail big (status 1): its worker does not read what it is asked; the end of results/big/log:
| nightshift: its worker does not read what it is asked" ""
lines ok_1 >units
: >file
run "$nightshift" batch --results=file --suite=s --plan=$plan --run=r --units=units --worker="$worker"
ends "a file where the folder of results belongs ends batch with 3 and the reason" 3 "nightshift: cannot make the folder 'file' ready: Not a directory" ""
mkdir -p results/ok_1/verdict
bare --units=units --worker="$worker"
ends "a folder where a verdict belongs is replaced by the verdict" 0 "" "pass ok_1"
TMPDIR=/nowhere bare --units=units --worker="$worker"
equal "TMPDIR that is not there ends batch with 3 and the reason" "3 nightshift: cannot make the folder '/nowhere/ns': No such file or directory" "$status $(echo "$err" | sed 's|/ns[^'\'']*|/ns|')"

finish
