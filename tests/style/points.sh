#!/bin/sh
# The points of tests/tap/lib.sh fail when they should, in each shell that is here: check goes by the command before it, whatever stands in
# its own words; quiet wants a command that ends well and says nothing. What fails without a word must not look like what finds nothing.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p planted/tests/tap planted/build
cp "$top/tests/tap/lib.sh" planted/tests/tap
cat >planted/tests/planted.sh <<'E2'
#!/bin/sh
. "$(dirname "$0")/tap/lib.sh"
false
check "fails" "$(echo 'the details')"
true
check "passes" "$(false)"
within() {
	false
	check "$1" "$(true)"
}
within "fails in a function"
quiet "fails: a status" sh -c 'exit 4'
quiet "fails: a word" echo word
quiet "fails: a word on standard error" sh -c 'echo word >&2'
quiet "passes: quiet" echo
equal "fails: other text" "a b" "$(echo a; echo b)"
finish
E2
cat >wanted <<'E2'
not ok 1 - fails
# the details
ok 2 - passes
not ok 3 - fails in a function
not ok 4 - fails: a status
# exit status 4: 
not ok 5 - fails: a word
# exit status 0: word
not ok 6 - fails: a word on standard error
# exit status 0: word
ok 7 - passes: quiet
E2
for shell in sh dash bash 'bash --posix' ksh; do
	command -v "${shell%% *}" >/dev/null || continue
	NIGHTSHIFT=$nightshift $shell planted/tests/planted.sh >got
	equal "$shell: a script with a point that fails has failed" 1 $?
	sed '/^not ok 8/,$d' got >points
	same "$shell: the points are as they should be" wanted points
done

# calls_alone FOLDER: where a text is compared with nothing that a command has printed, which is nothing where it fails, too.
calls_alone() {
	grep -rnE "^[[:blank:]]*equal (\"[^\"]*\"|'[^']*') (\"\"|'') \"?\\$\(" --include='*.sh' "$1"
	[ $? = 1 ]
}
quiet "no test is content with a command that fails without a word: quiet wants its status" calls_alone "$top/tests"
echo 'equal "nothing is left" "" "$(ls tmp)"' >planted/tests/planted.sh
run calls_alone planted/tests
[ "$status" = 1 ] && [ -n "$out" ]
check "planted: one is" "$out"
finish
