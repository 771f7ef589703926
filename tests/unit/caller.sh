#!/bin/sh
# What a caller hands down changes nothing of what is tested: the environment of a git hook, of make and of shells, signals that are ignored or
# blocked, and what a unit around it was told. Each is given to every command that starts something: exec, batch with and without a
# worker, fixture, run (builds, units, fixtures), and what a discovery asks.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

mkdir r
: >r/say.sh
small r <<'END'
<program path="made-program"><command>sh say.sh build; : >made-program</command></program>
<fixture name="data" key="data" output="made-data"><command>sh say.sh fixture; : >"$NIGHTSHIFT_OUTPUT"</command></fixture>
<run>sh say.sh unit</run>
<worker name="w">sh worker.sh</worker>
<variant name="v"/>
<module name="a" needs="data"/>
<module name="b" worker="w"/>
<discover>sh say.sh discovery >&amp;2; printf 'a\nb\n'</discover>
END
# What this process has of the given variables, NAMES, stands in said-WHO: nothing, if all is well.
cat >say.sh <<'END'
: >"said-$1"
for name in $(cat names); do
	value=$(printenv "$name") && echo "$name=$value" >>"said-$1"
done
exit 0
END
cat >worker.sh <<'END'
sh say.sh worker
while read -r unit; do printf '%s\n' "TAP version 14" "1..1" "ok 1 - $unit"; done
END
printf '%s\n' 'said-*' names 'units' results >>.gitignore
repository .

plan=$(git hash-object nix/s.json)

# said WHO...: what each of them had that it should not have; or "silent", if it never ran.
said() {
	for who; do
		if [ -e "said-$who" ]; then sed "s/^/$who: /" "said-$who"; else echo "$who never ran"; fi
	done
}
# everywhere NAME=VALUE...: start everything with these in the environment, and look for them.
everywhere() {
	rm -rf said-* made-* build results
	for pair; do echo "${pair%%=*}"; done >names
	run env "$@" "$nightshift" run -q --no-record
	equal "run starts with it: $*" "0 $(printf '%s' '')" "$status $(said build fixture unit worker)"
	rm -f said-*
	run env "$@" "$nightshift" lint -q
	equal "lint" "0 " "$status $(said discovery)"
	rm -rf said-* made-*
	run env "$@" "$nightshift" exec -q --results=results --unit=u --suite=s --plan=$plan --run=1 -- sh say.sh unit
	equal "exec" "0 " "$status $(said unit)"
	printf 'u\tsh say.sh unit\n' >units
	run env "$@" "$nightshift" batch -q --units=units --results=results --suite=s --plan=$plan --run=1
	equal "batch" "0 " "$status $(said unit)"
	run env "$@" "$nightshift" fixture -q --output=made-data -- 'sh say.sh fixture; : >"$NIGHTSHIFT_OUTPUT"'
	equal "fixture" "0 " "$status $(said fixture)"
}

# --- the environment --------------------------------------------------------------------------------------------------------------

mkdir -p "$work/elsewhere/t"
everywhere CDPATH="$work/elsewhere"
everywhere BASH_ENV="$work/no-file" ENV="$work/no-file"
echo 'exit 7' >"$work/at-start"
everywhere BASH_ENV="$work/at-start" ENV="$work/at-start"
everywhere MAKEFILES="$work/some.mk" MAKEFLAGS=n MFLAGS=-n MAKELEVEL=3 GNUMAKEFLAGS=-i
everywhere SHELLOPTS=noexec BASHOPTS=extglob
everywhere 'BASH_FUNC_sh%%=() { exit 0; }' 'BASH_FUNC_printf%%=() { exit 0; }'
# All that this git calls its own: a newer one may have more.
local=$(git rev-parse --local-env-vars)
# shellcheck disable=SC2046 # words
everywhere $(for name in $local; do echo "$name=$work/elsewhere"; done)

# What the manifest says counts, whatever its name.
echo CDPATH >names
cp nightshift.xml "$work/plain.xml"
sed 's|<variant name="v"/>|<variant name="v"><env name="CDPATH" value="declared"/></variant>|' "$work/plain.xml" >nightshift.xml
rm -rf said-*
"$nightshift" generate -q
run env CDPATH="$work/elsewhere" "$nightshift" run -q --no-record a b
equal "what the manifest says of it counts" "0 unit: CDPATH=declared worker: CDPATH=declared" "$status $(said unit worker | tr '\n' ' ' | sed 's/ $//')"
cp "$work/plain.xml" nightshift.xml
"$nightshift" generate -q

# What is the user's stays: PATH, the locale, git's identity and configuration, and what nobody knows.
printf '%s\n' GIT_AUTHOR_NAME GIT_CONFIG_GLOBAL LC_ALL MY_OWN >names
rm -rf said-*
run env GIT_AUTHOR_NAME=me GIT_CONFIG_GLOBAL=/dev/null LC_ALL=C MY_OWN=1 "$nightshift" run -q --no-record a
equal "what is the user's stays" "0 unit: GIT_AUTHOR_NAME=me unit: GIT_CONFIG_GLOBAL=/dev/null unit: LC_ALL=C unit: MY_OWN=1" "$status $(said unit | tr '\n' ' ' | sed 's/ $//')"

