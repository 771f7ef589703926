#!/usr/bin/env bash
# What `nightshift replay` and a red gate say to type for Nix, typed: in the flake's folder, which is not the repository's, in a folder below
# it, in a work tree, and in a shallow clone; at a commit that is not HEAD, under its seed and under another. As TAP.
#
# Most single quotes below are shell text of others.
# shellcheck disable=SC2016,SC2034,SC2154
nightshift=$(realpath "${NIGHTSHIFT:-$(dirname "$0")/../../build/nightshift}")
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

mkdir "$work/standin" "$work/p"
cp "$here"/*.nix "$here"/{setup,source,builder}.sh "$nightshift" "$work/standin"
with_library "$work/standin"
cd "$work/p" || exit 1
mkdir -p sub/flake/nix sub/flake/t/deep
touch sub/flake/t/deep/file
cat >sub/flake/t/suite.xml <<'END'
<suite name="t" dir="sub/flake/t" plan="/sub/flake/nix/t.json">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <nix root="." split="/sub/flake/nix/t-split.nix"/>
  <seed from="commit" fallback="4711" env="SEED"/>
  <program path="prog"><command>printf "test ! -e bad; echo seed" &gt;{program}; if test -e red; then echo exit 1 &gt;{program}; fi</command></program>
  <run>sh {program}</run><variant name="v"/><module name="m" seed="head"/>
</suite>
END
cat >sub/flake/flake.nix <<END
{
  inputs.nixpkgs.url = "path:$work/standin";
  outputs = { self, nixpkgs }:
    let pkgs = nixpkgs.legacyPackages.x86_64-linux; in {
      packages.x86_64-linux = (import ./nix/t-split.nix {
        inherit pkgs;
        mkSplit = import (nixpkgs + "/library/nightshift.nix");
        exec = import (nixpkgs + "/exec.nix") { inherit pkgs; };
        rev = self.rev or null;
        drv = pkgs.stdenv.mkDerivation { name = "t"; src = ./t; unique = "$work"; installPhase = "mkdir \$out"; };
      }).packages;
    };
}
END
git init -q .
if ! log=$("$nightshift" generate -q --no-record -f sub/flake/t/suite.xml 2>&1 && git add -A && cd sub/flake && nix flake lock 2>&1 && cd ../.. && commit "the project"); then
  echo "Bail out! no scratch project: $log"
  exit 1
fi
first=$(git rev-parse HEAD)
own=$((0x${first:0:8} & 0x7fffffff))
"$nightshift" run -q -f sub/flake/t/suite.xml >/dev/null 2>&1
SEED=99 "$nightshift" run -q --seed=99 -f sub/flake/t/suite.xml >/dev/null 2>&1
# typed RUN: what replay says to type for Nix
runs=$(sqlite3 .nightshift/record.db "SELECT name FROM run ORDER BY rowid")
typed() { "$nightshift" replay -f sub/flake/t/suite.xml "$1" v-m | sed -n 's/^  \$ \(nix.*\)/\1/p'; }
by_commit=$(typed "$(sed -n 1p <<<"$runs")")
by_seed=$(typed "$(sed -n 2p <<<"$runs")")
is "replay by the commit's seed" "nix build '.?rev=$first#t-checked.runs.\"v-m\"'" "$by_commit"
is "replay by another seed" "nix-store --realise \"\$(nix eval --raw '.?rev=$first#packages.x86_64-linux.t-checked.withSeed' --apply 'withSeed: (withSeed \"99\").runs.\"v-m\".drvPath')\"" "$by_seed"
echo "# later" >>sub/flake/t/deep/file
commit "later"
git worktree add -q --detach "$work/tree" HEAD
git clone -q --depth 1 "file://$work/p" "$work/shallow"
git -C "$work/shallow" fetch -q --depth 1 origin "$first"
git clone -q "$work/p" "$work/clone" -b "$(git symbolic-ref --short HEAD)"

# seed_of FOLDER LINE: the seed of the verdict that this makes there
seed_of() {
  local log path
  if ! log=$(cd "$1" && bash -c "${2/nix build/nix build --no-link --json}" 2>&1); then
    echo "$log"
    return
  fi
  path=$(grep -o '/nix/store/[a-z0-9]*-t-run-v-m' <<<"$log" | tail -n 1)
  sed -n 's/^seed //p' "$store$path/v-m/verdict"
}
for place in "the flake's folder:$work/p/sub/flake" "a folder below it:$work/p/sub/flake/t/deep" "a work tree:$work/tree/sub/flake" "a folder of a work tree:$work/tree/sub/flake/t" \
  "a shallow clone:$work/shallow/sub/flake" "a folder of a shallow clone:$work/shallow/sub/flake/t/deep" "a clone:$work/clone/sub/flake/nix"; do
  is "in ${place%%:*}: the commit's seed" "$own" "$(seed_of "${place#*:}" "$by_commit")"
  is "in ${place%%:*}: another seed" "99" "$(seed_of "${place#*:}" "$by_seed")"
done

echo "# What a red gate says"

touch sub/flake/t/red
commit "red"
cd sub/flake || exit 1
hint=$(nix build --no-link -L .#t-checked 2>&1 | sed -n "s/.*\(nix [a-z]* '[.]?rev=[^']*'\).*/\1/p" | tail -n 1)
is "it names the commit" "yes" "$([[ $hint == "nix "*" '.?rev=$(git rev-parse HEAD)#t-checked."*"'" ]] && echo yes || echo "$hint")"
cd t/deep || exit 1
log=$(bash -c "$hint" 2>&1)
is "and that can be typed below it" "" "$(grep -i "error: .*\(flake\|git\|fetch\|attribute\)" <<<"$log")"
finish
