#!/bin/sh
# nightshift run on a real terminal (tests/tap/terminal.py): the line that is alive, its width, and where there are colours.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

in_repository r

does v-a 'echo $$ >../pid-v; : >../started; while [ ! -e go ]; do sleep 0.01; done; echo "no, says v-a"; exit 1'
does w-a 'while [ ! -e go-on ]; do sleep 0.01; done'
export TERM=xterm
got=$(on 100x30 -j2 a b <<'END'
wait [0/4] 2 running
screen
touch t/go
wait [3/4] 1 running, 1 failed
screen
touch t/go-on
end
END
)
equal "a terminal shows a live line below the others, which is gone at the end" "[0/4] 2 running, M:SS left: v-a T, w-a T
[1/4]     fail T  v-a (status 1)

v-a: fail (status 1, seed SEED)
log: t/build/nightshift/v-a/log
| no, says v-a
replay: nightshift run v-a --seed=SEED

[2/4]     pass T  v-b
[3/4]     pass T  w-b
[3/4] 1 running, 1 failed, M:SS left: w-a T
exit status 1
[1/4]     fail T  v-a (status 1)

v-a: fail (status 1, seed SEED)
log: t/build/nightshift/v-a/log
| no, says v-a
replay: nightshift run v-a --seed=SEED

[2/4]     pass T  v-b
[3/4]     pass T  w-b
[4/4]     pass T  w-a

1 unit did not pass:
  v-a: fail (status 1, seed SEED); log: t/build/nightshift/v-a/log

4 units in T: 3 passed, 1 failed" "$got"
rm -f t/go t/go-on started
got=$(on 28x30 -j2 a <<'END'
wait [0/2] 2 running
screen
resize 60x30
wait w-a
screen
touch t/go
touch t/go-on
end
END
)
equal "the live line is cut to a narrow terminal, and grows when it is made wider" "[0/2] 2 running, M:SS left
[0/2] 2 running, M:SS left: v-a T, w-a T" "$(printf '%s\n' "$got" | sed -n '1,/^exit/p' | grep -v ^exit)"
printf '%s\n' "$got" | grep -q '^2 units in T: 1 passed, 1 failed$'
check "a run whose terminal changed its width prints its sum" "$got"
rm -f t/go t/go-on started t/ran

# A terminal that becomes narrower wraps the live line, or cuts it. It goes away whole, and nothing else does.
for how in reflow resize; do
	got=$(on 100x30 -j2 a b <<END
wait [0/4] 2 running, 0
touch t/go
wait [3/4] 1 running, 1 failed
$how 25x30
gone w-a
wait [3/4]
touch t/go-on
end
END
)
	equal "$how: no part of a live line stays on a terminal that became narrower" "[1/4] [2/4] [3/4] [4/4] 4 units in" "$(printf '%s\n' "$got" | sed -nE 's/^(\[[0-9]\/[0-9]\]).*/\1/p; s/^(4 units in).*/\1/p' | tr '\n' ' ' | sed 's/ $//')"
	rm -f t/go t/go-on started t/ran
done
# A name is cut where the terminal is too narrow for it, and nowhere else.
sed 's/name="a" /name="a_module_whose_name_is_long" /' "$work/old.xml" >t/suite.xml
"$nightshift" generate -q
does w-a_module_whose_name_is_long 'exit 1'
got=$(on 40x30 -j1 --failure-output=never w-a_module_whose_name_is_long v-b <<'END'
end
END
)
equal "40 columns: a name is cut in the middle where the terminal ends, and whole in what is printed for it to be copied" "exit status 1
[1/2]  fail  w-a_module_w...name_is_long
[2/2]  pass  v-b

1 unit did not pass:
  w-a_module_whose_name_is_long: fail (s
tatus 1, seed SEED)

2 units in T: 1 passed, 1 failed" "$got"
got=$(COLUMNS=40 "$nightshift" run --no-record -j1 --failure-output=never w-a_module_whose_name_is_long)
case $got in
*"w-a_module_whose_name_is_long (status 1)"*) ok "without a terminal no name is cut" ;;
*) not_ok "without a terminal no name is cut" "$got" ;;
esac
does w-a_module_whose_name_is_long
cp "$work/old.xml" t/suite.xml
"$nightshift" generate -q
rm -f t/ran
for plain in NO_COLOR=1 TERM_FOR_TEST=dumb; do
	got=$(env "$plain" "$python" "$top/tests/tap/terminal.py" 100x30 "$nightshift" run --no-record b <<'END'
end
END
)
	equal "$plain: the run prints plain lines" "exit status 0 pass pass passed" "$(printf '%s\n' "$got" | sed -nE 's/^exit status/&/p; s/.* (pass)  .*/\1/p; s/.* (passed)$/\1/p' | tr '\n' ' ' | sed 's/ $//')"
done
# What is sent, and not only what is seen: no escape sequence without a terminal, nor where none is wanted.
for command in "$nightshift run --no-record b | cat" "NO_COLOR=1 $nightshift run --no-record b" "TERM=dumb $nightshift run --no-record b" "TERM=dumb $nightshift coverage" "$nightshift run --color=never --no-record b"; do
	script -qec "$command" "$work/typescript" >/dev/null 2>&1 </dev/null
	sed -e 1d -e '$d' "$work/typescript" | tr -d '\r' >"$work/sent"
	! grep -q "$(printf '\033')" "$work/sent" && grep -q -e '2 passed' -e '^coverage' "$work/sent"
	check "no escape sequence is sent by '${command#"$nightshift" }'" "$(cat -v "$work/sent")"
done
script -qec "$nightshift run --no-record b" "$work/typescript" >/dev/null 2>&1 </dev/null
grep -q "$(printf '\033')\[32mpass" "$work/typescript"
check "a terminal gets colour" "$(cat -v "$work/typescript")"
run "$nightshift" run --no-record --color=always b
printf '%s\n' "$out" | grep -q "$(printf '\033')\[32mpass"
check "--color=always gives colour without a terminal" "$out"
rm -f t/ran
finish
