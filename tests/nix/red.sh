#!/usr/bin/env bash
# The split of the project in fixture/, as TAP, where units fail: what is said of them, and that no verdict that is missing or
# wrong passes.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/toy.sh
. "$(dirname "$0")/lib/toy.sh"

echo "# Red"

break_it
head=$(git rev-parse HEAD)
# verdicts_of GATE: how many of each verdict are outputs of Nix, of those that the gate reads
verdicts_of() {
  nix eval --json ".#$1.paths" 2>/dev/null | jq -r 'to_entries[] | "\(.key) \(.value)"' | while read -r unit path; do
    ! nix path-info "$path" >/dev/null 2>&1 || sed -n 's/^verdict //p' "$store$path/$unit/verdict"
  done | sort | uniq -c | awk '{ printf "%s%s %s", sep, $2, $1; sep = ", " }'
}
if log=$(flake toy-checked --keep-going); then
  not_ok "a failing test fails its run, and so the gate: by name, with the end of its log, and how to replay" "it built"
else
  has "a failing test fails its run, and so the gate: by name, with the end of its log, and how to replay" "$log" \
    "plain-breakable, again by hand:" \
    "    \$ cd toy" \
    "    \$ export FLAVOUR=plain" \
    "    \$ sh -c 'make BUILD=build/plain build/plain/toy-tests'" \
    "    \$ build/plain/toy-tests breakable"
  is "the last lines of a red run say which unit is red, what it said last, and what to type" \
    "toy: red: 1 of 1 unit did not pass
  fail plain-breakable (status 1)
  | line one
  | a < b & c, é
  again:         nix build '.#toy-checked.runs.\"plain-breakable\"'
  the whole log: nix log '.#toy-checked.runs.\"plain-breakable\"'" "$(tail -n 6 <<<"$(sed -n '/^toy: red/,/^  the whole log/p' <<<"$log")")"
  is "its verdict, its JUnit and the end of its log stand in the log, marked, before that" "1 verdict fail, 1 <testcase, 1 line one, 1 end" "$(
    count() { sed '/^toy: red/,$d' <<<"$log" | grep -c "^@nightshift $1"; }
    echo "$(count 'verdict plain-breakable: verdict fail$') verdict fail, $(count 'junit plain-breakable: *<testcase ') <testcase, $(
      count 'log plain-breakable: line one$') line one, $(count 'end plain-breakable: [0-9a-f]\{64\}$') end")"
fi
is "what it says there shows the whole log" "1" "$(
  nix log '.#toy-checked.runs."plain-breakable"' 2>/dev/null | grep -c '^@nightshift end plain-breakable: ')"
# Whom a daemon does not trust may not say how many lines it shows, nor what a sandbox holds.
if [ "${SANDBOX-}" != daemon ]; then
  is "and where Nix shows 10 lines of it, all of that is among them" "toy: red: 1 of 1 unit did not pass
  fail x (status 1)
  | 25
  | 26
  | 27
  | 28
  | 29
  | 30
  again:         nix build '.#toy-checked.runs.\"x\"'
  the whole log: nix log '.#toy-checked.runs.\"x\"'" "$(
  build "($(unit 'command = "seq 30; exit 1";'))" --option log-lines 10 | sed -n 's/^ *> //p')"
fi
is "with another seed, what to type is of that seed" "  again:         build (toy-checked.withSeed \"99\").runs.\"plain-seed\"
  the whole log: log (toy-checked.withSeed \"99\").runs.\"plain-seed\"" "$(
  build '((checked { plan = plan // { units = map (u: u // { command = "exit 1"; }) (builtins.filter (u: u.id == "plain-seed") plan.units); }; }).withSeed "99")' |
    sed -n 's/^ *> //p' | tail -n 2)"
if built=$(flake toy-build); then ok "the product is built although a test fails"; else not_ok "the product is built although a test fails" "$built"; fi
is "all others have passed, and are outputs; what is red is none" "pass 12" "$(verdicts_of toy-checked)"
is "there is no report of what is not all green" "no" "$(if flake toy-checked.report >/dev/null; then echo yes; else echo no; fi)"

is "a unit whose time is up is a timeout" "timeout x (status 124): it did not end within 1 s" \
  "$(red_line "$(unit 'command = "sleep 30"; timeout = 1;')")"
