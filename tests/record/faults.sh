#!/bin/sh
# One call after another fails, of those that need a descriptor, the disk, memory or a process: the command then ends with 3 and says why, or does
# without and says that; it never crashes, never says 0 of what it did not do, leaves no temporary file, and every file is the old one or the
# new one. After that the same command, without a fault, comes to what it would have come to. WHOLE=1 tries each call, otherwise some of each kind:
# the last one, and others before it at equal distances.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# shellcheck source=tests/unit/lib/journal.sh
. "$top/tests/unit/lib/journal.sh"

if ! can_kill_at; then
	skip "faults.sh" "strace cannot be used here"
	finish
fi
most=3
[ "${WHOLE-}" != 1 ] || most=100000
error_of() {
	case $1 in
	open* | pipe* | dup* | socket*) echo EMFILE ;;
	write | pwrite64 | ftruncate | fsync | fdatasync | mkdir* | rename*) echo ENOSPC ;;
	clone* | fork | vfork) echo EAGAIN ;;
	mmap) echo ENOMEM ;;
	*) echo EIO ;;
	esac
}

mkdir -p start/t && cd start || exit 3
cat >nightshift.xml <<'END'
<suite name="s" dir="t">
	<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	<nix/>
	<run>echo {module}</run>
	<variant name="v"/>
	<module name="one" seconds="4" match="one/*"/>
	<module name="two" seconds="3"/>
</suite>
END
printf '.nightshift/\nbuild/\n' >.gitignore
cd .. && repository start first && "$nightshift" generate -q -C start && repository start generated && "$nightshift" generate -q -C start
commit=$(git -C start rev-parse HEAD)
mkdir -p start/night/v-one start/night/v-two
plan=$(git hash-object start/nix/s.json)
for unit in one two; do
	printf 'nightshift 1\nsuite s\nplan %s\nrun r\nunit v-%s\nplatform linux\nlane nightly\ncommit %s\ntree clean\nverdict pass\nstatus 0\nfinished %s\nend\n' \
		"$plan" $unit "$commit" "$SOURCE_DATE_EPOCH" >start/night/v-$unit/verdict
done
echo '<testsuite name="x"><testcase classname="one" name="a"/></testsuite>' >start/one.xml
mkdir -p start/lines start/archive/t
for unit in one two; do paste -s start/night/v-$unit/verdict; done | sums >start/lines/journal
printf -- '---\nfile_order:\n  - t/one.t\n' >start/archive/meta.yml
printf '1..1\nok 1 - one\n' >start/archive/t/one.t
cp -R start filled
"$nightshift" record -q -C filled night && "$nightshift" record -q -C filled --export=e.tsv && cp filled/e.tsv start/e.tsv && rm filled/e.tsv
sed 's/<module name="two"/<module name="six" seconds="2"\/>&/' start/nightshift.xml >changed.xml
cp -R start changed && cp changed.xml changed/nightshift.xml

