#!/usr/bin/env bash
# Logs of real Nix in which nightshift exec has marked what was red: in each form that Nix gives a log, two runs mixed in it; a run that
# fails once and passes then, at the gate and in the record.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=scratch.sh
. "$(dirname "$0")/scratch.sh"

mkdir -p "$work/p/t" "$work/weather"
cd "$work/p" || exit 1
cat >nightshift.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>true {module}</run>
  <variant name="v"/>
  <module name="one"/>
  <module name="two"><run protocol="tap">true</run></module>
</suite>
END
git init -q . && git add -A
if ! log=$("$nightshift" generate -q --no-record 2>&1) || ! commit "the suite"; then
  echo "Bail out! no scratch project: $log"
  exit 1
fi
part() { "$nightshift" part --plan nix/s.json --platform linux "v-$1" | cut -f 2; }
# The weather is no input: what fails today may pass tomorrow.
export NIX_CONFIG="$NIX_CONFIG
extra-sandbox-paths = $work/weather"
touch "$work/weather/bad"
sed "s|@NIGHTSHIFT@|$nightshift|;s|@WEATHER@|$work/weather|;s|@ONE@|$(part one)|;s|@TWO@|$(part two)|" >runs.nix <<'END'
let
  run = unit: part: extra: derivation {
    name = "s-run-${unit}";
    system = "x86_64-linux";
    builder = "/bin/bash";
    nightshift = @NIGHTSHIFT@;
    PATH = "/bin:/usr/bin";
    args = [
      "-c"
      ''
        name=''${out##*/}
        $nightshift exec --mark --junit --unit=${unit} --results=results --suite=s --part=${part} --run="nix-''${name%%-*}" \
          --platform=linux ${extra} -- 'for i in 1 2 3 4 5 6 7 8 9; do echo "# ${unit} $i"; done
            echo 1..1; if [ -e @WEATHER@/bad ]; then echo "not ok 1 - rain"; exit 3; fi; echo "ok 1 - rain"' || exit 1
        cp -R results "$out"
      ''
    ];
  };
in
{
  one = run "v-one" "@ONE@" "";
  two = run "v-two" "@TWO@" "--protocol=tap";
}
END
# built ARGUMENT...: both are built, or $only, side by side; what Nix prints is in $work/log
# shellcheck disable=SC2086 # words
built() { nix build --no-link --json -j 2 --keep-going -f runs.nix ${only-one two} "$@" 2>"$work/log" >"$work/built"; }
gate() { "$nightshift" gate --plan nix/s.json --lane pr --platform linux --store "$@" 2>&1; }
shown="v-one: fail, exit status 3
    | # v-one 1
    | # v-one 2
    | # v-one 3
    | # v-one 4
    | # v-one 5
    | # v-one 6
    | # v-one 7
    | # v-one 8
    | # v-one 9
    | 1..1
    | not ok 1 - rain
v-two: fail, exit status 3: its test point failed: 'rain'
    failed: rain
    | # v-two 1
    | # v-two 2
    | # v-two 3
    | # v-two 4
    | # v-two 5
    | # v-two 6
    | # v-two 7
    | # v-two 8
    | # v-two 9
    | 1..1
    | not ok 1 - rain
s: red: 2 of 2 units did not pass; pr on linux"

built -L
is "what nix build -L prints" "$shown" "$(gate "$work/log")"
built --log-format raw -L
is "the same without names" "$shown" "$(gate "$work/log")"
# Nix shows only one of them.
only=one built
is "what Nix shows of a build that failed" "$(sed '/^v-two/,/^s:/d' <<<"$shown")" "$(gate "$work/log" | sed '/^v-two/,/^s:/d')"
only=one built --option log-lines 5
is "of that the last lines only" 1 "$(gate "$work/log" | grep -c ': error: .* stands here only with its last lines')"
built --log-format internal-json -v
cp "$work/log" "$work/red"
is "internal-json" "$shown" "$(gate "$work/red")"
sed -n 's/^@nix //p' "$work/red" >"$work/log"
is "the same as json-log-path has it" "$shown" "$(gate "$work/log")"
for unit in one two; do
  nix log -f runs.nix "$unit" 2>/dev/null
done >"$work/log"
is "what nix log prints" "$shown" "$(gate "$work/log")"

# record NAME FILE...: as a night
record() {
  name=$1
  shift
  "$nightshift" record --run "$name" --lane nightly --platform linux --commit HEAD "$@" 2>&1
}
has "the record takes both" "$(record n1 "$work/red")" "2 results new, 0 known, 2 fail" "Nix: 2 units ran, 0 substituted"
# A pass answers for a red if it has finished later, and both know whole seconds.
red=$(date +%s)
while [ "$(date +%s)" = "$red" ]; do sleep 0.1; done
rm "$work/weather/bad"
built -L
folders=$(grep -o '"out":"[^"]*"' "$work/built" | cut -d'"' -f4 | sed "s,^,$store,")
# shellcheck disable=SC2086 # words
is "the same derivations pass on another day, which counts" "s: all 2 units passed; pr on linux" "$(gate "$work/red" $folders)"
# shellcheck disable=SC2086
has "the record takes that, too" "$(record n2 $folders)" "2 results new, 0 known, 2 pass"
is "it has both" "v-one fail 1
v-one pass 1
v-two fail 1
v-two pass 1" "$(sqlite3 .nightshift/record.db "SELECT unit || ' ' || verdict || ' ' || count(*) FROM result GROUP BY unit, verdict ORDER BY 1")"
is "and the units are flaky" "v-one v-two" "$("$nightshift" report --lane nightly --commit HEAD --format json | jq -r '[.platforms[].flaky_units[].unit] | join(" ")')"
"$nightshift" qualify HEAD >/dev/null
is "and the night is green" 0 $?

finish