# A unit that runs nightshift by itself does not hand its devices on; what exec is told goes to what it starts.
printf '%s\n' NIGHTSHIFT_DEVICES NIGHTSHIFT_DEVICE NIGHTSHIFT_COUNT >names
run env NIGHTSHIFT_DEVICES='one two' NIGHTSHIFT_DEVICE=one NIGHTSHIFT_COUNT=2 "$nightshift" run -q --no-record
equal "units have no devices that another unit holds" "0 " "$status $(said unit worker)"

# --- the input -------------------------------------------------------------------------------------------------------------------

# Nothing that is run reads what is typed, and there is an end to read. A worker's input is its own.
cp say.sh "$work/say.sh"
echo '[ "$1" = worker ] || cat >"said-$1" || echo "$1 cannot read" >>"said-$1"' >say.sh
for jobs in 1 4; do
	rm -rf said-* made-* build
	run sh -c 'echo typed | "$0" run -q --no-record -j"$1"' "$nightshift" "$jobs"
	equal "with -j$jobs, builds, fixtures and units read nothing of what is typed" "0 " "$status $(said build fixture unit)"
done
rm -f said-*
run sh -c 'printf "u\tsh say.sh unit\n" >units; echo typed | "$0" batch -q --units=units --results=results --suite=s --plan="$1" --run=1' "$nightshift" $plan
equal "nor does a unit of batch" "0 " "$status $(said unit)"
cp "$work/say.sh" .

# --- git --------------------------------------------------------------------------------------------------------------------------

# A hook is started with the paths of its repository. What a unit does in a repository of its own stays there, and nightshift looks at the one
# it stands in.
git init -q "$work/other"
git -C "$work/other" commit -q --allow-empty -m elsewhere
seed=$("$nightshift" seed)
run env GIT_DIR="$work/other/.git" GIT_WORK_TREE="$work/other" GIT_INDEX_FILE="$work/other/.git/index" "$nightshift" seed
equal "the seed is that of the repository that it stands in" "0 $seed" "$status $out"
does_here='d=$(mktemp -d) && cd "$d" && git init -q . && echo x >f && git add f && git commit -qm "of the test"'
echo "$does_here" >say.sh
git commit -qam "a unit that commits"
head=$(git rev-parse HEAD)
for by in "$nightshift run -q --no-record a" "make -s -f tests.mk s-test-v-a"; do
	for hook in "GIT_DIR=$PWD/.git" "GIT_DIR=$PWD/.git GIT_INDEX_FILE=$PWD/.git/index GIT_WORK_TREE=$PWD" "GIT_OBJECT_DIRECTORY=$PWD/.git/objects"; do
		run env $hook sh -c "$by"
		equal "'${by#"$nightshift "}' in a hook with ${hook%%=*}: HEAD is where it was" "0 $head " "$status $(git rev-parse HEAD) $(git status --porcelain -uno)"
	done
done

# --- signals ----------------------------------------------------------------------------------------------------------------------

git checkout -q HEAD~ say.sh
cat >"$work/with.py" <<'END'
"""with.py WHAT... -- COMMAND...: run it with these signals ignored, or blocked if a '-' stands before the name."""
import os, signal, sys
at = sys.argv.index("--")
for name in sys.argv[1:at]:
    if name[0] == "-":
        signal.pthread_sigmask(signal.SIG_BLOCK, [getattr(signal, name[1:])])
    else:
        signal.signal(getattr(signal, name), signal.SIG_IGN)
os.execvp(sys.argv[at + 1], sys.argv[at + 1:])
END
: >names
for with in SIGCHLD -SIGCHLD "SIGCHLD SIGPIPE SIGTSTP" "-SIGTERM -SIGALRM -SIGUSR1 -SIGTSTP -SIGCONT"; do
	rm -rf said-* made-*
	# shellcheck disable=SC2086 # words
	run timeout 60 "$python" "$work/with.py" $with -- "$nightshift" run -q --no-record
	equal "run, with $with" "0 " "$status $(said build fixture unit worker)"
	# shellcheck disable=SC2086
	run timeout 60 "$python" "$work/with.py" $with -- "$nightshift" lint -q
	equal "lint, with $with" "0 " "$status $(said discovery)"
	# shellcheck disable=SC2086
	run timeout 60 "$python" "$work/with.py" $with -- "$nightshift" exec -q --results=results --unit=u --suite=s --plan=$plan --run=1 -- 'sh say.sh unit; exit 3'
	equal "exec, with $with" "1 fail 3" "$status $(sed -n 's/^verdict //p' results/u/verdict) $(sed -n 's/^status //p' results/u/verdict)"
done
# A discovery that fails is told by its own status, whoever ignores what.
rewrite "s/printf 'a.nb.n'/exit 9/" nightshift.xml
run timeout 60 "$python" "$work/with.py" SIGCHLD -- "$nightshift" lint -q
case $status:$err in
2:*"failed with status 9"*) ok "the status of a discovery that fails, with SIGCHLD ignored" ;;
*) not_ok "the status of a discovery that fails, with SIGCHLD ignored" "$status: $err" ;;
esac
finish
