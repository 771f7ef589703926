#!/usr/bin/env bash
# A farm without ssh, as TAP: the test programs travel between machines as a folder, whole, with files missing, cut or false,
# and a run's output lies under another run's name.
#
# Most single quotes below are for Nix, jq or the units' own shell; some functions are called by their names.
# shellcheck disable=SC2016,SC2034,SC2154,SC2317
# shellcheck source-path=SCRIPTDIR source=lib/farm.sh
. "$(dirname "$0")/lib/farm.sh"

build reference reference.log "$checked"
green "one machine builds all that the folder is made of" reference.log

# --- a folder as the transport ----------------------------------------------------------------------------------------

# What the second machine shall run, and what a build machine gives it: the programs, and what else these runs take.
wanted=(plain-seed loud-seed plain-helper)
others() {
  local run
  for run in "${wanted[@]}"; do
    on reference nix-store -q --references "$(path reference "toy-checked.runs.$run.drvPath")" | grep '\.drv$'
  done | while read -r drv; do on reference nix-store -q --outputs "$drv"; done | sort -u
}
mapfile -t others < <(others)
give() { (cd p && on reference nix copy --to "$1" "$checked.programs.plain" "$checked.programs.loud" "${others[@]}"); }
log=$(give "file://$work/cache?compression=zstd" 2>&1)
check "programs and what the runs take are copied to a folder" "$log"
# What a real set's stdenv is made of (NIXPKGS), beside what the project is made of.
not_the_set() { grep -v -e '^stdenv\( \|$\)' -e '\.sh$'; }
equal "the folder holds what the runs take, and no run" "helper nightshift-exec pkg-config toy-programs-loud toy-programs-plain" \
  "$(sed -n 's,^StorePath: /nix/store/[a-z0-9]*-,,p' cache/*.narinfo | not_the_set | sort | tr '\n' ' ' | sed 's/ $//')"

# take MACHINE FOLDER [OPTION...]: a machine with nothing runs them, with the folder as its only substituter.
take() {
  [ -e "$1" ] || machine "$1"
  build "$1" "$1.log" --max-jobs 1 --keep-going --option substituters "file://$work/$2" --option require-sigs false \
    "${@:3}" "${wanted[@]/#/$checked.runs.}"
}
# did MACHINE: what it built or asked for in the last build, and the verdicts that it has
did() {
  builds "$1.log" | grep -v '^toy-run-' | not_the_set | sed 's/ here$/ was built/' | sort
  fetched "$1.log" | not_the_set | sort -u | sed 's/$/ was asked for/'
  builds "$1.log" | sed -n 's/^toy-run-\(.*\) here$/\1 ran/p' | sort
  verdicts "$1" | grep -v ' none$'
}
take second cache
green "a second machine with the folder is green" second.log
equal "a second machine with the folder builds nothing but the runs" "helper was asked for
nightshift-exec was asked for
pkg-config was asked for
toy-programs-loud was asked for
toy-programs-plain was asked for
loud-seed ran
plain-helper ran
plain-seed ran
loud-seed pass second
plain-helper pass second
plain-seed pass second" "$(did second)"

# The file of programs of a variant, in a folder; and what tells of it.
info() { grep -l "^StorePath: .*-toy-programs-$2\$" "$1"/*.narinfo; }
file() { echo "$1/$(sed -n 's/^URL: //p' "$(info "$1" "$2")")"; }

cp -R cache unknown
rm "$(info unknown plain)"
cp -R cache absent
rm "$(file absent plain)"
for folder in unknown absent; do
  take "without-$folder" "$folder"
  green "programs $folder in the folder: a machine is green" "without-$folder.log"
  equal "programs $folder in the folder: it built them itself, and ran what it owes" "toy-programs-plain was built
loud-seed ran
plain-helper ran
plain-seed ran
loud-seed pass without-$folder
plain-helper pass without-$folder
plain-seed pass without-$folder" "$(did "without-$folder" | grep -v ' was asked for$')"
done

cp -R cache cut
truncate -s -20 "$(file cut plain)"
cp -R cache false
cp "$(file cache loud)" "$(file false plain)" # sound in itself, and green if it were run
for folder in cut false; do
  if take "with-$folder" "$folder"; then status=0; else status=$?; fi
  equal "a $folder file of programs: the machine is red and says why" "1 error: some substitutes for the outputs of \
derivation '*-toy-programs-plain.drv' failed (usually happens due to networking issues); try '--fallback' to build \
derivation from source" "$status $(messages "with-$folder.log" | sed -n "s,/nix/store/[a-z0-9]*-,*-,; /^error: some/p")"
  equal "a $folder file of programs: what takes them has not run" "loud-seed ran
loud-seed pass with-$folder" "$(did "with-$folder" | grep -v ' was asked for$')"
  take "with-$folder" "$folder" --fallback
  green "a $folder file of programs: with --fallback it is green" "with-$folder.log"
  equal "a $folder file of programs: and has built them itself" "toy-programs-plain was built
plain-helper ran
plain-seed ran
loud-seed pass with-$folder
plain-helper pass with-$folder
plain-seed pass with-$folder" "$(did "with-$folder" | grep -v ' was asked for$')"
done

# A folder of runs, in which the output of one lies under the name of another, too. Nix was told not to ask for signatures,
# and takes it; the gate does not.
(cd p && on reference nix copy --to "file://$work/forged" "$checked.runs.left" "$checked.runs.plain-seed") 2>copy.log
left=$(grep -l '^StorePath: .*-toy-run-left$' forged/*.narinfo)
seed=$(grep -l '^StorePath: .*-toy-run-plain-seed$' forged/*.narinfo)
{ grep '^StorePath: ' "$left" && grep -v '^StorePath: ' "$seed"; } >forged.narinfo && mv forged.narinfo "$left"
machine gullible
status=0
build gullible forged.log --option substituters "file://$work/forged" --option require-sigs false "$checked" || status=$?
equal "another unit's verdict under the name of a run: it was not run, and the gate is red" "1 toy-run-left left: no verdict" \
  "$status $(fetched forged.log | grep 'left$') $(on gullible nix log "$(path gullible toy-checked.drvPath)" 2>&1 | sed -n 's/^  \(left: .*\)/\1/p')"

finish
