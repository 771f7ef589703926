#!/usr/bin/env bash
# Case A of the design with real Nix: the manifest of tests/emit/golden/motoko over a project of that shape, whose cargo, wasmtime and make
# targets are stubs: the product's source is rts/, the manifest lies beside it, there are six files to install, hooks with exports, and
# allowedRequisites = [ ]. KEEP=1 and SANDBOX=no as in scratch.sh.
# shellcheck disable=SC2016,SC2034,SC2154 # Nix expressions and text of builders stand in single quotes
nightshift=$(realpath "${NIGHTSHIFT:-$(dirname "$0")/../../build/nightshift}")
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

mkdir -p "$work/p/nix" "$work/p/tools/bin"
cd "$work/p" || exit 1
cp -R "$top/tests/emit/golden/motoko/rts" "$top/tests/emit/golden/motoko/.github" .
cp "$top/tests/emit/golden/motoko/manifest.xml" rts.xml
# The stubs: a program of cargo's is a file that knows its features, and wasmtime runs it by looking what was asked of it.
cat >tools/bin/cargo <<'END'
#!/bin/bash
set -eu
[ "$1" = build ] && [ -n "$RUSTFLAGS" ] && [ -n "$CARGO_HOME" ]
for word; do case $word in --target=*) target=${word#*=} ;; --features=*) features=${word#*=} ;; esac; done
case $target in wasm64*) bits=64 ;; *) bits=32 ;; esac
test -e ../_build/libtommath_wasm$bits.a && test -e ../_build/wasm$bits/tommath_bindings.rs
mkdir -p "$CARGO_TARGET_DIR/$target/debug"
echo "$target $features" >"$CARGO_TARGET_DIR/$target/debug/motoko-rts-tests.wasm"
END
cat >tools/bin/wasmtime <<'END'
#!/bin/bash
set -eu
[ "$WASMTIME_BACKTRACE_DETAILS" = 1 ]
while [ "$1" != --invoke ]; do shift; done
read -r target features <"$3"
echo "$2 on $target with $features: ${4-no seed}"
END
chmod +x tools/bin/*
cat >rts/Makefile <<'END'
include tests.mk
.DEFAULT_GOAL := all
names := non-incremental incremental eop
all: $(foreach name,$(names),mo-rts-$(name).wasm mo-rts-$(name)-debug.wasm)
mo-rts-%.wasm: ; echo "$*, flags of its own" >$@
_build/libtommath_wasm%.a: ; mkdir -p _build && test ! -e $@ && touch $@
_build/wasm%/tommath_bindings.rs: ; mkdir -p $(@D) && test ! -e $@ && touch $@
test: ; exit 1
END
cat >nix/rts.nix <<'END'
{ pkgs }:
pkgs.stdenv.mkDerivation {
  name = "moc-rts";
  src = ../rts;
  nativeBuildInputs = [ (pkgs.runCommand "tools" { } "cp -R ${../tools} $out") ];
  preBuild = ''
    export CARGO_HOME=$PWD/cargo-home
  '';
  doCheck = true;
  checkPhase = "make test";
  installPhase = ''
    mkdir -p $out/rts
    cp mo-rts-*.wasm $out/rts
  '';
  preFixup = ''
    for file in $out/rts/*.wasm; do sed -i "s,$NIX_STORE/[^ ]*,,g" "$file"; done
  '';
  allowedRequisites = [ ];
}
END
cat >flake.nix <<END
{
  inputs.nixpkgs.url = "path:$standin";
  outputs = { self, nixpkgs }:
    let
      split = system: import ./nix/rts-split.nix {
        pkgs = nixpkgs.legacyPackages.\${system};
        mkSplit = import (nixpkgs + "/library/nightshift.nix");
        exec = import (nixpkgs + "/exec.nix") { pkgs = nixpkgs.legacyPackages.\${system}; };
        drv = import ./nix/rts.nix { pkgs = nixpkgs.legacyPackages.\${system}; };
        rev = self.rev or null;
      };
      each = f: nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (system: f (split system));
    in {
      packages = each (split: split.packages // {
        moc = nixpkgs.legacyPackages.x86_64-linux.runCommand "moc" { } "cat \${split.product}/rts/*.wasm >\$out";
      });
      checks = each (split: split.checks);
    };
}
END
git init -q . && git add -A
log=$("$nightshift" generate -q --no-record -f rts.xml 2>&1) || { echo "Bail out! $log"; exit 1; }
locked

echo "# What is built, and what is checked"

if path=$(flake rts-build); then
  is "rts-build installs the six files, and runs no test" "6" "$(find "$path/rts" -name 'mo-rts-*.wasm' | wc -l)"
else
  not_ok "rts-build installs the six files, and runs no test" "$path"
fi
if checked=$(flake rts); then
  is "rts, which is checked on Linux, is the same bytes" "$(nix hash path "$path")" "$(nix hash path "$checked")"
else
  not_ok "rts, which is checked on Linux, is the same bytes" "$checked"
fi
is "after all 68 units" "rts: all 68 units passed" "$(nix log .#rts 2>/dev/null | sed -n 's/^\(rts: .*\); .*/\1/p')"
is "it refers to nothing, as the derivation demands" "none" "$(nix-store -q --references "$(nix eval --raw .#rts)" && echo none)"
report=$(flake rts-checked.report)
said() { cat "$report/$1/log"; }
is "each variant has its program, target and features" "test_utf8 on wasm32-wasip1 with classical_persistence: no seed
test_utf8 on wasm32-wasip1 with classical_persistence,incremental_gc: no seed
test_utf8 on wasm64-unknown-unknown with enhanced_orthogonal_persistence: no seed" "$(said non-incremental-utf8; said incremental-utf8; said 64-utf8)"
is "persistence runs on 64 bits, too" "test_persistence on wasm64-unknown-unknown with enhanced_orthogonal_persistence: no seed" "$(said 64-persistence)"
is "on the Mac that everybody develops on rts is built only" "$(nix eval --raw .#packages.aarch64-darwin.rts-build.drvPath)" \
  "$(nix eval --raw .#packages.aarch64-darwin.rts.drvPath)"

echo "# What moves"

# The paths of the product, of what is made from it, and of the programs.
paths() { for name in rts-build moc rts-checked.programs.64; do drv $name; echo; done; }
before=$(paths)
unmoved() { # name, command
  eval "$2"
  is "$1" "$before" "$(paths)"
  git reset -q --hard && git clean -fdxq
}
unmoved "a comment in the manifest moves neither the product, nor what is made from it, nor a program" 'sed -i "s/<seed/<!-- a word -->&/" rts.xml'
unmoved "nor do other units, with all that is generated of them" 'sed -i "s/<module name=\"gc_predefined\" seconds=\"60\"/& lane=\"nightly\" reason=\"x\"/" rts.xml; "$nightshift" generate -q --no-record -f rts.xml; git add -A'
unmoved "nor measured seconds" 'printf "64-utf8\tlinux\t9\n" >rts/seconds.tsv; git add -A'
unmoved "nor how the product checks itself" 'sed -i "s/make test/make check/" nix/rts.nix'
is "an edit of the product's source moves all three" "3" "$(
  echo '# x' >>rts/Makefile
  diff <(echo "$before") <(paths) | grep -c '^>'
  git checkout -q .)"