hasty=$(through 'if [ "$1" = exec ]; then shift; set -- exec --grace=1 "$@"; fi; exec "$real" "$@"')
is "a unit whose time is up and that does not listen is a timeout, too" "timeout x (status 124): it did not end within 1 s" \
  "$(red_line "($(unit 'command = "trap : TERM; while :; do sleep 1; done"; timeout = 1;' "exec = $hasty;"))")"
is "a unit without a limit that ends with 124 is a failure" "fail x (status 124)" \
  "$(red_line "$(unit 'command = "exit 124";')")"
is "a unit that a signal ends is a crash" "crash x (status 139)" \
  "$(red_line "$(unit 'command = "build/plain/toy-tests crash";')")"
is "a unit whose program is not there is a failure" "fail x (status 127)" \
  "$(red_line "$(unit 'command = "build/plain/no-such";')" | cut -d : -f 1)"
is "a unit whose program is a folder is a failure" "fail x (status 126)" \
  "$(red_line "$(unit 'command = "build/plain";')" | cut -d : -f 1)"
is "a unit that is killed before its time is up is a crash" "crash x (status 137)" \
  "$(red_line "$(unit 'command = "kill -KILL $$"; timeout = 600;')")"
is "a unit without a limit that is killed is a crash" "crash x (status 137)" \
  "$(red_line "$(unit 'command = "kill -KILL $$";')")"
beating=$(through 'for word; do shift; if [ "$word" = --heartbeat=300 ]; then word=--heartbeat=0.1; fi; set -- "$@" "$word"; done; exec "$real" "$@"')
slow="($(unit 'command = "sleep 3";' "exec = $beating;")).runs.x"
build "$slow" >/dev/null
is "a run says now and then that it still runs" "running x: 0 s" "$(nix log --impure --expr "$prelude $slow" 2>/dev/null | grep -m 1 '^running' | cut -d , -f 1)"
path=$(build "($(unit 'command = "echo out; echo \"a & b\" >&2; echo \${MAKEFLAGS-unset} \${MAKELEVEL-unset}; ls -ld build | cut -c 1-10";')).runs.x")
is "the log of a unit, whole: both outputs, a folder to write in, and nothing of the make around it" "out
a & b
unset unset
drwxr-xr-x" "$(cat "$path/x/log")"
is "the replay text of a unit, whole" "cd toy
export FLAVOUR=plain
export TOY_PLATFORM='the linux one'
sh -c 'make BUILD=build/plain build/plain/toy-tests'
export FLAVOUR=plain
export TOY_PLATFORM='the linux one'
echo out; echo \"a & b\" >&2; echo \${MAKEFLAGS-unset} \${MAKELEVEL-unset}; ls -ld build | cut -c 1-10" "$(cat "$path/x/replay")"
shard='plan = plan // { nix = plan.nix // { jobs = 1; shards = 1; };
  units = map (u: { variant = "plain"; lane = "pr"; seconds = 1; } // u) [ { id = "x"; command = "seq 30; exit 1"; }
    { id = "y"; command = "echo y"; } { id = "z"; command = "echo z; exit 2"; timeout = 9; } ]; };'
is "a run of many runs them all, and then is red if one is, and says which" "x y z
toy: red: 2 of 3 units did not pass
  fail x (status 1)
  | 28
  | 29
  | 30
  fail z (status 2)
  | z
  again:         nix build '.#toy-checked.runs.\"shard1=pr+merge+nightly\"'
  the whole log: nix log '.#toy-checked.runs.\"shard1=pr+merge+nightly\"'" "$(
  build "(checked { $shard })" >"$work/many.log"
  sed -n 's/^ *> //p' "$work/many.log" | sed -n 's/^\(pass\|fail\) \([xyz]\)\( .*\)\{0,1\}$/\2/p' | tr '\n' ' ' | sed 's/ $/\n/'
  summed <"$work/many.log")"
is "the gate says of what is red that nobody lets it skip, and where the logs are" "x: skip, and it may not: exit status 77
toy: red: 1 of 1 unit did not pass; nightly on linux
  all logs: nix build '.#toy-checked.report'
  x: skip, and it may not: exit status 77" "$(build "($(unit 'command = "exit 77";'))" | sed -n 's/^ *> //p' | grep -e '^ *x: ' -e '^toy: red' -e '^  all')"
