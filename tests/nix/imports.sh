#!/bin/sh
# Logs of real Nix: a night that runs, the same again, and one that a binary cache answers. Only the first one ran. And a night
# in which something is red once: the record has that, and what became of it the next time.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"
# shellcheck source=tests/nix/lib/version.sh
. "$top/tests/nix/lib/version.sh"
# shellcheck source=tests/nix/lib/set.sh
. "$top/tests/nix/lib/set.sh"

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ -z "$no_nix" ] || skip_all "$no_nix"
[ "$(uname -sm)" = "Linux x86_64" ] || skip_all "the stand-in builds on x86_64 Linux only"
NIX_CONFIG=$(sandboxed "$work/machine")
export NIX_CONFIG
nix build --no-link --impure --expr "$tiny" || skip_all "nix cannot build in a sandbox here"
# shellcheck disable=SC2016 # for later
undo='chmod -R u+w "$work"'
standin=$work/standin
set_in "$standin"
check "a set of packages"
platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>'

# night NAME MACHINE ARGUMENT...: what the nightly lane asks for, built by that machine, which is a store, and recorded with its log as the
# run of that name.
night() {
	name=$1 machine=$2
	shift 2
	nix build --out-link "$name" --store "$work/$machine" --log-format internal-json -v "$@" .#t-checked.report 2>"$name.log"
	check "$name: Nix builds" "$(tail -n 5 "$name.log")"
	run "$nightshift" record -f suite.xml --run "$name" --lane nightly --platform linux --commit HEAD "$work/$machine$(readlink "$name")" "$name.log"
	[ "$status" = 0 ]
	check "$name: recorded" "$err"
}
# did NAME: what Nix did for the units of that night, a line for each.
did() {
	sqlite3 .nightshift/record.db "SELECT unit || ' ' || how FROM nix_did WHERE run = '$1' ORDER BY unit"
}
# counted: how many units ran in the night of HEAD, and how many did not, by the report.
counted() {
	"$nightshift" report -f suite.xml --lane nightly --commit HEAD --format json | jq -r '"\(.ran) ran, \(.cached) cached"'
}

for in_nix in '' 'shards="2"' 'strategy="recheck"'; do
	echo "# <nix $in_nix>"
	for old in repo machine elsewhere cache; do
		[ ! -e "$old" ] || { chmod -R u+w "$old" && rm -rf "$old"; }
	done
	suite repo ''
	cd repo || exit 3
	night first machine
	equal "the first time all run" "a-one ran
a-slow ran
a-two ran
b-one ran
b-slow ran
b-two ran" "$(did first)"
	equal "and that is said" "Nix: 6 units ran, 0 substituted" "$(printf '%s\n' "$out" | grep ^Nix)"
	equal "in the report, too" "6 ran, 0 cached" "$(counted)"
	# On the next commit only those run that take its seed; or all, in one run.
	git commit -q --allow-empty -m second
	night second machine
	if [ "$in_nix" = 'strategy="recheck"' ]; then
		how=ran counts="6 ran, 0 cached"
	else
		how=there counts="2 ran, 4 cached"
	fi
	equal "on the next commit the others are there, if they do not run with it" "a-one $how
a-slow $how
a-two ran
b-one $how
b-slow $how
b-two ran" "$(did second)"
	equal "a cached unit did not run" "$counts" "$(counted)"
	# Another machine has nothing but a cache to ask.
	# shellcheck disable=SC2046 # paths without blanks
	nix copy --to "file://$work/cache" .#t-checked.report $(nix path-info -r ./second) 2>copy.log
	night third elsewhere --option substituters "file://$work/cache" --option require-sigs false
	equal "from a binary cache all are substituted" "a-one substituted
a-slow substituted
a-two substituted
b-one substituted
b-slow substituted
b-two substituted" "$(did third)"
	equal "what ran before in the same night ran" "$counts" "$(counted)"
	cd "$work" || exit 3
done

echo "# Red once"
in_nix=''
rm -rf repo
suite repo ''
mkdir "$work/seen"
NIX_CONFIG="$NIX_CONFIG
extra-sandbox-paths = $work/seen"
sed -i "s|^if .*= two .*|[ \"\$1\" != two ] \|\| [ ! -e $work/seen/kill ] \|\| kill -KILL \$\$\n&|" repo/t/prog
repository repo "killed, while there is a file"
cd repo || exit 3
# again NAME: build the gate, and record what is an output now, and the log.
again() {
	rm -rf passed
	mkdir passed
	nix build --keep-going --no-link --log-format internal-json -v .#t-checked 2>"$1.log" && green=green || green=red
	nix eval --json .#t-checked.paths | jq -r '.[]' | while read -r path; do
		! nix-store --check-validity "$path" 2>/dev/null || cp -R "$work/machine$path/." passed
	done
	chmod -R u+w passed
	# an imported verdict names its plan
	find passed -name verdict -exec sed -i "2s/^suite .*/&\\nplan $(git hash-object --no-filters nix/t.json)/" {} +
	run "$nightshift" record -f suite.xml --run "$1" --lane nightly --platform linux --commit HEAD passed "$1.log"
}
built() { grep -o '"text":"building .[^"]*-t-[^"]*' "$1.log" | sed 's/.*-\(t-[^.]*\).*/\1/' | grep -v -e programs -e 't-checked' | tr '\n' ' '; }
touch "$work/seen/kill"
again killed
equal "killed: red, and all others ran" "red 0 a-one pass,a-slow pass,a-two crash 137,b-one pass,b-slow pass,b-two crash 137" "$green $status $(
	sqlite3 .nightshift/record.db "SELECT group_concat(unit || ' ' || verdict || CASE WHEN verdict = 'crash' THEN ' ' || status ELSE '' END, ',') FROM (SELECT x.* FROM result x JOIN run r ON r.id = x.run ORDER BY unit)")"
rm "$work/seen/kill"
again after
equal "the next build is green, and built what was red alone" "green 0 t-run-a-two t-run-b-two " "$green $status $(built after)"
equal "the record has both" "a-two crash,a-two pass,b-two crash,b-two pass" "$(
	sqlite3 .nightshift/record.db "SELECT group_concat(unit || ' ' || verdict, ',') FROM (SELECT DISTINCT unit, verdict FROM result WHERE unit LIKE '%-two' ORDER BY unit, verdict)")"
finish