echo "# The seed"

seed_said() { sed 's/.*: //' "$(flake 'rts-checked.runs."64-persistence_small"')/64-persistence_small/log"; }
one=$(seed_said)
git commit -q --allow-empty -m "nothing but a commit"
unmoved "an empty commit moves none of them" :
two=$(seed_said)
differ "two commits, two seeds within the sandbox" "$one" "$two"
is "the second is that of its commit" "$((0x$(git rev-parse HEAD | cut -c 1-8) & 0x7fffffff))" "$two"
is "the next build ran what takes the seed, and nothing else" "rts-run-64-persistence_small" "$(
  git commit -q --allow-empty -m "one more"
  nix build --no-link --log-format internal-json -v .#rts-checked 2>&1 | grep -o '"text":"building .[^"]*-rts-run-[^".]*' | sed 's/.*-\(rts-run-\)/\1/')"

echo "# Without our workflows"

# The lines of the guide, as they stand there, for this machine in the place of the Mac: its store lies elsewhere than it says.
guide() { # which of its blocks
  sed -n '/^## Nix and make, without our workflows/,$p' "$top/gen/guide/ci.md" |
    awk -v n="$1" '/^```/ { open = /sh/; block += open; next } open && block == n' | sed 's/--platform mac/--platform linux/'
}
PATH=$(dirname "$nightshift"):$PATH
sed -i '/<workflow /,/<\/workflow>/d; /<platform name="arm"/d; /<platform name="mac"/d' rts.xml && rm -rf .github && mv rts.xml nightshift.xml
"$nightshift" generate -q --no-record 2>/dev/null
git add -A && git commit -q -m "no workflow of ours"
if log=$(
  set -e
  eval "$(guide 1)" 2>&1
); then
  ok "a pull request's job is green"
else
  not_ok "a pull request's job is green" "$log"
fi
night() { # what the night's lines come to
  (set -e; eval "$(guide 2 | sed 's,echo "$run",echo "$store$run",')") >"$work/night.log" 2>&1
  echo "$? $(grep -c '^red$' "$work/night.log") $(sed -n 's/^\([0-9]* results new\).*/\1/p' "$work/night.log")"
}
is "a green night is recorded, and green" "0 0 68 results new" "$(night)"
sed -i 's/^echo "$2 on/case $2 in test_crc32) exit 3 ;; esac\n&/' tools/bin/wasmtime
git commit -q -am "red"
is "a red night is red, what passed is recorded from outputs, and what is red from the log" "1 1 68 results new" "$(night)"
is "of three variants one unit each" "3 fail, 133 pass" "$(
  sqlite3 .nightshift/record.db "SELECT count(*) || ' ' || verdict FROM result GROUP BY verdict" | paste -sd, | sed 's/,/, /')"
finish
