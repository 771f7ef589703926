#!/bin/sh
# nightshift batch under make: its workers take part in the job server, of pipes or of a FIFO.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/batch.sh
. "$top/tests/unit/lib/batch.sh"

# Two batches of eight workers each and four jobs of make's own, within -j3.
# shellcheck disable=SC2046
lines $(seq -f 'slow_%g' 12) >units
cat >Makefile <<END
all: one two j1 j2 j3 j4
one two:
	@+"$nightshift" batch -q --results=results-\$@ --suite=s --plan=$plan --run=r --units=units --worker="$worker" \$(ARGS)
j%:
	@echo "make + \$@" >>log; sleep 0.05; echo "make - \$@" >>log
closed:
	@"$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker" \$(ARGS)
END
# shellcheck disable=SC2016
most='$2 == "+" { if (++now > most) most = now } $2 == "-" { now-- } END { print most }'
rm -f log
with WORKER_LOG="$work/log" run "$make" -j3 ARGS=-j8
ends "two batches and four jobs of make pass under make -j3" 0 "" ""
equal "two batches and four jobs of make under make -j3 run three at a time" 3 "$(awk "$most" log)"
equal "two batches and four jobs of make under make -j3 all run" 28 "$(grep -c ' - [js]' log)"
rm -f log
with WORKER_LOG="$work/log" run "$make" one
equal "under make without -j one unit runs at a time" "0 1" "$status $(awk "$most" log)"
rm -f log
style=
! make_is_new || style=--jobserver-style=pipe
# shellcheck disable=SC2086
with WORKER_LOG="$work/log" run "$make" -j3 $style closed
ends "a recipe without '+': batch warns that make does not share its job slots" 0 "nightshift: warning: make does not share its job slots with this command, so one unit runs at a time: put a '+' before the recipe, or give this command -j" ""
equal "a recipe without '+': one unit runs at a time" 1 "$(awk "$most" log)"
if make_is_new; then
	rm -f log
	with WORKER_LOG="$work/log" run "$make" -j3 closed ARGS=-j8
	ends "a job server in a FIFO: a recipe without '+' makes no warning" 0 "" ""
	equal "a job server in a FIFO: a recipe without '+' runs three units at a time" 3 "$(awk "$most" log)"
fi
rm -rf results-one log
with WORKER_LOG="$work/log" run "$make" -n one
[ "$status" = 0 ] && [ ! -e results-one ] && [ ! -e log ]
check "make -n starts no unit and makes no results" "$out$err"

# The FIFO of make 4.4, by a server of ours: three tokens go in, the same three come out, even if the batch is killed.
mkfifo jobs
exec 8<>./jobs
printf abc >&8
rm -f log
MAKEFLAGS=" -j4 --jobserver-auth=fifo:$work/jobs" WORKER_LOG=$work/log batch -q -j8
equal "a FIFO with three tokens: four units run at a time" "0 4" "$status $(awk "$most" log)"
lines hang_1 hang_2 hang_3 hang_4 >units
rm -f log
MAKEFLAGS=" -j4 --jobserver-auth=fifo:$work/jobs" WORKER_LOG=$work/log start_batch -q -j8
appears log '+ hang_4'
kill -9 $pid
wait $pid 2>/dev/null
sed -n 's/^start \([0-9]*\) .*/\1/p' log | xargs kill 2>/dev/null
rm -rf "${TMPDIR:?}"/*
equal "a FIFO has all its tokens after a batch that ended and one that was killed" abc "$(dd bs=1 count=3 <&8 2>/dev/null | fold -w1 | sort | tr -d '\n')"
exec 8>&-

finish
