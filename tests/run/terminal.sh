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
wait left
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
for plain in NO_COLOR=1 TERM_FOR_TEST=dumb; do
	got=$(env "$plain" "$python" "$top/tests/tap/terminal.py" 100x30 "$nightshift" run --no-record b <<'END'
end
END
)
	equal "$plain: the run prints plain lines" "exit status 0 pass pass passed" "$(printf '%s\n' "$got" | sed -nE 's/^exit status/&/p; s/.* (pass)  .*/\1/p; s/.* (passed)$/\1/p' | tr '\n' ' ' | sed 's/ $//')"
done
# What is sent, and not only what is seen: no escape sequence without a terminal, nor where none is wanted.
for command in "$nightshift run --no-record b | cat" "NO_COLOR=1 $nightshift run --no-record b" "$nightshift run --color=never --no-record b"; do
	script -qec "$command" "$work/typescript" >/dev/null 2>&1 </dev/null
	sed -e 1d -e '$d' "$work/typescript" | tr -d '\r' >"$work/sent"
	! grep -q "$(printf '\033')" "$work/sent" && grep -q '2 passed' "$work/sent"
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
