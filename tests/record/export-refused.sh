#!/bin/sh
# The record as a store: exports that were cut off, changed by hand or made by a newer nightshift are refused, and nothing of
# them is recorded.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"

# refused NAME SED MESSAGE: a.tsv, changed so, is refused with that message and changes nothing. An empty SED takes bad.tsv.
cp empty.db before.db
sqlite3 before.db .dump >before
refused() {
	[ -z "$2" ] || sed "$2" a.tsv >bad.tsv
	rm -f x.db* && cp empty.db x.db
	run ns record --record ../x.db ../bad.tsv
	ends "an export $1 is refused" 2 "../bad.tsv$3" ""
	sqlite3 x.db .dump >after
	same "an export $1: nothing is recorded" before after
}
line() { grep -n "^$1" a.tsv | head -n 1 | cut -d : -f 1; }
cut=": error: the export is cut off: its last line is not 'end' and the number of its lines"
total=$(wc -l <a.tsv)
refused "of a newer nightshift" '1s/3$/4/' ":1:1: error: the export is of format 4, and this nightshift reads 3: use the one that wrote it, or a newer one"
refused "of no format" '1s/3$/x/' ":1:1: error: the first line of an export is 'nightshift record 3'"
refused "without its end" "${total}d" "$cut"
refused "without a line" "$(line log)d" ":$((total - 1)):1: error: 'end' is not a kind of fact
../bad.tsv$cut"
head -c "$(($(wc -c <a.tsv) - 3))" a.tsv >bad.tsv
refused "cut off in its last line" "" "$cut"
head -c 300 a.tsv >bad.tsv
refused "cut off in a line" "" "$cut"
refused "of one line" "2,${total}d" "$cut"
sed "\$a plan" a.tsv >bad.tsv
refused "with more behind its end" "" ":$((total + 1)):1: error: 'end' stands before the last line"
refused "with an empty line" '2s/.*//' ":2:1: error: the line is empty
../bad.tsv:3:1: error: 'platform' stands in the wrong place"
refused "with an unknown fact" '2s/^plan/plum/' ":2:1: error: 'plum' is not a kind of fact"
refused "with a field too few" '3s/	r$//' ":3:1: error: 'platform' has fewer than 3 fields"
refused "with a field too many" '3s/$/	x/' ":3:1: error: 'platform' has more than 3 fields"
refused "with nothing where something must be" '3s/	r$/	\\N/' ":3:1: error: 'runner' of 'platform' is missing"
refused "with a wrong escape" '3s/	r$/	\\x/' ":3:1: error: 'runner' of 'platform' is '\\x', expected: text"
refused "with a text where a number must be" "$(line result)s/1500000/1e6/" ":$(line result):1: error: 'usec' of 'result' is '1e6', expected: a number from 0"
refused "with a number that has a sign" "$(line result)s/1500000/-1/" ":$(line result):1: error: 'usec' of 'result' is '-1', expected: a number from 0"
refused "with an unknown verdict" "$(line result)s/pass/passed/" ":$(line result):1: error: 'verdict' of 'result' is 'passed', expected: pass, fail, timeout, crash, cancelled, quarantined or skip"
refused "with an unknown lane" "$(line run)s/nightly/daily/" ":$(line run):1: error: 'lane' of 'run' is 'daily', expected: pr, merge or nightly"
refused "with a fingerprint that is none" "2s/$plan/HEAD/" ":2:1: error: 'fingerprint' of 'plan' is 'HEAD', expected: 40 or 64 hex digits"
refused "with a run's name that is none" "$(line run)s/n1/n 1/" ":$(line run):1: error: 'name' of 'run' is 'n 1', expected: at most 128 of A-Z a-z 0-9 _ . : + -"
refused "with a platform's name that is none" "3s/linux/lin ux/" ":3:1: error: 'platform' of 'platform' is 'lin ux', expected: a name"
refused "with a month that is none" "\$i month	s	linux	pr	v-one	2026-1	1	1	1	1	1	1	1	1" ":$total:1: error: 'month' of 'month' is '2026-1', expected: yyyy-mm
../bad.tsv:$((total + 1)):1: error: 'end' is not a kind of fact
../bad.tsv$cut"
refused "with a result before any run" "$(line run)s/.*/result	v-one	1	pass	0	1	\\\\N	5/" ":$(line run):1: error: 'result' stands in the wrong place"
refused "with a plan behind a run" "${total}i plan	$plan	s	0	0" ":$total:1: error: 'plan' stands in the wrong place
../bad.tsv:$((total + 1)):1: error: 'end' is not a kind of fact
../bad.tsv$cut"
tr 'm' '\000' <a.tsv | sed '1s/.*/nightshift record 3/' >bad.tsv
run ns record --record ../x.db ../bad.tsv
case $status:$err in 2:*"error: the line has a zero byte"*) ok "an export with a zero byte is refused" ;; *) not_ok "an export with a zero byte is refused" "$err" ;; esac
refused "with a run of an unknown plan" "$(line run)s/$plan/$(echo "$plan" | tr 0-9a-f 1-9a-f0)/" ":$(line run):1: error: neither this export nor the record knows plan $(echo "$plan" | tr 0-9a-f 1-9a-f0)"
refused "with a plan that the record has of another suite" "2s/	s	/	other	/" ":2:1: error: plan $plan is of suite 's', not of 'other'"
refused "with a unit that the plan does not have" "$(line result)s/v-one/v-none/" ":$(line result):1: error: the plan of this run has no unit 'v-none'"
refused "with a platform that the plan does not have" "$(line run)s/linux/amiga/" ":$(line run):1: error: this line contradicts an earlier one: the export was edited"
refused "with a log that has no result" "$(line log)s/v-two/v-slow/;$(line log)s/	1	/	2	/" ":$(line log):1: error: this line contradicts an earlier one: the export was edited"
d=$(grep -n '^delivery' d.tsv | head -n 1 | cut -d : -f 1)
sed "$d s/v-one/v-two/" d.tsv >bad.tsv
refused "with a delivery of a result that is not there" "" ":$d:1: error: neither this export nor the record has attempt 1 of unit 'v-two' in run 'nix-x', which is delivered here"
run ns record --record ../x.db ../missing.tsv
[ "$status" = 2 ]
check "an export that is not there is refused" "$err"
sed 's/log\\\\of/\x1b[31m\x01\xff/' a.tsv >bad.tsv
rm -f x.db && cp empty.db x.db && ns record -q --record ../x.db ../bad.tsv
equal "control characters in the log of an export are made harmless" '0' "$(sqlite3 x.db "SELECT count(*) FROM result_log WHERE tail GLOB '*' || char(27) || '*' OR tail GLOB '*' || char(1) || '*'")"

