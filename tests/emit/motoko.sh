#!/bin/sh
# Case A of the design, the Motoko runtime: its manifest (golden/motoko) as Nix sees it. Around a derivation of the same
# shape, unedited, the plan evaluates on four systems, and `rts` is on each what the platform table says.
. "$(dirname "$0")/../tap/lib.sh"

# shellcheck source=tests/nix/lib/version.sh
. "$top/tests/nix/lib/version.sh"
if [ -n "$no_nix" ]; then
	skip "rts, rts-build and rts-checked evaluate on four systems" "$no_nix"
	finish
fi
export NIX_CONFIG="experimental-features = nix-command flakes
substituters ="

mkdir nix
cp -R "$top/tests/emit/golden/motoko/rts" "$top/tests/emit/golden/motoko/.github" .
cp "$top/tests/emit/golden/motoko/manifest.xml" suite.xml
# Each variant exports the same 24 entry points, one of which is ten chunks; persistence_20k and persistence_small are empty functions in
# the two classical ones. Its authors count 72 targets, and had 69: `persistence` was lost from their list, and four were empty.
entries=$(grep -c 'fn test_' rts/motoko-rts-tests/src/main.rs)
run "$nightshift" generate --no-record -f suite.xml
equal "of 24 entry points in three variants 68 units are left, without the four that are empty" "24 0 $((3 * 24 - 2 * 2))" "$entries $status $(jq '[.units[] | values] | length' nix/rts.json)"
equal "one takes the commit's seed, as an argument, since no environment reaches what has no WASI" '64-persistence_small "$RTS_TEST_SEED"' \
	"$(jq -r '.units[] | values | select(.seed == "head") | .id + " " + (.command | split(" ") | last)' nix/rts.json)"
equal "and none another" 67 "$(jq '[.units[] | values | select(has("seed") | not)] | length' nix/rts.json)"
equal "persistence runs in all three, on 64 bits, too" "64 incremental non-incremental" "$(jq -r '[.units[] | values | select(.module == "persistence").variant] | sort | join(" ")' nix/rts.json)"
# What its authors lost by hand is a mistake here: an entry point that no list names, and a name that is none.
sed '/<module name="persistence"/d' suite.xml >lost.xml
run "$nightshift" lint -f lost.xml
case $status$err in 2*"'persistence'"*) ok "an entry point that is lost from the list is an error" ;; *) not_ok "an entry point that is lost from the list is an error" "$status $err" ;; esac
sed '/fn test_crc32/d' rts/motoko-rts-tests/src/main.rs >main.rs && cp main.rs rts/motoko-rts-tests/src/main.rs
run "$nightshift" lint -f suite.xml
case $status$err in 2*"'crc32'"*) ok "and so is a name that is no entry point any more" ;; *) not_ok "and so is a name that is no entry point any more" "$status $err" ;; esac
cp "$top/tests/emit/golden/motoko/rts/motoko-rts-tests/src/main.rs" rts/motoko-rts-tests/src/main.rs
"$make" -n -C rts -f tests.mk rts_platform=linux rts_prebuilt=1 rts-test >commands.txt 2>&1
equal "make -n runs all of them" 68 "$(grep -c 'wasmtime .* --invoke test_' commands.txt)"
equal "heaviest first" "$("$make" -s -C rts -f tests.mk rts_platform=linux rts-list)" "$(sed -n 's/.*rts_unit \([^ ]*\) .*/\1/p' commands.txt)"
grep -q "64-gc_chunk_7 .*wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_7 motoko-rts-tests/target-64/" commands.txt
check "and each is the command that it should be" "$(grep gc_chunk_7 commands.txt)"

cat >nix/evaluate.nix <<EOF
let
  on =
    system:
    let
      pkgs = import $top/tests/nix { inherit system; };
      drv = pkgs.stdenv.mkDerivation {
        name = "moc-rts";
        src = builtins.path { path = $top/tests/emit/golden/motoko; name = "rts"; };
        nativeBuildInputs = [ pkgs.pkg-config ];
        buildInputs = [ pkgs.expat ] ++ [ (pkgs.lib.optional pkgs.stdenv.isDarwin pkgs.sqlite) ];
        preBuild = "export CARGO_HOME=\$PWD/cargo-home";
        doCheck = true;
        checkPhase = "make test";
        installPhase = "mkdir -p \$out/rts";
        preFixup = "true";
        allowedRequisites = [ ];
      };
      inherit (import ./rts-split.nix { inherit pkgs drv; mkSplit = import $top/nix/nightshift.nix; exec = import $top/tests/nix/exec.nix { inherit pkgs; program = $nightshift; }; rev = "1234567800000000000000000000000000000000"; }) packages checks;
    in
    {
      distinct = packages.rts-build.drvPath != packages.rts-checked.drvPath;
      rts = if packages.rts.drvPath == packages.rts-checked.drvPath then "checked" else
        if packages.rts.drvPath == packages.rts-build.drvPath then "build" else "neither";
      units = builtins.length (builtins.attrNames packages.rts-checked.runs);
      checks = builtins.attrNames checks;
      inputs = builtins.length packages.rts.buildInputs;
    };
in
builtins.listToAttrs (map (name: { inherit name; value = on name; }) [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ])
EOF
run nix eval --impure --json --file nix/evaluate.nix
equal "rts, rts-build and rts-checked evaluate on four systems" 0 "$status$(echo "$err" | grep '^error')"
plan=nix/rts.json
for system in x86_64-linux aarch64-linux x86_64-darwin aarch64-darwin; do
	wanted=$(jq -r --arg s $system '.systems[$s].means' "$plan")
	equal "$system: rts is what the platform table says" "$wanted" "$(printf '%s' "$out" | jq -r --arg s $system '.[$s].rts')"
	equal "$system: both derivations are there, and differ" true "$(printf '%s' "$out" | jq -r --arg s $system '.[$s].distinct')"
done
units=$(jq '[.units[] | values] | length' "$plan")
equal "rts-checked has a run for each unit" "$units" "$(printf '%s' "$out" | jq '."x86_64-linux".units')"
equal "Linux is checked and darwin is not" "checked build" "$(printf '%s' "$out" | jq -r '."x86_64-linux".rts + " " + ."aarch64-darwin".rts')"
equal "x86_64-darwin is a declared gap" 1 "$(jq '[.platforms[] | select(.system == "x86_64-darwin") | .gaps[]] | length' "$plan")"
finish
