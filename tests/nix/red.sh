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
seed=$((0x$(cut -c 1-8 <<<"$head") & 0x7fffffff))
if log=$(flake toy-checked); then
  not_ok "a failing test fails the gate: by name, with the end of its log, the seed and how to replay" "it built"
else
  has "a failing test fails the gate: by name, with the end of its log, the seed and how to replay" "$log" \
    "toy-checked: plan $fingerprint; seed $seed, of commit $head" \
    "plain-breakable: fail, exit status 1" \
    "    | line one" \
    "    | a < b & c, é" \
    "    again:" \
    "    \$ cd toy" \
    "    \$ export FLAVOUR=plain" \
    "    \$ sh -c 'make BUILD=build/plain build/plain/toy-tests'" \
    "    \$ build/plain/toy-tests breakable"
  is "the last lines of a red gate say which units are red, why, and where all logs are" \
    "toy: red: 1 of 13 units did not pass; nightly on linux, seed $seed
  all logs: nix build 'git+file:.?rev=$head#toy-checked.report'
  plain-breakable: fail, exit status 1" "$(sed -n '/^toy: red/,/^  plain/p' <<<"$log")"
fi
if built=$(flake toy-build); then ok "the product is built although a test fails"; else not_ok "the product is built although a test fails" "$built"; fi
report=$(flake toy-checked.report)
is "the report has the units in the order of the plan, each of the plan's fingerprint" "$(jq -r '.units[].id' nix/toy.json) 13" "$(
  sed -n 's/^ *<testcase .* name="\([^"]*\)".*/\1/p' "$report/junit.xml") $(
  for file in "$report"/*/verdict; do sed -n 3p "$file"; done | grep -c "^plan $fingerprint$")"
is "the report is built although a test fails, with all verdicts" "fail 1, pass 12" "$(
  cat "$report"/*/verdict 2>/dev/null | sed -n 's/^verdict //p' | sort | uniq -c | awk '{ printf "%s%s %s", sep, $2, $1; sep = ", " }')"
is "the report is found by commit, as the red line says, without a checkout" "$report" "$(
  flake 'toy-checked.report' >/dev/null
  path=$(nix build --no-link --json "git+file:.?rev=$head#toy-checked.report" 2>/dev/null) && readable "$path")"
if command -v python3 >/dev/null; then
  is "the report's JUnit file is well-formed and has a case for each unit" "13 1 0 plain-breakable: a < b & c, é" "$(
    python3 - "$report/junit.xml" <<'END'
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
red = [(case.get("name"), bad.text.split("\n")[1]) for case in root.iter("testcase") for bad in case]
print(len(list(root.iter("testcase"))), len(list(root.iter("failure"))), len(list(root.iter("error"))),
      ", ".join("%s: %s" % one for one in red))
END
  )"
else
  skip "the report's JUnit file is well-formed and has a case for each unit" "python3 is missing"
fi

is "a unit whose time is up is a timeout" "x: timeout, exit status 124: it did not end within 1 s" \
  "$(red_line "$(unit 'command = "sleep 30"; timeout = 1;')")"
hasty=$(through 'if [ "$1" = exec ]; then shift; set -- exec --grace=1 "$@"; fi; exec "$real" "$@"')
is "a unit whose time is up and that does not listen is a timeout, too" "x: timeout, exit status 124: it did not end within 1 s" \
  "$(red_line "($(unit 'command = "trap : TERM; while :; do sleep 1; done"; timeout = 1;' "exec = $hasty;"))")"
is "a unit without a limit that ends with 124 is a failure" "x: fail, exit status 124" \
  "$(red_line "$(unit 'command = "exit 124";')")"
is "a unit that a signal ends is a crash" "x: crash, exit status 139" \
  "$(red_line "$(unit 'command = "build/plain/toy-tests crash";')")"
is "a unit whose program is not there is a failure" "x: fail, exit status 127" \
  "$(red_line "$(unit 'command = "build/plain/no-such";')" | cut -d : -f 1,2)"
is "a unit whose program is a folder is a failure" "x: fail, exit status 126" \
  "$(red_line "$(unit 'command = "build/plain";')" | cut -d : -f 1,2)"
is "a unit that is killed before its time is up is a crash" "x: crash, exit status 137" \
  "$(red_line "$(unit 'command = "kill -KILL $$"; timeout = 600;')")"
is "a unit without a limit that is killed is a crash" "x: crash, exit status 137" \
  "$(red_line "$(unit 'command = "kill -KILL $$";')")"
