#!/usr/bin/env bash
# nightshift init in a repository with a flake, as TAP: what it prints is applied as it stands, and the flake then builds and checks, in the
# forms that flakes have; where it cannot tell, it touches less.
#
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=scratch.sh
. "$(dirname "$0")/scratch.sh"

mkdir "$work/ours"
cp -R "$nix_dir" "$nix_dir"/../{flake.nix,Makefile,gen} "$work/ours"
cd "$work/ours" || exit 1
chmod -R u+w .
sed -i "s|github:NixOS/nixpkgs/[^\"]*|path:$standin|" flake.nix
locked
package='pkgs: pkgs.stdenv.mkDerivation { name = "hello"; src = ./.; installPhase = "mkdir -p $out; echo hello >$out/hello"; }'
each='f: builtins.listToAttrs (map (system: { name = system; value = f nixpkgs.legacyPackages.${system}; }) [ "x86_64-linux" "aarch64-darwin" ])'

# repository NAME: in the folder hello, a repository with what standard input says of outputs in its flake, and two tests
repository() {
  mkdir -p "$work/$1/hello/t"
  cd "$work/$1/hello" || exit 1
  printf '#!/bin/sh\necho 1..1\necho ok 1\n' | tee t/a.t >t/b.t
  printf '/build/\n/.nightshift/\nresult\n' >.gitignore
  { printf '{\n  description = "hello";\n  inputs.nixpkgs.url = "path:%s";\n' "$standin"; cat; echo "}"; } >flake.nix
  git init -q . && git add -A && commit "a flake"
}
# taken: init, its difference applied, and what is then there
taken() {
  "$nightshift" init >said || return
  sed -n '/^diff/,/^and /p' said | sed '$d' >taken.diff
  git apply taken.diff || return
  sed -i "s|github:OWNER/nightshift|git+file://$work/ours|" flake.nix
  "$nightshift" generate -q --no-record && git add -A && nix flake lock 2>/dev/null && commit "nightshift"
}
names() { nix eval --raw .#packages.x86_64-linux --apply 'p: toString (builtins.attrNames p)' 2>&1; }

repository formals <<END
  outputs =
    { self, nixpkgs }:
    let
      each = $each;
      package = $package;
    in
    {
      packages = each (pkgs: { default = package pkgs; });
      overlays.none = final: prev: { };
    };
END
if log=$(taken 2>&1); then ok "a flake whose outputs take these inputs and no other: the difference applies"; else not_ok "a flake whose outputs take these inputs and no other: the difference applies" "$log$(cat said)"; fi
is "it says what to do then" "and then: nightshift generate && git add flake.nix nix" "$(tail -n 1 said)"
is "its packages are there, and ours" "default hello hello-build hello-checked" "$(names)"
is "and its other outputs" "true" "$(nix eval .#overlays.none --apply builtins.isFunction 2>&1)"
is "nix flake check --no-build has nothing to say" "" "$(flake_check)"
if path=$(flake hello-checked); then
  is "hello-checked builds, with both tests passed" "hello: all 2 units passed" "$(nix log .#hello-checked 2>/dev/null | sed -n 's/^\(hello: .*\); .*/\1/p')"
  is "and is the package" "hello" "$(cat "$path/hello")"
else
  not_ok "hello-checked builds, with both tests passed" "$path"
fi

repository named <<END
  outputs = inputs@{ self, nixpkgs, ... }:
    let
      each = $each;
      package = $package;
    in {
      packages = each (pkgs: { default = package pkgs; });
      devShells.riscv64-linux.only = 1;
      checks = each (pkgs: { own = package inputs.nixpkgs.legacyPackages.\${pkgs.stdenv.hostPlatform.system}; });
    };
END
if log=$(taken 2>&1); then ok "one that names all inputs, on one line"; else not_ok "one that names all inputs, on one line" "$log$(cat said)"; fi
is "its packages are there, and ours, in the second form" "default hello hello-build hello-checked" "$(names)"
is "its checks are there, and ours" "hello own" "$(nix eval --raw .#checks.x86_64-linux --apply 'p: toString (builtins.attrNames p)' 2>&1)"

is "an output of a system that has no package stays" "1" "$(nix eval .#devShells.riscv64-linux.only 2>&1)"

repository shells <<END
  outputs = { self, nixpkgs }: {
    devShells = let each = $each; in each ($package);
  };
END
sed -i 's/each (pkgs: \(.*\));$/each (pkgs: { own = (pkgs: \1) pkgs; });/' flake.nix && commit "as a set"
if log=$(taken 2>&1); then ok "one without packages"; else not_ok "one without packages" "$log$(cat said)"; fi
is "has its shell, and none of ours" "own" "$(nix eval --raw .#devShells.x86_64-linux --apply 'p: toString (builtins.attrNames p)' 2>&1)"

repository function <<END
  outputs = inputs: { packages = let nixpkgs = inputs.nixpkgs; each = $each; in each ($package); };
END
sed -i 's/each (pkgs: \(.*\)); };$/each (pkgs: { default = (pkgs: \1) pkgs; }); };/' flake.nix && commit "as a set"
if log=$(taken 2>&1); then ok "one that is a function of all, in a line"; else not_ok "one that is a function of all, in a line" "$log$(cat said)"; fi
is "its packages are there, and ours, in the third form" "default hello hello-build hello-checked" "$(names)"

repository first <<END
  outputs = { self, nixpkgs }: { };
  nixConfig = { };
END
"$nightshift" init >said
is "where outputs are not the last, only the input is added, and the rest is told" "1 and to its outputs, for each system: (import ./nix/hello-split.nix { inherit pkgs; drv = YOUR-PACKAGE; rev = self.rev or null; inherit (inputs.nightshift.lib) mkSplit; }).packages and .checks" \
  "$(grep -c '^+ ' said) $(tail -n 1 said)"
finish
