#!/bin/sh
# Discoveries that answer nothing, or only a part: which command failed, with what it said, and what helps. And `nightshift help
# discover` is true: its example comes to the same as the modules that it says it is the same as.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# manifest BODY: a suite with it.
manifest() {
	printf '<suite name="s"><platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><variant name="v"/>\n%s\n</suite>\n' "$1" >suite.xml
}

# says NAME STATUS TEXT...: lint ends so, and each text stands in what it says.
says() {
	name=$1 wanted=$2
	shift 2
	run "$nightshift" lint -f suite.xml
	missing=
	for text do
		case $err in *"$text"*) ;; *) missing="$missing
missing: $text" ;; esac
	done
	[ "$status" = "$wanted" ] && [ -z "$missing" ]
	check "$name" "status $status: $err$missing"
}

cd "$work" || exit 1
git init -q .

# --- a pipe whose first part fails ------------------------------------------------------------------------------------

manifest '<build><command>make prog</command></build><run>true {module}</run><discover as="modules">./prog --list | sort</discover>'
cat >build.sh <<'END'
#!/bin/sh
printf 'one\ntwo\n'
END
says "a program that is not built is no list without tests" 2 "suite.xml:2:68: error: './prog --list | sort' " "prog" \
	"if it asks a program that is not built yet, name the program's path in it, and 'nightshift generate' builds that first"
cp build.sh prog && chmod +x prog
run "$nightshift" generate -q -f suite.xml
ends "and once it is built" 0 "" ""
printf 'echo broken >&2\nexit 3\n' >>prog
if sh -c 'set -o pipefail' 2>/dev/null; then
	says "a part of a pipe that fails after a part of the list" 2 "'./prog --list | sort' failed with status 3 in '.', and printed 'broken'"
else
	says "where sh does not tell, what the part prints is shown" 0 "broken"
fi
manifest '<run>true {module}</run><discover as="modules">seq -f m%g 100000 | head -n 3</discover>'
run "$nightshift" generate -q -f suite.xml
ends "a part that could not get rid of all it has did not fail" 0 "" ""

# --- the check of a group ---------------------------------------------------------------------------------------------

manifest '<run>true {module}</run><module name="other"/><group><module name="a"/><module name="b"/><discover expect="2">printf "b\na\tx\n"</discover></group>'
run "$nightshift" generate -q -f suite.xml
ends "a discovery in a group is compared with that group alone" 0 "" ""
manifest '<run>true {module}</run><module name="a"/><module name="b"/><group><discover expect="0">true</discover></group>'
run "$nightshift" generate -q -f suite.xml
ends "a group without modules, of which none is expected" 0 "" ""

# --- parameters -------------------------------------------------------------------------------------------------------

manifest '<param name="tests" words="a b"/><run>true {module}</run><module name="a"/><module name="b"/><discover>printf "%s\n" {tests}</discover>'
run "$nightshift" lint -q --no-discover -f suite.xml
ends "a parameter that only a discovery names does something" 0 "" ""

# --- many mistakes ----------------------------------------------------------------------------------------------------

manifest '<run>true {module}</run><discover as="modules">seq -f "m%g	lane=night" 150</discover>'
run "$nightshift" lint -f suite.xml
equal "the first hundred errors are shown, and the others counted" "100 nightshift: and 50 more errors, which are not shown" \
	"$(printf '%s\n' "$err" | grep -c ' error: ') $(printf '%s\n' "$err" | tail -n 1)"

# --- the example of the help ------------------------------------------------------------------------------------------

"$nightshift" help discover >help
mkdir tests
awk '/^    (parse|soak) / { printf "%s", $1; for (i = 2; i <= NF; i++) printf "\t%s", $i; print "" }' help >tests/list
equal "the help has two tests in its example" 2 "$(grep -c '	file=t/' tests/list)"
manifest "$(sed -n '/<run>/,/<discover/p' help | sed -n '1,/<discover/p')"
run "$nightshift" generate -q -f suite.xml
ends "the example is accepted" 0 "" ""
cp nix/s.json discovered-plan && cp tests.mk discovered-targets
manifest "$(sed -n '/same as/,/A key/p' help | sed -n '/<run>/,/^$/p')"
run "$nightshift" generate -q -f suite.xml
ends "so are the modules that it is the same as" 0 "" ""
same "both come to the same plan" discovered-plan nix/s.json
same "and the same targets" discovered-targets tests.mk
for attribute in $(xmllint --xpath '//*[local-name()="define"][@name="module"]//*[local-name()="attribute"]/@name' "$top/templates/suite.rng" 2>/dev/null | tr -d '"' | sed 's/ *name=//'); do
	[ "$attribute" = name ] || grep -qE "^    (.*, )?$attribute(,|\$)" help
	check "the help names '$attribute'"
done
finish