# state FOLDER: all that is in it and in its record, whatever the bytes of the database are
state() {
	(cd "$1" && find . -name .git -prune -o -path ./.nightshift/record.db\* -o ! -type d -print | LC_ALL=C sort | while read -r file; do
		case $file in */build/*) ;; *) echo "$file $(cksum <"$file")" ;; esac
	done)
	[ ! -f "$1/.nightshift/record.db" ] || sqlite3 "$1/.nightshift/record.db" 'PRAGMA integrity_check; SELECT count(*) FROM result; SELECT count(*) FROM case_outcome; SELECT count(*) FROM plan' 2>&1
}
# files_of FOLDER: names and sums, without the record
files_of() { state "$1" | grep '^\./'; }

lacks='openat mkdir mkdirat clone clone3 fork vfork pipe pipe2' # descriptors, room, processes
all="$lacks read write pread64 pwrite64 rename renameat renameat2 link linkat unlink fsync fdatasync ftruncate flock fcntl getdents64 lseek wait4"
kinds=$all
# verdicts FOLDER: those of its units, in folders and in the journal
verdicts() { grep -rhao -e 'verdict [a-z]*' "$1/t/build" 2>/dev/null | LC_ALL=C sort; }

# With follow=-f calls fail in all processes that the command starts, too: in each of them the one of that number. strace then ends when the last
# of them has ended, so none is left, and none waits for ever. Among them are those of units: these may fail, which is said.
follow=
# counts: how often each call was made, or by the process that made it most often
counts() {
	if [ -z "$follow" ]; then
		system_calls "$@"
		return
	fi
	strace -f -qq -o "$work/.calls" "$@" >/dev/null 2>&1
	sed -n 's/^\([0-9]*\) *\([a-z_0-9]*\)(.*/\1 \2/p' "$work/.calls" | awk '{ n = ++seen[$1, $2]; if (n > most[$2]) most[$2] = n } END { for (call in most) print call, most[call] }'
}

# faults NAME FROM ARGUMENT...: `nightshift ARGUMENT...` in a copy of that folder
faults() {
	name=$1 from=$2
	shift 2
	rm -rf at want && cp -R "$from" want && cp -R "$from" at
	before=$(files_of at)
	(cd want && "$nightshift" "$@" >"$work/want.out" 2>"$work/want.err")
	wanted=$? after=$(files_of want) final=$(state want)
	(cd at && counts "$nightshift" "$@") >calls
	wrong='' tried=0
	for call in $kinds; do
		count=$(awk -v call=$call '$1 == call { n = $2 } END { print n + 0 }' calls)
		step=$(((count + most - 1) / most))
		[ "$count" -gt 0 ] || continue
		number=$count
		while [ "$number" -gt 0 ]; do
			tried=$((tried + 1))
			rm -rf at && cp -R "$from" at
			(cd at && timeout -k 5 60 strace $follow -qq -o /dev/null -e "trace=$call" -e "inject=$call:error=$(error_of $call):when=$number" "$nightshift" "$@" >"$work/fault.out" 2>"$work/fault.err")
			got=$? why=''
			case $got in
			"$wanted") ;;
			127) grep -q -e 'loading shared' -e 'cannot open shared' fault.err || why="status $got" ;;
			2 | 3) [ -s fault.err ] || why="status $got, and nothing is said" ;;
			1) { [ -n "$follow" ] && grep -qE ' units in .*: .*(failed|crashed)' fault.out; } || why="status 1" ;;
			*) why="status $got" ;;
			esac
			case $got in 2 | 3)
				grep -q -e 'Too many open files' -e 'No space left' -e 'Input/output error' -e 'temporarily' -e 'full or failing' -e 'locking protocol' -e 'unable to open database' \
					-e 'cannot read the index' `# what libgit2 says of it` \
					fault.err || why="$why; another cause is said"
				;;
			esac
			now=$(files_of at)
			[ "$got" != 0 ] || [ "$now" = "$after" ] || why="status 0, but files differ: $(printf '%s\n%s\n' "$now" "$after" | sort | uniq -u | tr '\n' ' ')"
			[ "$got" != 0 ] || [ "$(state at)" = "$final" ] || why="$why; status 0, but the record has something else"
			[ "$got" != 0 ] || [ "$(verdicts at)" = "$(verdicts want)" ] || why="$why; status 0, but verdicts differ"
			odd=$(printf '%s\n' "$now" | while read -r line; do case "
$before
$after
" in *"
$line
"*) ;; *) echo "$line" ;; esac done)
			[ -z "$odd" ] || why="$why; left: $odd"
			(cd at && "$nightshift" "$@" >/dev/null 2>again.err) || { [ $? = "$wanted" ] || why="$why; afterwards: $(head -n 1 at/again.err)"; }
			rm -f at/again.err
			[ "$(state at)" = "$final" ] || why="$why; afterwards it differs"
			[ -z "$why" ] || wrong="$wrong
$call $number of $count: $why: $(head -c 300 fault.err | tr '\n' ' ')"
			if [ -n "${SHOW-}" ]; then echo "$name: $call $number: $got: $(head -n 1 fault.err)" >&2; fi
			number=$((number - step))
		done
	done
	[ $tried -gt 5 ] && [ -z "$wrong" ]
	check "$name: no call that fails does more than that ($tried)" "$wrong"
}
faults "record a folder" start record night
faults "record a file" start record --lane=nightly --platform=linux --variant=v --commit=HEAD --run=r --attempt=1 one.xml
faults "merge an export" start record e.tsv
faults "record a journal" start record lines
faults "record an archive of prove" start record --lane=nightly --platform=linux --variant=v --commit=HEAD --run=r --attempt=1 archive
# A verdict that cannot be looked at, or not be read, is not absent.
looks='' number=0
while number=$((number + 1)) && rm -rf at && cp -R start at; do
	run sh -c 'cd at && exec strace -qq -o ../looked -P "$PWD/night/v-one/verdict" -e "inject=?newfstatat,?fstatat64,?stat,?stat64,?statx:error=EIO:when=$1" "$2" record "$PWD/night"' - $number "$nightshift"
	grep -q INJECTED looked || break
	[ "$status" != 0 ] || err="$(sqlite3 at/.nightshift/record.db "SELECT count(*) FROM result") results"
	looks="$looks$status ${err#nightshift: }
"
done
equal "a verdict that cannot be looked at is named, or another look finds it" "0 2 results
3 cannot read '$work/at/night/v-one/verdict': Input/output error" "$(printf %s "$looks" | sort -u)"
cd at || exit 3
verdict=$PWD/t/build/nightshift/v-one/verdict
run strace -f -qq -o /dev/null -P "$verdict" -e inject=read:error=EIO "$nightshift" run -q --no-record --no-build --platform=linux
equal "nor does run do without one that cannot be read" "3 nightshift: cannot read '$verdict': Input/output error" "$status $(echo "$err" | sed 's,/\./,/,')"
cd ..
faults "export" filled record --export=out.tsv
faults "generate" changed generate
faults "report" filled report -o report.txt
kinds="$all newfstatat fstat stat lstat statx" # what is not seen is not absent
faults "gate" start gate --plan=nix/s.json --lane=nightly --platform=linux "--commit=$commit" night
faults "gate with a journal" start gate --plan=nix/s.json --lane=nightly --platform=linux "--commit=$commit" lines
kinds=$all
faults "run" start run --no-record --no-build --platform=linux
# unread NUMBER: that read fails of one that runs a unit by itself
unread() { (cd start && strace -qq -o /dev/null -e "inject=read:error=EIO:when=$1" "$nightshift" exec --unit=v-x --suite=s --run=r --plan="$plan" --results="$work/unread" -- echo text >/dev/null 2>"$work/unread.err"); }
number=1 status=0
while [ $number -lt 20 ] && ! { rm -rf unread; unread $number || status=$?; grep -q "cannot read what 'v-x' prints: Input/output error" unread.err; }; do
	number=$((number + 1))
done
equal "output that cannot be read fails its unit's run" "3 no verdict" "$status $(test -e unread/v-x/verdict || echo no verdict)"
follow=-f kinds="$all recvfrom" most=$((most + 2))
faults "run, and all that it starts" start run --no-record --no-build --platform=linux
finish
