# For the tests of the split: the project in fixture/, on the stand-in nixpkgs, committed and locked, as the working folder; and
# what the points ask of it. Sourced by them. See scratch.sh for KEEP and SANDBOX.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=../scratch.sh
. "$(dirname "${BASH_SOURCE[0]}")/../scratch.sh"

project "$here/fixture"
# Never built before, in whatever store: only what is built has a log to look at.
sed -i "s|name = \"toy\";|& unique = \"$work\";|" nix/toy.nix
locked

# for value and its kin: pkgs, lib and what is made of the fixture
prelude="let
  pkgsFor = system: import $standin { inherit system; };
  pkgs = pkgsFor \"x86_64-linux\";
  inherit (pkgs) lib stdenv runCommand;
  inherit (stdenv) mkDerivation;
  toy = import $work/p/nix/toy.nix { inherit pkgs; };
  plan = builtins.fromJSON (builtins.readFile $work/p/nix/toy.json);
  exec = $exec;
  split = more: import $nix_dir/nightshift.nix ({ inherit pkgs plan exec; drv = toy; } // more);
  checked = more: (split more).packages.toy-checked;
in"

# unit ATTRIBUTES [MORE]: a suite of the one unit x with these attributes, and more of what mkSplit takes
unit() {
  echo "checked { ${2-} plan = plan // { units = [ ({ id = \"x\"; variant = \"plain\"; lane = \"pr\"; } // { $1 }) ]; }; }"
}
# red_line GATE: the first red unit, and why, among the last lines of a run or a gate that must not build
red_line() {
  local log
  if log=$(build "$1"); then
    echo "green"
  else
    sed -n 's/^ *> //p' <<<"$log" | sed -n '/^[a-z-]*: red: /,$ { /^  all logs: /d; s/^  \([a-z-]*[: ].*\)/\1/p; }' | head -n 1
  fi
}
# summed: of the log of a build, the last lines of each run and gate that is red
summed() { sed -n 's/^ *> //p' | sed -n '/^[a-z-]*: red: /,/^  the whole log: /p'; }
# through SCRIPT: an expression of a program for mkSplit that is this script, in which $real is the one under test
through() {
  printf '#!/bin/sh\nreal=@real@/bin/nightshift\n%s\n' "$1" >"$work/through.sh"
  echo "(runCommand \"through\" { script = builtins.path { name = \"through.sh\"; path = $work/through.sh; }; }
    ''mkdir -p \$out/bin; sed s,@real@,\${exec}, \$script >\$out/bin/nightshift; chmod +x \$out/bin/nightshift'')"
}
# break_it: from the next commit on, the unit plain-breakable fails.
break_it() {
  sed -i 's/^broken=no/broken=yes/' toy/toy-tests.sh
  commit "break it"
}