is "the run of a unit that skips is none the less there, and the same whether it may or not" "skip true" "$(
  verdict "$(build "($(unit 'command = "exit 77";')).runs.x")" verdict) $(value "lib.boolToString (
    ($(unit 'command = "exit 77";')).runs.x.drvPath == ($(unit 'command = "exit 77"; maySkip = "why";')).runs.x.drvPath)")"
is "where two platforms are of one system, no verdict names one" "0" "$(grep -c '^platform' "$(
  build "(checked { plan = plan // { platforms = plan.platforms ++ [ (builtins.head plan.platforms // { name = \"more\"; }) ]; }; }).runs.plain-unseeded")/plain-unseeded/verdict")"
is "a process left behind does not hold up the run" "pass" "$(verdict "$(build "($(unit 'command = "sleep 1000 & true";')).runs.x")" verdict)"

echo "# Absence is never success (law 4)"

# Breaks what a run of plain-seed leaves by a script in its folder, and prints the first red line of the gate.
broken() {
  local exec
  exec=$(through "\"\$real\" \"\$@\" || exit
[ \"\$1\" = exec ] || exit 0
for word; do
  case \$word in --results=*) results=\${word#*=} ;; esac
done
cd \"\$results/plain-seed\" && cp verdict before && { $1; } && ! cmp -s before verdict && rm before")
  red_line "(checked { exec = $exec; rev = \"0000000a\"; plan = plan // { units = builtins.filter (u: u.id == \"plain-seed\") plan.units; }; })"
}
half="plain-seed: its verdict was not written to its end"
wrong="plain-seed: its verdict contradicts itself, or misses what a verdict has"
none="plain-seed: not judged; nightshift exec ended with status 0"
is "a unit without a verdict file has not passed" "$none" "$(broken 'rm verdict')"
is "a unit with an empty verdict has not passed" "$none" "$(broken ': >verdict')"
is "a unit with a half-written verdict has not passed" "$half" "$(broken 'sed -i /^end/d verdict')"
is "a unit with a verdict that goes on after its end has not passed" "$half" "$(broken 'echo "verdict pass" >>verdict')"
is "a unit with a verdict file that says no verdict has not passed" "$none" "$(broken 'sed -i "/^verdict /d" verdict')"
is "a verdict of a pass with a status that is not 0 does not count" "$wrong" "$(broken 'sed -i "s/^status .*/status 3/" verdict')"
is "a verdict of another part does not count" "plain-seed: its verdict is of another part of the plan, $(printf %064d 7)" \
  "$(broken "sed -i 's/^part .*/part $(printf %064d 7)/' verdict")"
is "a verdict of another unit does not count" "plain-seed: its verdict is of unit 'other' of suite 'toy'" "$(broken 'sed -i "s/^unit .*/unit other/" verdict')"
is "a verdict of another suite does not count" "plain-seed: its verdict is of unit 'plain-seed' of suite 'tic'" "$(broken 'sed -i "s/^suite .*/suite tic/" verdict')"
is "a verdict of another platform does not count" "plain-seed: its verdict is of another platform, mac" "$(broken 'sed -i "s/^platform .*/platform mac/" verdict')"
is "a verdict that names no store path does not count" "plain-seed: its verdict names no platform" \
  "$(broken 'sed -i "s/^run .*/run by-hand/; /^platform/d" verdict')"
is "a verdict of a later format does not count" "$wrong" "$(broken 'sed -i "s/^nightshift 1/nightshift 2/" verdict')"
is "a verdict with another seed does not count" "plain-seed: it ran with seed 11 and owes seed 10" "$(broken 'sed -i "s/^seed .*/seed 11/" verdict')"
is "a verdict without its seed does not count" "plain-seed: it ran with no seed and owes seed 10" "$(broken 'sed -i "/^seed /d" verdict')"
is "a run whose unit left nothing is red" "x: not judged; nightshift exec ended with status 0" "$(
  exec=$(through 'if [ "$1" = exec ]; then exit 0; fi; exec "$real" "$@"'); red_line "($(unit 'command = "true";' "exec = $exec;"))")"

echo "# What is no verdict fails the run, too"

