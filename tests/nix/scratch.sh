# For the tests of the Nix side, which source it: a folder and a store of their own, both gone at the
# end (KEEP=1 leaves them and says where), TAP, and a project on the stand-in nixpkgs.
#
# Everything is built in a sandbox, in a private store; where that cannot be, nothing is, and the script
# is skipped. SANDBOX=no says to build without one, and in the machine's store; SANDBOX=daemon, that a
# daemon has one, which daemon.sh does for whom it starts. NIX=current is in lib/version.sh, with what
# another Nix words in another way.
# shellcheck shell=bash disable=SC2034
set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
here=$PWD
nix_dir=$(cd ../../nix && pwd)
: "${nightshift:=$(realpath "${NIGHTSHIFT:-../../build/nightshift}")}"

skip_all() {
  echo "1..0 # SKIP $1"
  exit 0
}
top=$(cd ../.. && pwd)
# shellcheck source-path=SCRIPTDIR source=lib/version.sh
. lib/version.sh
[ -z "$no_nix" ] || skip_all "$no_nix"
# shellcheck source-path=SCRIPTDIR source=lib/set.sh
. lib/set.sh
command -v git >/dev/null || skip_all "git is not installed"
[ "$(uname -sm)" = "Linux x86_64" ] || skip_all "the stand-in builds on x86_64 Linux only"
[ -x /bin/bash ] || skip_all "the stand-in builds with /bin/bash"

work=$(mktemp -d)
clean() {
  if [ -n "${KEEP-}" ]; then
    echo "# kept: $work"
  else
    chmod -R u+w "$work" && rm -rf "$work"
  fi
}
trap clean EXIT
trap 'exit 1' INT TERM

# Without a network; the user's own settings and git configuration do not count.
unset MAKEFLAGS MFLAGS MAKELEVEL # of the make that may run this
export HOME=$work/home XDG_CACHE_HOME=$work/cache GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=n@example.org GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=n@example.org
export GIT_AUTHOR_DATE="2026-01-01T00:00:00Z" GIT_COMMITTER_DATE="2026-01-01T00:00:00Z"
mkdir -p "$HOME"
# try WHY: can this Nix build a thing? If not, nothing is tried, and it is said why.
try() {
  local log
  log=$(nix build --no-link --impure --expr "$tiny" 2>&1) || skip_all "$1: $(as_before <<<"$log" | grep -m 1 '^error: ')"
}
if [ "${SANDBOX-}" = daemon ]; then
  store=
  export NIX_CONFIG="experimental-features = nix-command flakes"
  tiny=${tiny/echo/"[ ! -e $work ] && echo"}
  try "the daemon cannot build in a sandbox"
elif [ "${SANDBOX-}" = no ]; then
  echo "# without a sandbox, and in the machine's store"
  store=
  export NIX_CONFIG="experimental-features = nix-command flakes
substituters =
log-lines = 2000
sandbox = false"
  if [ "$(id -u)" = 0 ] && ! getent group nixbld >/dev/null; then
    NIX_CONFIG="$NIX_CONFIG
build-users-group ="
  fi
  try "nix cannot build here"
else
  store=$work/store
  NIX_CONFIG="$(sandboxed "$store")
log-lines = 2000"
  export NIX_CONFIG
  try "nix cannot build in a sandbox here, and SANDBOX=no was not said"
fi

standin=$work/standin
if ! set_in "$standin"; then
  echo "Bail out! no set of packages"
  exit 1
fi

number=0
failed=0
ok() {
  number=$((number + 1))
  echo "ok $number - $1"
}
not_ok() {
  number=$((number + 1))
  failed=$((failed + 1))
  echo "not ok $number - $1"
  printf '%s\n' "${2-}" | tail -n 40 | sed 's/^/#   /'
}
skip() {
  number=$((number + 1))
  echo "ok $number - $1 # SKIP $2"
}
is() { # name, wanted, got
  if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "wanted: $2
got:    $3"; fi
}
differ() { # name, one, other
  if [ -n "$2" ] && [ -n "$3" ] && [ "$2" != "$3" ]; then ok "$1"; else not_ok "$1" "one: $2
other: $3"; fi
}
has() { # name, text, each line wanted in it...
  local name=$1 text=$2 line
  shift 2
  for line; do
    if ! grep -qxF -- "$line" <<<"$text"; then
      not_ok "$name" "no line: $line
in: $text"
      return
    fi
  done
  ok "$name"
}

# The value of an expression behind the caller's $prelude, as text; or the message of its error
# without decoration.
prelude=
value() {
  nix eval --impure --raw --expr "$prelude $1" 2>&1 | as_before
}
refusal() {
  value "$1" | sed -n 's,^error: nightshift: ,,p' | head -n 1
}
# The path of the first output of what nix build --json printed.
readable() { sed -E "s,.*\"outputs\":\{\"[^\"]*\":\"([^\"]*)\".*,$store\\1," <<<"$1"; }
# Builds an expression, with more options of Nix, and prints the path of its output where it can be read; or its log.
build() {
  local path
  if path=$(nix build --no-link --json --impure "${@:2}" --expr "$prelude $1" 2>"$work/log"); then
    readable "$path"
  else
    cat "$work/log"
    return 1
  fi
}
# A command for which the store is a folder like any other, and not that of the machine: Nix looks for the files
# of a template where the store says that they are, whatever store it was told to use.
in_plain_store() {
  NIX_CONFIG=$(grep -v '^store =' <<<"$NIX_CONFIG") NIX_REMOTE='' NIX_STORE_DIR=$work/plain/store NIX_STATE_DIR=$work/plain/state \
    NIX_LOG_DIR=$work/plain/log XDG_CACHE_HOME=$work/plain/cache "$@"
}
# Builds a derivation whose output is a file, and prints that.
output() {
  local path
  path=$(build "$1") && cat "$path" || echo "$path"
}

commit() { git add -A && git commit -q -m "$1"; }
# An expression, for where there are pkgs: what mkSplit takes as exec.
exec="(import $here/exec.nix { inherit pkgs; program = $nightshift; })"
# An expression, for where there are pkgs: what a split file takes as mkSplit.
mk_split="(import $nix_dir/nightshift.nix)"
# Copies a folder to $work/p, with the stand-in for @STANDIN@ in its flake.nix, and goes there.
project() {
  cp -R "$1" "$work/p"
  cd "$work/p" || exit 1
  chmod -R u+w .
  sed -i "s|@STANDIN@|$standin|" flake.nix
}
# Commits it, with the lock: --override-input would lose self.rev.
locked() {
  if ! { git init -q . && git add -A && nix flake lock 2>/dev/null && commit "the project"; }; then
    echo "Bail out! no scratch project"
    exit 1
  fi
}
drv() { nix eval --raw ".#$1.drvPath" 2>/dev/null; }
# Builds an attribute of the flake, with more options of Nix; prints its path where it can be read, or the log.
flake() {
  local path
  if path=$(nix build --no-link --json -L "${@:2}" ".#$1" 2>"$work/log"); then
    readable "$path"
  else
    sed -n 's/^[a-z-]*> //p' "$work/log"
    return 1
  fi
}
verdict() { sed -n "s/^$2 //p" "$1"/*/verdict; }

finish() {
  echo "1..$number"
  if [ "$failed" != 0 ]; then
    echo "# $failed of $number failed"
    exit 1
  fi
}
