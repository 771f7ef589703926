#!/usr/bin/env bash
# The suite of tests/run/everywhere.sh within Nix, as TAP: the verdicts of the tables in gen/man/nightshift-judging.7, and file by file those
# that `nightshift run` leaves; a gate that is red, and says why, and the same by the records of both.
# KEEP=1 and SANDBOX=no as in scratch.sh; VERDICTS=FOLDER keeps there what the units left in Nix.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
top=$(realpath "$(dirname "$0")/../..")
nightshift=$(realpath "${NIGHTSHIFT:-$top/build/nightshift}")
# shellcheck source-path=SCRIPTDIR source=scratch.sh
. "$(dirname "$0")/scratch.sh"
# shellcheck source=tests/unit/judged/lib.sh
. "$top/tests/unit/judged/lib.sh"

cd "$work" || exit 1
judged_suite p
cd p || exit 1
# As a tree: a report of an earlier run must be there. In two shards, one of what takes the commit's seed.
sed -i 's|<nix/>|<nix strategy="tree" shards="2" jobs="4"/>|' t/suite.xml
git init -q . && git add -A
if ! log=$("$nightshift" generate -q --no-record -f t/suite.xml 2>&1) || ! commit "the suite"; then
  echo "Bail out! no scratch project: $log"
  exit 1
fi
head=$(git rev-parse HEAD)
cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" nix
earlier=$(awk -F'\t' '$2 ~ /earlier run/ { print $1 }' t/rows-2 | tr '\n' ' ')
prelude="let
  pkgs = import $standin { system = \"x86_64-linux\"; };
  split = import $work/p/nix/j-split.nix {
    inherit pkgs;
    exec = $exec;
    rev = \"$head\";
    drv = pkgs.stdenv.mkDerivation {
      name = \"j\"; src = $work/p/t; unique = \"$work\";
      buildPhase = ''
        for n in $earlier; do
          TWICE= REPORT=out/j\$n.xml sh ./play 'a report of an earlier run, status 0'
        done
      '';
      installPhase = \"mkdir \$out\";
    };
  };
  checked = split.packages.j-checked;
in"

echo "# The verdicts"

if ! report=$(build checked.report); then
  echo "Bail out! no report: $report"
  exit 1
fi
if [ -n "${VERDICTS-}" ]; then cp -R "$report" "$VERDICTS" && chmod -R u+w "$VERDICTS"; fi
verdict_of() { sed -n 's/^verdict //p' "$report/x-$1/verdict"; }
while IFS= read -r line; do
  n=$(cell "$line" 0) row=$(cell "$line" 1)
  is "Nix: $row" "$(cell "$line" 2) $(cell "$line" 3)" "$(verdict_of "e$n") $(verdict_of "t$n")"
done <t/rows-1
while IFS= read -r line; do
  is "Nix, junit: $(cell "$line" 1)" "$(cell "$line" 2)" "$(verdict_of "j$(cell "$line" 0)")"
done <t/rows-2
is "attempts, seeds, and leave to skip" "pass 2, fail 2, skip 1" "$(
  for unit in again never may; do echo "$(verdict_of $unit) $(sed -n 's/^attempt //p' "$report/x-$unit/verdict")"; done | tr '\n' ',' | sed 's/,$//; s/,/, /g')"
is "each verdict names its run by a store path, and the report its plan" "$(find "$report" -name verdict | wc -l) $(find "$report" -name verdict | wc -l)" "$(
  find "$report" -name verdict -exec cat {} + | grep -cE '^run nix-[0-9a-z]{32}$') $(
  find "$report" -name verdict -exec cat {} + | grep -c "^plan $(git hash-object --no-filters nix/j.json)$")"

cd t || exit 1
before_judged
"$nightshift" run -q --no-record --results=folders -j4 -f t/suite.xml -C .. --platform=p --lane=nightly >"$work/run.out" 2>&1
judged_results build/nightshift >"$work/run.got"
judged_results "$report" >"$work/nix.got"
if [ "$(wc -l <"$work/run.got")" -gt 300 ] && diff -u "$work/run.got" "$work/nix.got" >"$work/diff"; then
  ok "the same verdicts as nightshift run leaves, file by file"
else
  not_ok "the same verdicts as nightshift run leaves, file by file" "$(head -n 40 "$work/diff")"
fi
cd ..

echo "# The gate"

if log=$(build checked); then
  not_ok "it is red" "it built"
else
  log=$(sed -n 's/^ *> //p' <<<"$log")
  red=$(grep -L -x -e 'verdict pass' "$report"/*/verdict | grep -v '/x-may/' | sed 's,.*/\([^/]*\)/verdict,\1,' | sort)
  is "it is red for each unit that neither passed nor skipped where it may, and for no other" "$red" \
    "$(sed -n '/^j: red:/,$ s/^  \(x-[^:]*\): .*/\1/p' <<<"$log" | sort)"
  count=$(jq '.units | length' nix/j.json) reds=$(wc -l <<<"$red")
  has "and says why" "$log" "x-never: fail, exit status 3, seed 7" "x-may: skip, as it may: no svn" \
    "j: red: $((count - reds - 1)) of $count units passed, 1 skipped, as the manifest lets it, and $reds are red; nightly on p, seed $((0x${head:0:8} & 0x7fffffff))"
fi
# What skips is no pass, unless it may; strict runs are as strict as that.
only() { echo "(import $nix_dir/nightshift.nix { inherit pkgs; exec = $exec; drv = split.packages.j-build; fingerprint = \"$(git hash-object --no-filters nix/j.json)\";
  plan = let plan = builtins.fromJSON (builtins.readFile $work/p/nix/j.json); in plan // { nix = removeAttrs plan.nix [ \"shards\" ]; units = map (u: $2) (builtins.filter (u: u.id == \"$1\") plan.units); }; }).packages.j-checked"; }
for how in '' .strict; do
  if path=$(build "($(only x-may u))$how"); then ok "a unit that skips and may is green${how:+, strict as well}"; else not_ok "a unit that skips and may is green${how:+, strict as well}" "$path"; fi
  if path=$(build "($(only x-may 'removeAttrs u [ "maySkip" ]'))$how"); then
    not_ok "and red if it may not${how:+, strict as well}" "$path"
  else
    ok "and red if it may not${how:+, strict as well}"
  fi
done
is "whether it may moves no run" "true" "$(value "builtins.toJSON ((($(only x-may u)).runs.x-may.drvPath) == (($(only x-may 'removeAttrs u [ "maySkip" ]')).runs.x-may.drvPath))")"

echo "# The record"

log=$("$nightshift" record -q -f t/suite.xml --run night --lane nightly --commit HEAD "$report" 2>&1) || echo "# $log"
is "the record says the same of each" "$(for file in "$report"/*/verdict; do echo "$(basename "${file%/verdict}") $(sed -n 's/^verdict //p' "$file")"; done | sort)" "$(
  sqlite3 -separator ' ' .nightshift/record.db "SELECT unit, verdict FROM result WHERE attempt = (SELECT max(attempt) FROM result b WHERE b.unit = result.unit)" | sort)"
finish
