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
    "ok plain-seed" \
    "not ok plain-breakable: fail, exit status 1, seed -" \
    "    | line one" \
    "    | a < b & c, é" \
    "    again:" \
    "    \$ cd toy" \
    "    \$ export FLAVOUR=plain" \
    "    \$ sh -c 'make BUILD=build/plain build/plain/toy-tests'" \
    "    \$ build/plain/toy-tests breakable" \
    "toy-checked: red: 1 of 13 units did not pass; seed $seed, of commit $head" \
    "  all logs: nix build 'git+file:.?rev=$head#toy-checked.report'" \
    "  plain-breakable: fail, exit status 1, seed -"
fi
if built=$(flake toy-build); then ok "the product is built although a test fails"; else not_ok "the product is built although a test fails" "$built"; fi
report=$(flake toy-checked.report)
is "the report has the units in the order of the plan, each of the plan's fingerprint" "$(jq -r '.units[].id' nix/toy.json) 13" "$(
  sed -n 's/^<testcase .* name="\([^"]*\)".*/\1/p' "$report/junit.xml") $(
  for file in "$report"/*/verdict; do sed -n 3p "$file"; done | grep -c "^plan $fingerprint$")"
is "the report is built although a test fails, with all verdicts" "fail 1, pass 12" "$(
  cat "$report"/*/verdict 2>/dev/null | sed -n 's/^verdict //p' | sort | uniq -c | awk '{ printf "%s%s %s", sep, $2, $1; sep = ", " }')"
is "the report is found by commit, as the red line says, without a checkout" "$report" "$(
  flake 'toy-checked.report' >/dev/null
  path=$(nix build --no-link --json "git+file:.?rev=$head#toy-checked.report" 2>/dev/null) && readable "$path")"
if command -v python3 >/dev/null; then
  is "the report's JUnit file is well-formed and has a case for each unit" "13 1 0 plain-breakable: a < b & c, ??" "$(
    python3 - "$report/junit.xml" <<'END'
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
red = [(case.get("name"), bad.text.split("\n")[2]) for case in root.iter("testcase") for bad in case]
print(len(list(root.iter("testcase"))), len(list(root.iter("failure"))), len(list(root.iter("error"))),
      ", ".join("%s: %s" % one for one in red))
END
  )"
else
  skip "the report's JUnit file is well-formed and has a case for each unit" "python3 is missing"
fi

is "a unit whose time is up is a timeout" "not ok x: timeout, exit status 124, seed -" \
  "$(red_line "$(unit 'command = "sleep 30"; timeout = 1;')")"
mkdir "$work/hasty"
cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" "$work/hasty"
sed -i 's/timeout -k 10/timeout -k 1/' "$work/hasty/nightshift/run.sh"
hasty=${prelude//"$nix_dir"/"$work/hasty"}
is "a unit whose time is up and that does not listen is a timeout, too" "not ok x: timeout, exit status 137, seed -" \
  "$(prelude=$hasty red_line "$(unit 'command = "trap : TERM; while :; do sleep 1; done"; timeout = 1;')")"
is "a unit without a limit that ends with 124 is a failure" "not ok x: fail, exit status 124, seed -" \
  "$(red_line "$(unit 'command = "exit 124";')")"
is "a unit that a signal ends is a crash" "not ok x: crash, exit status 139, seed -" \
  "$(red_line "$(unit 'command = "build/plain/toy-tests crash";')")"
is "a unit whose program is not there is a failure" "not ok x: fail, exit status 127, seed -" \
  "$(red_line "$(unit 'command = "build/plain/no-such";')")"
is "a unit whose program is a folder is a failure" "not ok x: fail, exit status 126, seed -" \
  "$(red_line "$(unit 'command = "build/plain";')")"
is "a unit that is killed before its time is up is a crash" "not ok x: crash, exit status 137, seed -" \
  "$(red_line "$(unit 'command = "kill -KILL $$"; timeout = 600;')")"
is "a unit without a limit that is killed is a crash" "not ok x: crash, exit status 137, seed -" \
  "$(red_line "$(unit 'command = "kill -KILL $$";')")"
hasty() { # a sed script for run.sh; the unit's attributes; the path of its run, $work/log has what it said
  rm -rf "$work/hasty"
  mkdir "$work/hasty"
  cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" "$work/hasty"
  sed -i "$1" "$work/hasty/nightshift/run.sh"
  if cmp -s "$nix_dir/nightshift/run.sh" "$work/hasty/nightshift/run.sh"; then echo "the sed script does nothing"; fi
  local prelude=${prelude//"$nix_dir"/"$work/hasty"} run
  run="($(unit "$2")).runs.x"
  build "$run"
  nix log --impure --expr "$prelude $run" >"$work/log" 2>/dev/null
}
hasty 's/sleep 300/sleep 0.1/' 'command = "sleep 3";' >/dev/null
is "a run says now and then that it still runs" "x: still running" "$(grep -m 1 still "$work/log")"
path=$(hasty 's/^start=.*/start=1000000/; s/^took=.*/took=$((3045678 - start))/' \
  'command = "echo out; echo \"a & b\" >&2; echo \${MAKEFLAGS-unset} \${MAKELEVEL-unset}; ls -ld build | cut -c 1-10; exit 125";')
is "the log of a unit, whole: both outputs, a folder to write in, and nothing of the make around it" "out
a & b
unset unset
drwxr-xr-x" "$(cat "$path/x/log")"
is "the JUnit file of a unit, whole" '<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="toy" tests="1">
<testcase classname="toy.plain" name="x" time="2.045">
<failure type="fail" message="exit status 125, seed -">
out
a &amp; b
unset unset
drwxr-xr-x
</failure>
</testcase>
</testsuite>' "$(cat "$path/x/junit.xml")"
is "of a red unit the last 20 lines are shown, and all that are red are told at the end" "not ok x: fail, exit status 1, seed -
    | 11
not ok y: fail, exit status 2, seed -
toy-checked: red: 2 of 2 units did not pass; no seed of a commit
  all logs: nix build '.#toy-checked.report'
  x: fail, exit status 1, seed -
  y: fail, exit status 2, seed -" "$(
  build 'checked { plan = plan // { units = map (u: { variant = "plain"; lane = "pr"; } // u) [ { id = "x"; command = "seq 30; exit 1"; }
    { id = "y"; command = "exit 2"; } ]; }; }' | sed -n 's/^ *> //p' | grep -A1 -e '^not ok' -e '^toy-checked: red' -e '^  [axy]' |
    grep -v -e '^--' -e 'again:')"
