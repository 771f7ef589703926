#!/usr/bin/env bash
# What a change builds again and what stays cached: the table in nix/README.md, measured on the project in
# shapes/runtime, whose source holds nightshift's own files and, but for one line of the table, no <test-only>. As TAP, whether nix/README.md says what was measured; `moves.sh print` prints the table.
# Nothing is built: the paths of derivations tell what would be.
# shellcheck disable=SC2016,SC2034,SC2154
nightshift=$(realpath "${NIGHTSHIFT:-$(dirname "$0")/../../build/nightshift}")
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

project "$here/shapes"
git init -q .
test_only=$(grep '<test-only' runtime/manifest.xml)
sed -i '/<test-only/d' runtime/manifest.xml
generate() { "$nightshift" generate -q --no-record -f runtime/manifest.xml; }
printf 'small-heaps_0\t*\t3\n' >runtime/seconds.tsv
generate && git add -A && commit "the project" || exit 1

# Another release of nightshift: another program.
cp "$nightshift" "$work/other"
echo >>"$work/other"
# Every derivation as a line "COLUMN NAME=PATH", under the commit $1; $2 is what is made of the gate, $3 what runs the units.
paths() {
  nix eval --impure --raw --expr "
    let
      pkgs = import $standin { system = \"x86_64-linux\"; };
      split = import $work/p/nix/runtime-split.nix {
        inherit pkgs;
        exec = ${3-$exec};
        mkSplit = $mk_split;
        drv = import $work/p/nix/runtime.nix { inherit pkgs; };
        rev = \"$1\";
      };
      gate = (gate: ${2-gate}) split.packages.runtime-checked;"'
      seeded = builtins.listToAttrs (map (unit: { name = unit.id; value = unit.seed or "" == "head"; })
        (builtins.filter (unit: unit != null) (builtins.fromJSON (builtins.readFile '"$work"'/p/nix/runtime.json)).units));
      of = set: column: builtins.concatStringsSep "" (map (name: line (column name) name set.${name}) (builtins.attrNames set));
      line = column: name: drv: "${column} ${name}=${drv.drvPath}\n";
    in
    line "product" "" split.packages.runtime-build
    + of gate.programs (_: "programs")
    + of gate.runs (name: if seeded.${name} then "seeded" else "other")
    + line "gate" "" gate' | sort
}
before=$(paths 0000000a)
# What of a column is there after a change that was not there before.
cell() { # column, after
  local all new
  all=$(grep -c "^$1 " <<<"$2")
  new=$(comm -13 <(grep "^$1 " <<<"$before") <(grep "^$1 " <<<"$2") | grep -c .)
  case $new in
    0) echo "-" ;;
    "$all") if [ "$all" = 1 ]; then echo "again"; else echo "all"; fi ;;
    *) echo "$new of $all" ;;
  esac
}
row() { # what, after
  local column
  printf '| %s |' "$1"
  for column in product programs seeded other gate; do
    printf ' %s |' "$(cell "$column" "$2")"
  done
  printf '\n'
}
# A row for an edit of a file by a sed script.
edit() { # what, file, script
  sed -i "$3" "$2"
  if git diff --quiet; then echo "the edit '$1' edits nothing"; fi
  generate
  row "$1" "$(paths 0000000a)"
  git reset -q --hard
}
# The same, of a project whose manifest says what only tests need.
with_test_only() {
  local before
  sed -i "s|^    <artifact path=.*wide.*|&\n$test_only|" runtime/manifest.xml
  generate && commit "test-only" || exit 1
  before=$(paths 0000000a)
  edit "$@"
  git reset -q --hard HEAD~
}
table() {
  echo "| a change of | product | test programs | units with the commit's seed | other units | gate |"
  echo "|---|---|---|---|---|---|"
  row "nothing but the commit" "$(paths 0000000b)"
  row "the seed, by \`withSeed\`" "$(paths 0000000a '(gate.withSeed "99")')"
  edit "a test's source" runtime/test/tests.c 's/cells, sum/cells, in sum/'
  with_test_only "a test's source that is \`<test-only>\`" runtime/test/tests.c 's/cells, sum/cells, in sum/'
  edit "the product's source" runtime/src/heap.c 's/return 0/return 0UL/'
  edit "the derivation's own \`checkPhase\`" nix/runtime.nix 's/^  installPhase/  checkPhase = "make check";\n&/'
  edit "a comment in the manifest" runtime/manifest.xml 's/<seed/<!-- a word more -->&/'
  edit "a module's expected seconds" runtime/manifest.xml 's/seconds="4"/seconds="9"/'
  edit "a module's lane" runtime/manifest.xml 's/<module name="word"/& lane="nightly" reason="why not"/'
  edit "a module's limit" runtime/manifest.xml 's/<module name="word"/& timeout="30"/'
  edit "the list of modules: one more" runtime/manifest.xml 's/<module name="word".*/&<module name="more"\/>/'
  edit "the measured seconds" runtime/seconds.tsv '$a small-word\t*\t7'
  row "nightshift itself: another program" "$(paths 0000000a gate "${exec/$nightshift/$work/other}")"
}
measured=$(table)
if [ "${1-}" = print ]; then
  echo "$measured"
  exit
fi
is "the table of nix/README.md is what was measured" "$measured" \
  "$(sed -n '/^| a change of /,/^$/p' "$here/../../nix/README.md" | sed '/^$/d')"
finish
