#!/usr/bin/env bash
# The suite of tests/run/everywhere.sh within Nix, as TAP: the verdicts of the tables in gen/man/nightshift-judging.7, and file by file those
# that `nightshift run` leaves; a gate that is red, and says why, and the same by the records of both.
# KEEP=1 and SANDBOX=no as in scratch.sh; VERDICTS=FOLDER keeps there what the units left in Nix.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154
top=$(realpath "$(dirname "$0")/../..")
nightshift=$(realpath "${NIGHTSHIFT:-$top/build/nightshift}")
# shellcheck source-path=SCRIPTDIR source=scratch.sh
. "$(dirname "$0")/scratch.sh"
# shellcheck source=tests/unit/judged/lib.sh
. "$top/tests/unit/judged/lib.sh"

cd "$work" || exit 1
judged_suite p
cd p || exit 1
# As a tree: a report of an earlier run must be there.
sed -i 's|<nix/>|<nix strategy="tree"/>|' t/suite.xml
git init -q . && git add -A
if ! log=$("$nightshift" generate -q --no-record -f t/suite.xml 2>&1) || ! commit "the suite"; then
  echo "Bail out! no scratch project: $log"
  exit 1
fi
head=$(git rev-parse HEAD)
earlier=$(awk -F'\t' '$2 ~ /earlier run/ { print $1 }' t/rows-2 | tr '\n' ' ')
prelude="let
  pkgs = import $standin { system = \"x86_64-linux\"; };
  split = import $work/p/nix/j-split.nix {
    inherit pkgs;
    mkSplit = $mk_split;
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

# What passed is an output; of what is red, the blocks that exec has marked in the log say what would lie there.
report=$work/report
mkdir "$report"
if build checked -L --keep-going >/dev/null; then status=green; else status=red; fi
cp "$work/log" "$work/red.log"
is "something is red, so there is no gate" "red" "$status"
nix eval --json --impure --expr "$prelude checked.paths" 2>/dev/null | jq -r '.[]' | while read -r path; do
  ! nix-store --check-validity "$path" 2>/dev/null || cp -R "$store$path/." "$report"
done
chmod -R u+w "$report"
# earlier_attempt UNIT: of a folder that was taken out of the log, what an attempt before the last one left goes into one of its own
earlier_attempt() {
  local file place
  [ -e "$report/$1/verdict" ] || return 0
  place=$report/$1/attempt-$(sed -n 's/^attempt //p' "$report/$1/verdict")
  mkdir "$place"
  for file in "$report/$1"/*; do [ -d "$file" ] || mv "$file" "$place"; done
}
sed -n 's/^[^>]*> @nightshift \([a-z]* [^: ]*:.*\)/\1/p' "$work/red.log" | while IFS= read -r line; do
  kind=${line%% *} unit=${line#* } unit=${unit%%:*} text=${line#*:} text=${text# }
  case $kind in
    junit) kind=junit.xml ;;
    end | cut) continue ;;
  esac
  if [ "$kind $text" = "verdict nightshift 1" ]; then earlier_attempt "$unit"; fi
  mkdir -p "$report/$unit"
  end='\n'
  if [[ $text =~ ^(.*[^\\])?(\\\\)*\\$ ]]; then text=${text%\\} end=; fi
  printf "%b$end" "$text" >>"$report/$unit/$kind"
done
if [ -n "${VERDICTS-}" ]; then cp -R "$report" "$VERDICTS"; fi
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
is "each verdict names its run by a store path, and its part of a plan, and no plan" "$(find "$report" -name verdict | wc -l) $(find "$report" -name verdict | wc -l) 0" "$(
  find "$report" -name verdict -exec cat {} + | grep -cE '^run nix-[0-9a-z]{32}$') $(
  find "$report" -name verdict -exec cat {} + | grep -cE '^part [0-9a-f]{64}$') $(
  find "$report" -name verdict -exec cat {} + | grep -c '^plan ')"

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

red=$(grep -L -x -e 'verdict pass' -e 'verdict skip' "$report"/*/verdict | sed 's,.*/\([^/]*\)/verdict,\1,' | sort)
is "each run is red whose unit neither passed nor skipped, and no other" "$red" \
  "$(sed -n "s,^error: builder for '/nix/store/[^-]*-j-run-\(.*\)[.]drv' failed.*,\1,p" "$work/red.log" | sort)"
has "and says why" "$(cat "$work/red.log")" "j-run-x-never>   fail x-never (status 3, seed 7, attempt 2 of 2)"
# What skips is no pass, unless it may.
only() { echo "(import $nix_dir/nightshift.nix { inherit pkgs; exec = $exec; drv = split.packages.j-build;
  plan = let plan = builtins.fromJSON (builtins.readFile $work/p/nix/j.json); in plan // { nix = removeAttrs plan.nix [ \"shards\" ]; units = map (u: $2) (builtins.filter (u: u != null && u.id == \"$1\") plan.units); }; }).packages.j-checked"; }
if path=$(build "($(only x-may u))"); then ok "a unit that skips and may is green"; else not_ok "a unit that skips and may is green" "$path"; fi
if path=$(build "($(only x-may 'removeAttrs u [ "maySkip" ]'))"); then not_ok "and red if it may not" "$path"; else ok "and red if it may not"; fi
is "whether it may moves no run" "true" "$(value "builtins.toJSON ((($(only x-may u)).runs.x-may.drvPath) == (($(only x-may 'removeAttrs u [ "maySkip" ]')).runs.x-may.drvPath))")"

echo "# The record"

# The record gets what is red from the log itself.
mkdir "$work/passed"
for unit in "$report"/*; do grep -qx "$(basename "$unit")" <<<"$red" || cp -R "$unit" "$work/passed"; done
log=$("$nightshift" record -q -f t/suite.xml --run night --lane nightly --platform p --commit HEAD "$work/passed" "$work/red.log" 2>&1) || echo "# $log"
is "the record says the same of each" "$(for file in "$report"/*/verdict; do echo "$(basename "${file%/verdict}") $(sed -n 's/^verdict //p' "$file")"; done | sort)" "$(
  sqlite3 -separator ' ' .nightshift/record.db "SELECT unit, verdict FROM result WHERE attempt = (SELECT max(attempt) FROM result b WHERE b.unit = result.unit)" | sort)"
finish
