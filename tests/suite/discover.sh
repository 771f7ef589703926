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
says "a part of a pipe that fails after a part of the list" 2 \
	"'./prog --list | sort' failed with status 3 in '.', at its part './prog --list', and printed 'broken'"

# part NAME COMMAND SAYS: this discovery fails with that message, in whatever shell; & and < are written as in XML.
part() {
	manifest "<run>true {module}</run><discover as=\"modules\">$2</discover>"
	says "$1" 2 "$3"
}
part "one that fails before it prints" 'false | cat' "'false | cat' failed with status 1 in '.', at its part 'false'"
part "the first of three" '(echo a; exit 4) | cat | sort' "failed with status 4 in '.', at its part '(echo a; exit 4)'"
part "the second of three" 'echo a | { cat; exit 5; } | sort' "failed with status 5 in '.', at its part '{ cat; exit 5; }'"
part "the last of three" 'echo a | cat | (cat; exit 6)' "failed with status 6 in '.', at its part '(cat; exit 6)'"
part "of two that fail, the first" '(echo a; exit 7) | (cat; exit 8)' "failed with status 7 in '.', at its part '(echo a; exit 7)'"
part "before one that could not get rid of all it has" '(echo a; exit 9) | (cat; seq 100000) | head -n 3' \
	"failed with status 9 in '.', at its part '(echo a; exit 9)'"
part "one that is ended by a signal" 'sh -c "echo a; kill \$\$" | cat' "failed with status 143 in '.', at its part 'sh -c "
part "the last, by SIGPIPE" 'echo a | sh -c "cat; kill -PIPE \$\$"' "failed with status 141 in '.', at its part 'sh -c "
part "one without a program" 'echo a | no-such-program | cat' "failed with status 127 in '.', at its part 'no-such-program', and printed '"
part "grep that finds nothing" 'echo a | grep b' "failed with status 1 in '.', at its part 'grep b'"
part "each part runs in the suite's folder" 'ls suite.xml | (cat; ls build.sh; exit 3)' "failed with status 3 in '.', at its part"

# finds NAME COMMAND NAMES ATTRIBUTE: this discovery finds these, and so many.
finds() {
	manifest "<run>true {module}</run><discover as=\"modules\" ${4-}>$2</discover>"
	run "$nightshift" generate -q -f suite.xml
	ends "$1" 0 "" ""
	equal "and finds them" "$3" "$(sed -n 's/.*"module": *"\([^"]*\)".*/\1/p' nix/s.json | LC_ALL=C sort -u | tr '\n' ' ')"
}
finds "a part that could not get rid of all it has did not fail" 'seq -f m%g 100000 | head -n 3' "m1 m2 m3 "
finds "nor did it in the middle, or in a shell of its own" 'echo m | (sed s/m/n/; seq -f m%g 100000) | head -n 3' "m1 m2 n "
finds "nor twice" 'seq -f m%g 100000 | head -n 50000 | head -n 2' "m1 m2 "
finds "a bar in quotes is no pipe, and what prints is sh" 'echo "a_b" | tr "b|" "c\\|"' "a_c "
finds "a loop is a part as a whole" 'for f in b a; do echo "$f"; done | sort' "a b "
trap '' PIPE
finds "also where SIGPIPE is ignored" 'seq -f m%g 100000 | head -n 3' "m1 m2 m3 "
trap - PIPE
mkdir nothing && ln -s "$(command -v git)" nothing/git
manifest '<run>true {module}</run><discover as="modules">(echo m; exit 3) | /bin/cat</discover>'
run env PATH="$PWD/nothing" "$nightshift" lint -q -f suite.xml
[ "$status" = 2 ] && [ "${err#*failed with status 3}" != "$err" ]
check "no other shell is needed for that" "$status $err"

# --- a pipe within a command --------------------------------------------------------------------------------------------

# hidden COMMAND: it is refused unless the number of its tests is given.
hidden() {
	manifest "<run>true {module}</run><discover as=\"modules\">$1</discover>"
	says "where nobody sees a part fail: $1" 2 "suite.xml:2:48: error: '" \
		"' has a pipe that is not the whole command, so a part of it could fail unnoticed: write '(...) | ...', or set 'expect' to the number of tests"
	manifest "<run>true {module}</run><discover as=\"modules\" expect=\"0\">$1</discover>"
	says "a number of 0 tells nothing" 2 "has a pipe that is not the whole command"
	finds "but another number does" "$1" "a " 'expect="1"'
	manifest "<run>true {module}</run><discover as=\"modules\" expect=\"2\">$1</discover>"
	says "as it is wrong when a part is lost" 2 "1 test was found, but 'expect' says 2"
}
hidden 'cd . &amp;&amp; echo a | sort'
hidden 'set +e; (echo a; exit 3) | sort'
hidden 'if seq 100000 | grep -q 1; then echo a; fi'
hidden 'echo $(echo a | sort)'
hidden 'echo a; : $(($(echo 1 | sort) + 1))'
manifest '<run>true {module}</run><module name="a"/><discover>(echo a; exit 3) | cat || false</discover>'
says "a discovery that is compared, too" 2 "has a pipe that is not the whole command"
run "$nightshift" lint -q --no-discover -f suite.xml
ends "unless it is not asked" 0 "" ""

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