is "where two platforms are of one system, no verdict names one" "0" "$(grep -c '^platform' "$(
  build "(checked { plan = plan // { platforms = plan.platforms ++ [ (builtins.head plan.platforms // { name = \"more\"; }) ]; }; }).runs.plain-unseeded")/plain-unseeded/verdict")"
is "a process left behind does not hold up the run" "pass" "$(verdict "$(build "($(unit 'command = "sleep 1000 & true";')).runs.x")" verdict)"

echo "# Absence is never success (law 4)"

# Breaks run.sh by a sed script, and prints the first red line of a gate over plain-seed.
broken() {
  rm -rf "$work/broken"
  mkdir "$work/broken"
  cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" "$work/broken"
  sed -i "$1" "$work/broken/nightshift/run.sh"
  if cmp -s "$nix_dir/nightshift/run.sh" "$work/broken/nightshift/run.sh"; then echo "the sed script does nothing"; fi
  red_line "((import $work/broken/nightshift.nix {
    inherit pkgs fingerprint exec; drv = toy; rev = \"0000000a\";
    plan = plan // { units = builtins.filter (u: u.id == \"plain-seed\") plan.units; };
  }).packages.toy-checked)"
}
is "a unit without a verdict file has not passed" "not ok plain-seed: no verdict" "$(broken 's,>"$results/verdict",>/dev/null,')"
is "a unit with an empty verdict has not passed" "not ok plain-seed: no verdict" "$(broken 's,^echo "$unit:.*,: >$results/verdict,')"
is "a unit with a half-written verdict has not passed" "not ok plain-seed: no verdict" "$(broken '/echo "end"/d')"
is "a unit with a verdict that goes on after its end has not passed" "not ok plain-seed: no verdict" "$(broken 's/echo "end"/&; echo "verdict pass"/')"
is "a unit with a verdict file that says no verdict has not passed" "not ok plain-seed: , exit status 0, seed 10" "$(broken '/echo "verdict /d')"
is "a verdict of a pass with a status that is not 0 does not count" "not ok plain-seed: pass, exit status 3, seed 10" "$(broken 's/echo "status .*/echo status 3/')"
is "a verdict of another plan does not count" "not ok plain-seed: its verdict is of another plan, where it is 77" "$(broken 's/echo "part .*/echo part 77/')"
is "a verdict of another unit does not count" "not ok plain-seed: its verdict is of another unit, toy other" "$(broken 's/echo "unit .*/echo unit other/')"
is "a verdict of another suite does not count" "not ok plain-seed: its verdict is of another unit, tic plain-seed" "$(broken 's/echo "suite .*/echo suite tic/')"
is "a verdict of a later format does not count" "not ok plain-seed: its verdict is of another unit, toy plain-seed" "$(broken 's/nightshift 1/nightshift 2/')"
is "a verdict with another seed does not count" "not ok plain-seed: it ran with seed 11 and owes seed 10" "$(broken 's/echo "seed .*/echo seed 11; fi/')"
is "a verdict without its seed does not count" "not ok plain-seed: it ran with seed - and owes seed 10" "$(broken '/echo "seed /d')"
log=$(build 'checked { plan = plan // {
  units = map (u: u // { on.idle.lane = "none"; }) plan.units;
  platforms = [ { name = "idle"; system = "x86_64-linux"; pr = "none"; merge = "build"; nightly = "none"; } ];
}; }')
has "a gate that owes nothing is red" "$(sed -n 's/^ *> //p' <<<"$log")" \
  "toy-checked: red: it owes no unit on x86_64-linux, so nothing ran"

finish