# --- a file that changes while it is read -----------------------------------------------------------------------------------

# The program looks at the whole file, and then waits for the lock of the record, which another one holds: then the file is cut at the
# end of a line. It has read 4096 bytes of it for the second time, and sleeps.
if [ -d /proc/self/fdinfo ]; then
	awk -v OFS='\t' '/^end\t/ { print "end", NR - 1 + 400; next } { print } /^exclude\t/ { for (i = 0; i < 400; i++) print "exclude", "dead" i, "it is", "\\N" }' a.tsv >long.tsv
	head -n 300 long.tsv >cut.tsv
	rm -f x.db* && cp empty.db x.db && mkfifo lock
	{ echo "BEGIN IMMEDIATE; SELECT 'held';" && read -r _ <lock && echo "ROLLBACK;"; } | sqlite3 x.db >held &
	until [ -s held ]; do :; done
	"$nightshift" record -C r --record ../x.db ../long.tsv >out 2>err &
	reader=$!
	# waits: does it sleep with that much read of the file?
	waits() {
		for fd in /proc/$reader/fd/*; do
			[ "$(readlink "$fd")" = "$work/long.tsv" ] || continue
			grep -q '^pos:[[:space:]]*4096$' "/proc/$reader/fdinfo/${fd##*/}" && grep -q '^State:[[:space:]]*S' /proc/$reader/status && return
		done 2>/dev/null
		return 1
	}
	until waits || ! kill -0 $reader 2>/dev/null; do :; done
	cat cut.tsv >long.tsv
	echo go >lock
	wait $reader
	status=$? err=$(cat err) out=$(cat out)
	wait
	ends "an export that is cut while it is read is refused" 2 "../long.tsv: error: was changed while it was read: record it again" ""
	sqlite3 x.db .dump >after
	same "an export that is cut while it is read: nothing is recorded" before after