# What is said of a run whose exec is this script.
run_with() { red_line "($(unit 'command = "true";' "exec = $(through "$1");")).runs.x"; }
is "a failure of the machine" "x: not judged; nightshift exec ended with status 3" "$(run_with '[ "$1" != exec ] || { echo "the disk is full" >&2; exit 3; }')"
is "what it said is shown" "  the disk is full" "$(sed -n 's/^ *> //p' "$work/log" | grep '^  the disk')"
is "a wrong command line" "x: not judged; nightshift exec ended with status 2" "$(run_with 'exec "$real" exec --no-such-option')"
is "an exec that is killed" "x: not judged; nightshift exec ended with status 137" "$(run_with 'kill -KILL $$')"
is "an exec that ends with 1 although its verdict is a pass" "x: not judged; nightshift exec ended with status 1" "$(run_with '"$real" "$@"; exit 1')"

echo "# What is red runs again, and nothing else does"

# A unit that is killed once, by what lies outside of its sandbox: the store never has what it left.
mkdir "$work/meeting"
shared=(--option extra-sandbox-paths "/meeting=$work/meeting")
once='checked { plan = plan // { units = map (u: { variant = "plain"; lane = "pr"; } // u) [
  { id = "a"; command = "echo a >>MEETING/ran"; } { id = "b"; command = "echo b >>MEETING/ran; [ ! -e MEETING/kill ] || kill -KILL $$"; }
  { id = "c"; command = "echo c >>MEETING/ran; [ ! -e MEETING/kill ] || exit 1"; } ]; }; }'
if [ -n "$store" ]; then once=${once//MEETING//meeting}; else once=${once//MEETING/$work/meeting}; fi
night() { # the units that ran in a build of the gate, the derivations that were built, and what those that are red came to
  : >"$work/meeting/ran"
  build "$once" -L --keep-going "${shared[@]}" >"$work/night.log"
  sort "$work/meeting/ran" | tr '\n' ' '
  sed -n "s,^building '/nix/store/[^-]*-\(toy-\(run\|checked\)[^']*\)[.]drv'.*,\1,p" "$work/log" | sort -u | tr '\n' ' '
  sed -n 's/^[a-z-]*> *\(crash\|fail\) \([a-c] (status [0-9]*\).*/\2)/p' "$work/log" | sort -u | tr '\n' ' '
}
if [ "${SANDBOX-}" != daemon ]; then
  touch "$work/meeting/kill"
  is "killed once: two are red, and there is no gate" "a b c toy-run-a toy-run-b toy-run-c b (status 137) c (status 1) " "$(night)"
  is "killed again: what is green did not run again" "b c toy-run-b toy-run-c b (status 137) c (status 1) " "$(night)"
  rm "$work/meeting/kill"
  if [ -n "$store" ]; then
    nix copy --all --to "file://$work/all" 2>"$work/copy.log"
    is "of all that is copied to a cache, nothing is red" "toy-run-a" "$(
      sed -n 's,^StorePath: /nix/store/[a-z0-9]*-\(toy-run-[abc]$\|toy-checked$\),\1,p' "$work"/all/*.narinfo)"
    : >"$work/meeting/ran"
    build "$once" "${shared[@]}" --store "$work/second" --option substituters "file://$work/all" --option require-sigs false >/dev/null
    is "a machine that has the cache runs what was red there" "b c" "$(sort "$work/meeting/ran" | tr '\n' ' ' | sed 's/ $//')"
  else
    skip "of all that is copied to a cache, nothing is red" "the store is the machine's"
    skip "a machine that has the cache runs what was red there" "the store is the machine's"
  fi
  is "the next build is green, and ran what was red alone" "b c toy-checked toy-run-b toy-run-c " "$(night)"
  is "after that nothing runs" "" "$(night)"
fi

if log=$(build "($(unit 'command = "true"; env.UID = "5";')).runs.x"); then
  not_ok "nor is what does not come as far as that" "it built: $log"
else
  has "nor is what does not come as far as that" "$(sed -n 's/^ *> .*\(UID: readonly variable\)/\1/p' <<<"$log")" "UID: readonly variable"
fi
log=$(build 'checked { plan = plan // {
  units = map (u: u // { on.idle.lane = "none"; }) plan.units;
  platforms = [ { name = "idle"; system = "x86_64-linux"; pr = "none"; merge = "build"; nightly = "none"; } ];
}; }')
has "a gate that owes nothing is red" "$(sed -n 's/^ *> //p' <<<"$log")" \
  "toy: red: lane nightly runs no unit on platform idle, so nothing is shown; if that is right, give --nothing-due; nightly on idle"

finish