beating=$(through 'for word; do shift; if [ "$word" = --heartbeat=300 ]; then word=--heartbeat=0.1; fi; set -- "$@" "$word"; done; exec "$real" "$@"')
slow="($(unit 'command = "sleep 3";' "exec = $beating;")).runs.x"
build "$slow" >/dev/null
is "a run says now and then that it still runs" "running x: 0 s" "$(nix log --impure --expr "$prelude $slow" 2>/dev/null | grep -m 1 '^running' | cut -d , -f 1)"
path=$(build "($(unit 'command = "echo out; echo \"a & b\" >&2; echo \${MAKEFLAGS-unset} \${MAKELEVEL-unset}; ls -ld build | cut -c 1-10; exit 125";')).runs.x")
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
echo out; echo \"a & b\" >&2; echo \${MAKEFLAGS-unset} \${MAKELEVEL-unset}; ls -ld build | cut -c 1-10; exit 125" "$(cat "$path/x/replay")"
is "of a red unit the end of the log is shown, and all that are red are told at the end" "x: fail, exit status 1
    | 11
y: fail, exit status 2
toy: red: 2 of 2 units did not pass; nightly on linux
  all logs: nix build '.#toy-checked.report'
  x: fail, exit status 1
  y: fail, exit status 2" "$(
  build 'checked { plan = plan // { units = map (u: { variant = "plain"; lane = "pr"; } // u) [ { id = "x"; command = "seq 30; exit 1"; }
    { id = "y"; command = "exit 2"; } ]; }; }' | sed -n 's/^ *> //p' | grep -A1 -e '^[xy]: ' -e '^toy: red' -e '^  [axy]' |
    grep -v -e '^--' -e 'again:')"
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
is "a unit without a verdict file has not passed" "$half" "$(broken 'rm verdict')"
is "a unit with an empty verdict has not passed" "$half" "$(broken ': >verdict')"
is "a unit with a half-written verdict has not passed" "$half" "$(broken 'sed -i /^end/d verdict')"
is "a unit with a verdict that goes on after its end has not passed" "$half" "$(broken 'echo "verdict pass" >>verdict')"
is "a unit with a verdict file that says no verdict has not passed" "$wrong" "$(broken 'sed -i "/^verdict /d" verdict')"
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
is "a run whose unit left nothing is red" "1" "$(exec=$(through 'if [ "$1" = exec ]; then exit 0; fi; exec "$real" "$@"')
  build "($(unit 'command = "true";' "exec = $exec;"))" | grep -c 'holds no unit folders')"

echo "# What is no verdict fails the run itself"

# Prints "built" or "failed" for a run whose exec is this script.
run_with() {
  if build "($(unit 'command = "exit 1";' "exec = $(through "$1");")).runs.x" >/dev/null; then echo built; else echo failed; fi
}
is "a red unit is a run like any other; a failure of the machine, a wrong command line and a killed exec are none" \
  "built failed failed failed" "$(run_with 'exec "$real" "$@"') $(run_with '[ "$1" != exec ] || exit 3') $(
  run_with 'exec "$real" exec --no-such-option') $(run_with 'kill -KILL $$')"
if log=$(build "($(unit 'command = "true"; env.UID = "5";')).runs.x"); then
  not_ok "nor is what does not come as far as that" "it built: $log"
else
  has "nor is what does not come as far as that" "$(sed -n 's/^ *> .*\(UID: readonly variable\)/\1/p' <<<"$log")" "UID: readonly variable"
fi
if log=$(build "(checked { exec = null; })"); then
  not_ok "without a program for the units there is no gate, but the product is there" "it built: $log"
else
  is "without a program for the units there is no gate, but the product is there" \
    "suite 'toy': exec is missing, the program that runs the units: give the split file exec = inputs.nightshift.packages.x86_64-linux.exec, of nightshift's flake, or what nix/exec.nix in its source makes; toy" \
    "$(refusal '(checked { exec = null; }).drvPath'); $(value '(split { exec = null; }).packages.toy-build.name')"
fi
log=$(build 'checked { plan = plan // {
  units = map (u: u // { on.idle.lane = "none"; }) plan.units;
  platforms = [ { name = "idle"; system = "x86_64-linux"; pr = "none"; merge = "build"; nightly = "none"; } ];
}; }')
has "a gate that owes nothing is red" "$(sed -n 's/^ *> //p' <<<"$log")" \
  "toy: red: lane nightly runs no unit on platform idle, so nothing is shown; if that is right, give --nothing-due; nightly on idle"

finish