else
	skip "an export that is cut while it is read is refused" "there is no /proc"
fi

# --- every field ----------------------------------------------------------------------------------------------------------

# Of each kind of fact a line whose fields are one after another what they should not be. Whatever that is, the export is taken, or
# refused with its place: no rule of the tables is what refuses it.
ns record -q --record ../d.db ../a.tsv
sqlite3 d.db "INSERT INTO nix_log SELECT id, '$plan' FROM occasion" "INSERT INTO nix_unit SELECT id, 's', 'v-one', 'ran' FROM occasion"
text d.db >all.tsv
SOURCE_DATE_EPOCH=$((now + 400 * day)) ns record -q --record ../d.db --prune 90 && text d.db >pruned.tsv
cat >fields.py <<'END'
import os, re, shutil, subprocess, sys

values = ["0", "1", "2", "7", "\\N", "", "x", "-1", "01", "1.5", "999999999999999999", "9999999999999999999", "a" * 300, "v-one", "none", "reading"]
seen, tried, refused = set(), 0, 0
for name in "all.tsv", "pruned.tsv":
    lines = open(name).read().split("\n")
    for at, line in enumerate(lines):
        fields = line.split("\t")
        if fields[0] in seen or len(fields) < 2 or fields[0] == "end":
            continue
        seen.add(fields[0])
        for field in range(1, len(fields)):
            for value in values:
                changed = [*lines[:at], "\t".join([*fields[:field], value, *fields[field + 1:]]), *lines[at + 1:]]
                open("changed.tsv", "w").write("\n".join(changed))
                shutil.copy("empty.db", "x.db")
                ran = subprocess.run([os.environ["nightshift"], "record", "-q", "-C", "r", "--record", "../x.db", "../changed.tsv"], capture_output=True, text=True)
                tried += 1
                refused += ran.returncode == 2
                if ran.returncode not in (0, 2) or (ran.returncode == 2 and not re.search(r"^\.\./changed\.tsv:\d+:1: error: ", ran.stderr, re.M)):
                    print(f"{fields[0]} field {field} is '{value}': status {ran.returncode}, {ran.stderr.strip()}")
print(f"{len(seen)} kinds, {tried >= 1500}, {refused >= 500}", file=sys.stderr)
END
export nightshift
quiet "whatever a field of an export is: it is taken, or refused with its place" sh -c 'python3 fields.py 2>tried'
equal "these were fields of all kinds of facts" "21 kinds, True, True" "$(cat tried)"
refused "with an attempt of number 0" "$(line result)s/	1	pass/	0	pass/" ":$(line result):1: error: 'attempt' of 'result' is '0', expected: a number from 1"
refused "with a lane that does what none does" "$(line lane)s/checked/tested/" ":$(line lane):1: error: 'does' of 'lane' is 'tested', expected: none, build or checked"
refused "with a flag that is none" "$(line generation)s/0$/2/" ":$(line generation):1: error: 'dirty' of 'generation' is '2', expected: 0 or 1"
refused "with a tree that is none" "$(line run)s/clean/muddy/" ":$(line run):1: error: 'tree' of 'run' is 'muddy', expected: clean or dirty"
refused "with a seed policy that is none" "$(line module)s/	none	/	some	/" ":$(line module):1: error: 'takes_seed' of 'module' is 'some', expected: none, head or fixed"

finish
