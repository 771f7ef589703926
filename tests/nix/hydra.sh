#!/usr/bin/env bash
# The recipe for Hydra of templates/ci, as TAP: the jobsets that its JSON declares evaluate its Nix file with their inputs, as Hydra passes them, and
# what the jobs come to where all is green and where a unit is red. No Hydra runs; the other recipes are in tests/cli/recipes.sh.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/toy.sh
. "$(dirname "$0")/lib/toy.sh"

command -v jq >/dev/null || skip_all "jq is not installed"
# What is the project's own; and a nightshift whose program is not built again.
sed 's/rts/toy/g' "$top/templates/ci/hydra.nix" >nix/hydra.nix
cp "$top/templates/ci/hydra.json" hydra.json
mkdir -p "$work/nightshift/nix"
echo "{ mkSplit = args: import $standin/library/nightshift.nix (args // { exec = import $standin/exec.nix { inherit (args) pkgs; }; }); }" >"$work/nightshift/nix/default.nix"
commit "the recipe"

# jobset NAME: an expression, the jobs of that jobset: its file is what the input says that it names, and gets all of its inputs: those of git as
# a folder with its commit, and strings as they are
jobset() {
  local file
  file=$(jq -r --arg n "$1" '.[$n] | select(.nixexprinput == "src") | .nixexprpath' hydra.json)
  echo "import $PWD/$file { $(jq -r --arg n "$1" '.[$n].inputs | to_entries[] |
    if .value.type == "string" then "\(.key) = \"\(.value.value)\";" else "\(.key) = inputs.\(.key);" end' hydra.json | tr '\n' ' ') }"
}
hydra="let inputs = {
  src = { outPath = $PWD; rev = \"$(git rev-parse HEAD)\"; };
  nixpkgs.outPath = $standin;
  nightshift.outPath = $work/nightshift;
}; in"
names() { # of the jobs of a jobset
  nix eval --impure --json --expr "$hydra $(jobset "$1")" --apply '
    let walk = at: set: builtins.concatLists (map (n: let v = set.${n}; in
      if v.type or "" == "derivation" then [ "${at}${n}" ] else walk "${at}${n}." v) (builtins.attrNames set)); in walk ""' 2>"$work/log" |
    jq -r '.[]' | sed 's/^\([a-z]*\)\.runs\..*/\1.runs/' | uniq -c | sed 's/^ *1 //;s/^ *//' | tr '\n' ' '
  cat "$work/log"
}
is "the jobset of the main branch has a job for the build, the gate, the report and each run of a unit that the lane owes" \
  "linux.build linux.gate linux.report 12 linux.runs mac.build mac.gate " "$(names main)"
is "that of the night has all units, on each platform that checks them" \
  "linux.build linux.gate linux.report 13 linux.runs mac.build mac.gate mac.report 11 mac.runs " "$(names nightly)"
cp nix/toy.json "$work/plan.json"
jq '.nix.shards = 2' "$work/plan.json" >nix/toy.json
is "where units share derivations, those are the jobs, and no unit runs twice" "linux.build linux.gate linux.report 4 linux.runs mac.build mac.gate " "$(names main)"
cp "$work/plan.json" nix/toy.json
job() { build "$hydra ($(jobset "$1")).$2"; }
if path=$(job nightly linux.gate); then
  is "where each unit passes, the gate is built, and holds the product" "hello, world" "$(sh "$path/run")"
else
  not_ok "where each unit passes, the gate is built, and holds the product" "$path"
fi
path=$(job nightly linux.report)
is "and the report has a verdict of each" "13 pass" "$(sed -n 's/^verdict //p' "$path"/*/verdict | sort | uniq -c | sed 's/^ *//')"
drv_of() { value "($hydra ($(jobset "$1")).$2).drvPath"; }
was=$(drv_of main linux.gate) built=$(drv_of main linux.build)
echo more >README.md
commit "later"
hydra=${hydra/rev = \"*\"; \};/rev = \"$(git rev-parse HEAD)\"; \};}
differ "the gate of another commit is another one, so that no older result answers for it" "$was" "$(drv_of main linux.gate)"
is "and the build is not" "$built" "$(drv_of main linux.build)"
break_it
hydra=${hydra/rev = \"*\"; \};/rev = \"$(git rev-parse HEAD)\"; \};}
if log=$(job main linux.gate); then
  not_ok "where a unit fails, the gate is not built" "it was: $log"
else
  has "where a unit fails, the gate is not built" "$(sed -n 's/^ *> //p' <<<"$log")" "toy: red: 1 of 1 unit did not pass"
fi
if log=$(job main 'linux.runs."plain-breakable"'); then
  not_ok "nor is the job of that unit" "it was: $log"
else
  has "nor is the job of that unit" "$(sed -n 's/^ *> //p' <<<"$log")" "  fail plain-breakable (status 1)"
fi
if log=$(job main 'linux.runs."plain-unseeded"'); then ok "that of another one is"; else not_ok "that of another one is" "$log"; fi
sed -i "s|hydraJobs = .*|hydraJobs = import ./nix/hydra.nix { src = self; inherit nixpkgs; nightshift.outPath = $work/nightshift; };|" flake.nix
git checkout -q HEAD~1 -- toy
commit "as a flake"
is "a flake can have the jobs as its hydraJobs" "toy-checked-merge" "$(nix eval --raw --impure .#hydraJobs.linux.gate.name 2>&1)"

finish
