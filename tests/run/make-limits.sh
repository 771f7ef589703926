#!/bin/sh
# Time limits in the make include, without nightshift: nothing but sh, awk and what the system says of its processes is needed, and
# timeout(1) is not used. The same under each shell and awk that is here.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir repo
cat >repo/suite.xml <<'END'
<suite name="s" include="/tests.mk">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run timeout="3000">{module}</run>
  <variant name="x"/>
  <module name="passes"><run>echo "it has $# words"</run></module>
  <module name="fails"><run>echo oh; exit 4</run></module>
  <module name="reads"><run>cat</run></module>
  <module name="crashes"><run>echo oh; kill -SEGV $$</run></module>
  <module name="obeys"><run>kill -INT $$; echo "it ignores SIGINT"</run></module>
  <module name="says"><run>env | grep -c '^s_.*sh='; true</run></module>
  <module name="killed"><run>kill -9 $PPID; exit 0</run></module>
  <module name="hangs" timeout="1"><run>echo $$ >hangs; echo before; sleep 100000; echo after</run></module>
  <module name="deaf" timeout="1"><run>trap '' TERM; echo $$ >deaf; echo before; until [ -e never ]; do sleep 1; done</run></module>
  <module name="leaves" timeout="1"><run>sh deaf.sh &amp; sleep 100000</run></module>
  <module name="grouped" timeout="1"><run>python3 in-a-session.py; echo after</run></module>
  <module name="stopped" timeout="1"><run>echo $$ >stopped; kill -STOP $$; echo after</run></module>
</suite>
END
cat >repo/deaf.sh <<'END'
trap '' TERM
echo $$ >leaves
until [ -e never ]; do sleep 1; done
END
cat >repo/in-a-session.py <<'END'
import os
os.setsid()
os.execvp("sh", ["sh", "-c", "echo $$ >grouped; exec sleep 100000"])
END
"$nightshift" generate --no-record -q -C repo -f suite.xml || { not_ok "generate" && finish; }
late="hangs deaf leaves grouped stopped"
wanted='passes pass 0 it has 0 words
fails fail 4 oh
reads pass 0 
crashes crash 139 oh
obeys crash 130 
says pass 0 0
killed crash 137 
hangs timeout 124 before
deaf timeout 124 before
leaves timeout 124 
grouped timeout 124 
stopped timeout 124 '

# verdicts: of each unit, its verdict, its status, and its log, without what some shells add of a command that a signal has ended.
verdicts() {
	for unit in passes fails reads crashes obeys says killed $late; do
		echo "$unit $(sed -n 's/^verdict //p; s/^status //p' "build/nightshift/x-$unit/verdict" | paste -sd' ' -) $(sed -E '/^(.* [0-9]+ )?(Terminated|Killed|Segmentation fault) */d' "build/nightshift/x-$unit/log" | paste -sd' ' -)"
	done 2>&1
}
# nothing_runs_in SESSION
nothing_runs_in() {
	! ps -A -o sess= -o stat= | awk -v of="$1" '$1 == of && $2 !~ /^Z/ { found = 1 } END { exit !found }'
}
# begin NAME SHELL [TOOL COMMAND]...: all the units, by that shell, with COMMAND for a TOOL; in a copy of the repository, and in a session
# of their own.
count=0
begin() {
	count=$((count + 1))
	cp -R repo "run-$count"
	mkdir "run-$count/bin" # stands first in PATH
	echo "$1" >"run-$count/name"
	shell=$2
	shift 2
	for tool in timeout gtimeout nightshift; do # nobody calls them
		set -- "$@" $tool "\"$work/called\""
	done
	while [ $# -gt 0 ]; do
		printf '#!/bin/sh\nexec %s "$@"\n' "$2" >"run-$count/bin/$1"
		chmod +x "run-$count/bin/$1"
		shift 2
	done
	(cd "run-$count" && exec python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.setsid()
print(os.getpid(), flush=True)
os.environ["PATH"] = os.getcwd() + "/bin:" + os.environ["PATH"]
os.execvp(sys.argv[1], sys.argv[1:])' "$make" -k -j12 -f tests.mk s_platform=p SHELL="$shell" s-test) >"run-$count/said" 2>&1 &
}
printf '#!/bin/sh\necho "$0 $*" >>"%s/calls"\nexit 125\n' "$work" >called
chmod +x called

for shell in dash bash mksh "busybox ash" "bash --posix"; do
	if program=$(command -v "${shell%% *}"); then
		case $shell in
		*\ *) begin "$shell" bin/sh sh "$program ${shell#* }" ;;
		*) begin "$shell" "$program" sh "$program" ;;
		esac
	else
		skip "$shell: time limits" "it is not here"
	fi
done
for awk in original-awk mawk "busybox awk"; do
	if command -v "${awk%% *}" >/dev/null; then
		begin "$awk" /bin/sh awk "$awk"
	else
		skip "$awk: time limits" "it is not here"
	fi
done
if command -v busybox >/dev/null; then
	begin "the tools of busybox" /bin/sh ps "busybox ps" awk "busybox awk" sed "busybox sed" sleep "busybox sleep"
else
	skip "the tools of busybox: time limits" "it is not here"
fi
# Where the system says nothing of its processes for a while, it is asked again.
printf '#!/bin/sh\nfor n in 1 2 3 4 5 6; do mkdir "%s/asked-$n" 2>/dev/null && exit; done\nexec "%s" "$@"\n' "$work" "$(command -v ps)" >blank
chmod +x blank
begin "a ps that is blank at first" /bin/sh ps "$work/blank"
if [ -r /proc/self/stat ]; then
	begin "no ps, but /proc" /bin/sh ps false
else
	skip "no ps, but /proc: time limits" "there is no /proc"
fi
wait
for run in $(seq "$count"); do
	cd "$work/run-$run" || exit 3
	name=$(cat name)
	equal "$name: the verdicts, statuses and logs" "$wanted" "$(verdicts)"
	until_true nothing_runs_in "$(head -n 1 said)"
	check "$name: nothing is left that keeps a time" "$(ps -A -o sess= -o args= | grep "^ *$(head -n 1 said) ")"
	# shellcheck disable=SC2046,SC2086 # words
	until_true ended $(cat $late)
	check "$name: what took too long is gone, and all below it"
done
cd "$work" || exit 3
[ "$count" -gt 0 ] && [ ! -e calls ]
check "no timeout(1) is called" "$(cat calls 2>/dev/null)"
finish
